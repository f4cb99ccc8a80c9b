/** Components whose code comes later: when they are first drawn, or once the browser has nothing more urgent to do. */

import { type ComponentType, type ReactNode, Suspense, lazy } from 'react'
import { fetchCode } from '../../live/fetch-code.ts'
import { browserCode, browserIdle } from '../../world.ts'
import { PartErrors } from './part-errors.tsx'
import { SkeletonRows } from './states.tsx'

/** The component that `load` answers, fetched when it is first drawn; draw it within `Arriving` or `WithRows`. */
export function lazyComponent<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await fetchCode(load, browserCode) }))
}

/** As `later`, but it gives way to what has to be drawn first: for charts, whose place is kept. */
export function whenIdle<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazyComponent(async () => {
    await browserIdle()
    return load()
  })
}

/** `waiting` while the code of `children` comes; where it does not come, that is said in its place alone. */
export function LazyBoundary({ children, waiting }: { readonly children: ReactNode; readonly waiting: ReactNode }) {
  return (
    <PartErrors>
      <Suspense fallback={waiting}>{children}</Suspense>
    </PartErrors>
  )
}

/** Rows in the making while the code of `children` comes. */
export function WithRows({ children, count }: { readonly children: ReactNode; readonly count: number }) {
  return <LazyBoundary waiting={<SkeletonRows count={count} />}>{children}</LazyBoundary>
}
