/** Profit over time, read out of the equity curve, and its lines. */

import { rounded } from '../format/number.ts'
import { type Profit, hasProfit, profitSince } from '../state/range/profit.ts'
import { type Curve, type CurvePoint, type KnownPoint, drawn } from './equity-curve.ts'
import { type Plot, type Shape, type TimeLine, holesOf } from './time-plot.ts'

/** PnL at one point, since the curve's first known point, where every line is 0. */
export type ProfitPoint = CurvePoint & { readonly profit?: Profit }
/** The curve of profit; the equity curve that it is read out of goes on with it. */
export type ProfitCurve = Shape<ProfitPoint> & { readonly equity: Curve }

/** Profit over a curve. It begins where profit is first known; where it is not known any more, a hole begins. */
export function profitCurve(equity: Curve, before?: ProfitCurve): ProfitCurve {
  const first = equity.points.findIndex(({ known }) => hasProfit(known))
  if (first < 0) return { points: [], holes: [], equity }
  const base = equity.points[first]?.known
  const kept = new Map(before?.points.map((point) => [point.known ?? point.time, point]))
  const points = equity.points.slice(first).map((point): ProfitPoint => {
    const old = kept.get(point.known ?? point.time)
    if (old !== undefined && old.time === point.time && isBase(before, base)) return old
    if (point.known === undefined) return point
    const profit = profitSince(base, point.known)
    return profit === undefined ? { time: point.time, state: 'hole' } : { ...point, profit }
  })
  return { points, holes: holesOf(points), equity }
}

function isBase(before: ProfitCurve | undefined, base: KnownPoint | undefined): boolean {
  return before?.points[0]?.known === base
}

const profitLine = (
  key: keyof Profit,
  more: Pick<TimeLine<ProfitPoint>, 'kind' | 'colour'> & Partial<TimeLine<ProfitPoint>>,
): TimeLine<ProfitPoint> => ({
  key,
  pane: 0,
  value: ({ profit }) => (profit === undefined ? undefined : drawn(profit[key])),
  label: (value) => rounded(value.toFixed(8), 2),
  isAmount: true,
  ...more,
})

/** The series' colours of realized profit and of the change in unrealized profit. */
export const PROFIT_COLOURS = { realized: 0, unrealized: 1 } as const
const PROFIT: Plot<ProfitPoint> = {
  key: 'profit',
  stretch: [1],
  lines: [
    profitLine('total', { kind: 'gain', colour: ({ accent }) => accent, hasTag: true, widthPx: 2 }),
    profitLine('realized', {
      kind: 'step',
      colour: ({ series, accent }) => series[PROFIT_COLOURS.realized] ?? accent,
      widthPx: 2,
    }),
    profitLine('unrealized', { kind: 'line', colour: ({ series, dim }) => series[PROFIT_COLOURS.unrealized] ?? dim }),
  ],
}

/** Total profit of the range from zero, and what it consists of. */
export function profitPlot(): Plot<ProfitPoint> {
  return PROFIT
}
