/** Components whose code comes later: when they are first drawn, or once the browser has nothing more urgent to do. */

import { type ComponentType, type ReactNode, Suspense, lazy } from 'react'
import { browserIdle } from '../../world.ts'
import { SkeletonRows } from './states.tsx'

/** The component that `load` answers, fetched when it is first drawn. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }))
}

/** As `later`, but it gives way to what has to be drawn first: for charts, whose place is kept. */
export function whenIdle<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return later(async () => {
    await browserIdle()
    return load()
  })
}

/** Rows in the making while the code of `children` comes. */
export function WithRows({ children, count }: { readonly children: ReactNode; readonly count: number }) {
  return <Suspense fallback={<SkeletonRows count={count} />}>{children}</Suspense>
}
