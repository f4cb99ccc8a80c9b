/** A balance over time on even steps: what was last known in each, carried on until it changes. */

import type { AssetData, AssetHistory, Movement } from '@spotdeck/api'

/** One step. `time` is its end, in ms; figures are exact text, `undefined` before anything was known. */
export type BalanceStep = {
  readonly time: number
  readonly free: string | undefined
  /** Absent also where only the total is known, which then stands as free. */
  readonly locked: string | undefined
  /** True before the first start, where deals and flows explain the total alone. */
  readonly isPast?: boolean
}

/** The history with the balance as it stands now at its end: what was read may be seconds old. */
export function withBalance(history: AssetHistory, now: AssetData | undefined): AssetHistory {
  const last = history.points.at(-1)
  if (now === undefined || (last !== undefined && now.time < last.time)) return history
  const { free, locked, total } = now
  if (last?.free === free && last.locked === locked) return history
  const time = Math.max(now.time, history.from)
  return { ...history, to: Math.max(history.to, time), points: [...history.points, { time, free, locked, total }] }
}

/** Time from which the balance is known, if it is within the history's span: a longer span shows nothing more. */
export function knownSince({ from, points }: AssetHistory): number | undefined {
  const first = points[0]?.time
  return first !== undefined && first > from ? first : undefined
}

/** True if a movement is the opening balance of a record that begins at `begins` (ms), and not a correction. */
export function isOpening(movement: Movement, begins: number | undefined): boolean {
  const { kind, time, free, locked, freeChange, lockedChange } = movement
  return kind === 'reconciled' && time <= (begins ?? Infinity) && freeChange === free && lockedChange === locked
}

/** `count` steps over the history's span. A balance holds until it is told to have changed. */
export function balanceSteps({ from, to, points }: AssetHistory, count: number): readonly BalanceStep[] {
  const stepMs = Math.max(1, (to - from) / count)
  let next = 0
  let known: AssetHistory['points'][number] | undefined
  return Array.from({ length: count }, (_, index) => {
    const time = Math.round(from + (index + 1) * stepMs)
    for (let point = points[next]; point !== undefined && point.time <= time; point = points[next]) {
      known = point
      next += 1
    }
    if (known?.totalOnly === true) return { time, free: known.total, locked: undefined, isPast: true }
    return { time, free: known?.free, locked: known?.locked }
  })
}
