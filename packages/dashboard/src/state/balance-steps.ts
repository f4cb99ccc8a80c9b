/** A balance over time on even steps: what was last known in each, carried on until it changes. */

import type { AssetHistory } from '@spotdeck/api'

/** One step. `time` is its end, in ms; figures are exact text, `undefined` before anything was known. */
export type BalanceStep = {
  readonly time: number
  readonly free: string | undefined
  readonly locked: string | undefined
}

/** `count` steps over the history's span. A balance holds until it is told to have changed. */
export function balanceSteps({ from, to, points }: AssetHistory, count: number): readonly BalanceStep[] {
  const stepMs = Math.max(1, (to - from) / count)
  let next = 0
  let known: { readonly free: string; readonly locked: string } | undefined
  return Array.from({ length: count }, (_, index) => {
    const time = Math.round(from + (index + 1) * stepMs)
    for (let point = points[next]; point !== undefined && point.time <= time; point = points[next]) {
      known = point
      next += 1
    }
    return { time, free: known?.free, locked: known?.locked }
  })
}
