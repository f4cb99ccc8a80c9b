/** A balance over time as a chart: steps, with a gap where the stream was not followed. */

import type { CoverageWindow } from '@spotdeck/api'
import { fixed } from '../format/number.ts'
import type { BalanceStep } from '../state/assets/balance-steps.ts'
import { isKnown } from '../state/range/complete-since.ts'
import { type Palette, PART_COLOURS } from '../theme/palette.ts'
import { drawn } from './equity-curve.ts'
import { type Plot, type Shape, type TimeLine, type TimePoint, holesOf } from './time-plot.ts'

type Part = 'free' | 'locked'
/** One step of the balance. */
export type BalancePoint = TimePoint & {
  readonly known?: { readonly time: number; readonly free: string; readonly locked: string | undefined }
}

/** Steps as places; one that lies in a time of which balances are not known is a hole. What lies before the first known is left out. */
export function balanceShape(steps: readonly BalanceStep[], coverage: readonly CoverageWindow[]): Shape<BalancePoint> {
  const gaps = coverage.filter((window) => window.kind === 'assets' && !isKnown(window) && window.to !== undefined)
  const all = steps.map(({ time, free, locked, isPast = false }): BalancePoint => {
    const isGap = !isPast && gaps.some(({ from, to }) => time > from && time <= (to ?? time))
    if (isGap || free === undefined) return { time, state: 'hole' }
    return { time, state: 'known', known: { time, free, locked: isPast ? undefined : (locked ?? '0') } }
  })
  const first = all.findIndex(({ state }) => state === 'known')
  const points = all.slice(Math.max(0, first))
  return { points, holes: holesOf(points) }
}

/** The lines of a balance; what is in orders only where something was. */
export function balancePlot(digits: number): (shape: Shape<BalancePoint>) => Plot<BalancePoint> {
  const line = (part: Part, pane: number): TimeLine<BalancePoint> => ({
    key: part,
    pane,
    kind: 'step',
    colour: ({ series, other }: Palette) => series[PART_COLOURS[part]] ?? other,
    value: ({ known }) => {
      const amount = known?.[part]
      return amount === undefined ? undefined : drawn(amount)
    },
    label: (value) => fixed(value.toFixed(Math.min(digits, MAX_LABEL_DIGITS)), Math.min(digits, MAX_LABEL_DIGITS)),
    isAmount: true,
    hasTag: part === 'free',
    widthPx: 2,
  })
  const [free, locked] = [line('free', 0), line('locked', 1)]
  return ({ points }) => {
    const hasLocked = points.some(({ known }) => (known?.locked ?? '0') !== '0')
    // An axis of nothing but 0 says nothing: the other pane has its room.
    const lines = hasLocked ? [free, locked] : [free]
    return { key: `${digits} ${lines.map(({ key }) => key).join(' ')}`, lines, stretch: [2, 1.2] }
  }
}

/** A label on the axis is no longer than this: the exact figure stands in the corner. */
const MAX_LABEL_DIGITS = 6
