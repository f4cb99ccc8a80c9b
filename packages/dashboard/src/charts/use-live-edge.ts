/** The live edge of curves that are read out of the equity: each sample moves them on. */

import { useMemo } from 'react'
import { useAccount } from '../state/store/use-account-data.ts'
import type { withLive } from './equity-curve.ts'
import type { LiveEdge } from './use-time-drawing.ts'

/** A sample of equity. */
export type Sample = Parameters<typeof withLive>[1]

/** Calls `next` with each sample; it has to be the same function as long as it does the same. */
export function useLiveEdge<S>(next: (shape: S, live: Sample) => S): LiveEdge<S> {
  const { store } = useAccount()
  return useMemo(
    () => ({
      subscribe: (listener) => store.subscribe('equity', listener),
      next: (shape) => {
        const live = store.read('equity')
        return live === undefined ? shape : next(shape, live)
      },
    }),
    [store, next],
  )
}

/** The time of the account. */
export function useNow(): () => number {
  const { store } = useAccount()
  return useMemo(() => () => store.read('now'), [store])
}
