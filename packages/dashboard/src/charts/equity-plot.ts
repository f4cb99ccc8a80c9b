/** The lines of the equity chart: money, the return, or profit. What is not drawn is not named as drawn. */

import { percent, rounded } from '../format/number.ts'
import { type Palette, PART_COLOURS } from '../theme/palette.ts'
import { type Curve, type CurvePoint, drawn, hasParts } from './equity-curve.ts'
import { type Plot, type Shape, type TimeLine } from './time-plot.ts'

type Line = TimeLine<CurvePoint>
type Amount = 'total' | 'free' | 'locked' | 'netDeposits'

/** Net deposits further from the curve than this share of its height would flatten it. */
const NEAR = 0.5

const money = (value: number): string => rounded(value.toFixed(8), 2)
const share = (value: number): string => percent((value / 100).toFixed(6))

/** Drawdown: distance below the peak so far. */
const DRAWDOWN: Line = {
  key: 'drawdown',
  pane: 1,
  kind: 'hanging',
  colour: ({ down }) => down,
  value: ({ known }) => (known?.growth === undefined ? undefined : -drawn(known.growth.drawdown) * 100),
  label: share,
  isAmount: false,
}

const RETURN: Line = {
  key: 'return',
  pane: 0,
  kind: 'gain',
  colour: ({ accent }) => accent,
  value: ({ known }) => (known?.growth === undefined ? undefined : drawn(known.growth.return) * 100),
  label: share,
  isAmount: false,
  hasTag: true,
  widthPx: 2,
}

function amount(key: Amount, more: Pick<Line, 'pane' | 'kind' | 'colour'> & Partial<Line>): Line {
  return {
    key,
    value: ({ known }) => {
      const text = known?.[key] ?? null
      return text === null ? undefined : drawn(text)
    },
    label: money,
    isAmount: true,
    ...more,
  }
}

const TOTAL = amount('total', { pane: 0, kind: 'area', colour: ({ accent }) => accent, hasTag: true, widthPx: 2 })
const NET_DEPOSITS = amount('netDeposits', { pane: 0, kind: 'dashed', colour: ({ dim }) => dim })
const PARTS = (['free', 'locked'] as const).map((part) =>
  amount(part, {
    pane: 2,
    kind: 'line',
    colour: ({ series, other }: Palette) => series[PART_COLOURS[part]] ?? other,
  }),
)

/** The return in percent, over the drawdown. */
export function returnPlot(): Plot<CurvePoint> {
  return { key: 'return', lines: [RETURN, DRAWDOWN], stretch: [3.4, 0.7] }
}

/** Equity, over the drawdown, over its parts where enough of them is known; net deposits where they are near the curve. */
export function moneyPlot(curve: Shape<CurvePoint>): Plot<CurvePoint> {
  const lines = [TOTAL, ...(isNear(curve) ? [NET_DEPOSITS] : []), DRAWDOWN, ...(hasParts(curve) ? PARTS : [])]
  return { key: lines.map(({ key }) => key).join(' '), lines, stretch: [3.4, 0.7, 1] }
}

/** True if net deposits are near enough to the curve to share its axis. */
export function isNear({ points }: Pick<Curve, 'points'>): boolean {
  const known = points.flatMap((point) => point.known ?? [])
  const totals = known.map(({ total }) => drawn(total))
  const nets = known.flatMap(({ netDeposits }) => (netDeposits === null ? [] : [drawn(netDeposits)]))
  if (nets.length === 0) return false
  const [low, high] = [Math.min(...totals), Math.max(...totals)]
  const room = (high - low) * NEAR
  return Math.min(...nets) >= low - room && Math.max(...nets) <= high + room
}
