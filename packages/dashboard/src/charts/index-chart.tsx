/** The public index as a line; where it is not known there is no line. */

import type { EquityIndex } from '@spotdeck/api'
import { useCallback, useMemo } from 'react'
import { rounded } from '../format/number.ts'
import { useServices } from '../settings/services.ts'
import { drawn } from './equity-curve.ts'
import { TimeChart, type TimeFigure } from './time-chart.tsx'
import { type Plot, type Shape, type TimePoint, holesOf } from './time-plot.ts'

type Points = EquityIndex['points']
type IndexPoint = TimePoint & { readonly known?: { readonly time: number; readonly index: string } }

const PLOT: Plot<IndexPoint> = {
  key: 'index',
  lines: [
    {
      key: 'index',
      pane: 0,
      kind: 'gain',
      // Where an index begins.
      base: 100,
      colour: ({ accent }) => accent,
      value: ({ known }) => (known === undefined ? undefined : drawn(known.index)),
      label: (value) => value.toFixed(2),
      isAmount: false,
      hasTag: true,
      widthPx: 2,
    },
  ],
  stretch: [1],
}
const plotOf = () => PLOT

/** The line with its axis; `label` says what it is, `name` what its figure is. */
export function IndexChart({
  points,
  label,
  name,
}: {
  readonly points: Points
  readonly label: string
  readonly name: string
}) {
  const { world } = useServices()
  const now = useCallback(() => world.now(), [world])
  const shape = useMemo(() => indexShape(points), [points])
  const figures = useMemo(
    (): readonly TimeFigure<IndexPoint>[] => [
      {
        key: 'index',
        name,
        line: 'total',
        write: ({ known }) => (known === undefined ? undefined : rounded(known.index, 2)),
        isAmount: false,
      },
    ],
    [name],
  )
  return (
    <TimeChart<IndexPoint, Shape<IndexPoint>> label={label} shape={shape} plotOf={plotOf} figures={figures} now={now} />
  )
}

function indexShape(points: Points): Shape<IndexPoint> {
  const first = points.findIndex((point) => point.index !== null)
  const places = points
    .slice(Math.max(0, first))
    .map(({ time, index }): IndexPoint =>
      index === null ? { time, state: 'hole' } : { time, state: 'known', known: { time, index } },
    )
  return { points: places, holes: holesOf(places) }
}
