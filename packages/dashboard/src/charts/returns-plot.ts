/** The return day by day as a chart: what one unit became, and how far it stood below its best. */

import type { Performance } from '@spotdeck/api'
import { percent } from '../format/number.ts'
import { type ReturnPoint, daysBetween, returnPoints } from '../state/range/days.ts'
import { drawn } from './equity-curve.ts'
import { type Plot, type Shape, type TimeLine, type TimePoint, holesOf } from './time-plot.ts'

/** One day, at its beginning. */
export type DayPoint = TimePoint & { readonly known?: ReturnPoint }
type Day = Performance['days'][number]

/**
 * The days in a row. A day that is left out is not known: a hole.
 * @param startOf the beginning of a day, in ms
 */
export function returnsShape(days: readonly Day[], startOf: (day: string) => number): Shape<DayPoint> {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return { points: [], holes: [] }
  const starts = new Map(days.map(({ day, time }) => [day, time]))
  const known = new Map(returnPoints(days).map((point) => [point.day, point]))
  const points = daysBetween(first.day, last.day).map((day): DayPoint => {
    const [time, found] = [starts.get(day), known.get(day)]
    if (time === undefined || found === undefined) return { time: startOf(day), state: 'hole' }
    return { time, state: 'known', known: found }
  })
  return { points, holes: holesOf(points) }
}

const share = (value: number): string => percent((value / 100).toFixed(6))
const line = (key: 'total' | 'drawdown', more: Partial<TimeLine<DayPoint>>): TimeLine<DayPoint> => ({
  key,
  pane: 0,
  kind: 'gain',
  colour: ({ accent }) => accent,
  value: ({ known }) => (known === undefined ? undefined : drawn(known[key]) * 100),
  label: share,
  isAmount: false,
  hasTag: true,
  widthPx: 2,
  ...more,
})

const PLOT: Plot<DayPoint> = {
  key: 'returns',
  lines: [
    line('total', {}),
    line('drawdown', { pane: 1, kind: 'hanging', colour: ({ down }) => down, hasTag: false, widthPx: 1 }),
  ],
  stretch: [3, 1.2],
}

/** The return from zero, over the drawdown. */
export function returnsPlot(): Plot<DayPoint> {
  return PLOT
}
