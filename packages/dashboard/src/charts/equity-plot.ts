/** The lines of the equity chart: money, the return, or profit. What is not drawn is not named as drawn. */

import { percent, rounded } from '../format/number.ts'
import { type Palette, PART_COLOURS } from '../theme/palette.ts'
import { type CurvePoint, drawn, hasParts, isAdjusted } from './equity-curve.ts'
import { type Plot, type Shape, type TimeLine } from './time-plot.ts'

type Line = TimeLine<CurvePoint>
type Amount = 'total' | 'free' | 'locked' | 'netDeposits'

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

/** The total, adjusted for what is no profit where that is known. */
const TOTAL: Line = {
  key: 'total',
  pane: 0,
  kind: 'gain',
  colour: ({ accent }) => accent,
  value: ({ known }) => known && drawn(known.adjusted ?? known.total),
  label: money,
  isAmount: true,
  hasTag: true,
  widthPx: 2,
}
const UNADJUSTED: Line = {
  ...amount('total', { pane: 0, kind: 'line', colour: ({ accent }) => accent }),
  key: 'unadjusted',
}
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

/** Lines of `moneyPlot` that are drawn only where they are asked for. */
export const HIDDEN_AT_FIRST: ReadonlySet<string> = new Set(['unadjusted', 'netDeposits'])

/** Equity since the curve's start, over the drawdown, over its parts where enough of them is known. */
export function moneyPlot(curve: Shape<CurvePoint>): Plot<CurvePoint> {
  const first = curve.points.find(({ state }) => state === 'known')
  const total = { ...TOTAL, base: first && TOTAL.value(first) }
  const hasNet = curve.points.some(({ known }) => known?.netDeposits != null)
  const others = [...(isAdjusted(curve) ? [UNADJUSTED] : []), ...(hasNet ? [NET_DEPOSITS] : [])]
  const lines = [total, ...others, DRAWDOWN, ...(hasParts(curve) ? PARTS : [])]
  return { key: lines.map(({ key }) => key).join(' '), lines, stretch: [3.4, 0.7, 1] }
}
