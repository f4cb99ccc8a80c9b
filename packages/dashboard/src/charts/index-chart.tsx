/** The public index as a line; where it is not known there is no line. */

import type { EquityIndex } from '@spotdeck/api'
import {
  type AreaData,
  type IChartApi,
  type ISeriesApi,
  type Time,
  type WhitespaceData,
  AreaSeries,
  createChart,
} from 'lightweight-charts'
import { useEffect, useMemo, useRef } from 'react'
import { useServices } from '../settings/services.ts'
import { withAlpha } from '../theme/palette.ts'
import { usePalette } from '../theme/use-palette.ts'
import { useTimeFormat } from '../views/parts/use-time-format.ts'
import { type Look, chartOptions, chartTime } from './chart-look.ts'
import styles from './charts.module.css'
import { drawn } from './equity-curve.ts'

type Points = EquityIndex['points']
type Drawing = { readonly chart: IChartApi; readonly series: ISeriesApi<'Area'> }

/** The line with its axis; `label` says what it is. */
export function IndexChart({ points, label }: { readonly points: Points; readonly label: string }) {
  const { world } = useServices()
  const element = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawing>(undefined)
  const palette = usePalette()
  const format = useTimeFormat()
  const look = useMemo(() => ({ palette, format, privacy: false, now: world.now() }), [palette, format, world])
  useEffect(() => {
    if (element.current === null) return undefined
    // The library draws its logo, whose style the page's policy forbids, unless it is told not to from the first.
    const chart = createChart(element.current, { autoSize: true, layout: { attributionLogo: false } })
    drawing.current = { chart, series: chart.addSeries(AreaSeries) }
    return () => {
      chart.remove()
      drawing.current = undefined
    }
  }, [])
  useEffect(() => {
    if (drawing.current !== undefined) draw(drawing.current, points, look)
  }, [points, look])
  return (
    <div className={styles.canvas} role="img" aria-label={label}>
      <div ref={element} className={styles.canvasFill} aria-hidden="true" />
    </div>
  )
}

function draw({ chart, series }: Drawing, points: Points, look: Look): void {
  const { palette, format } = look
  const shared = chartOptions(look)
  chart.applyOptions({
    ...shared,
    timeScale: { ...shared.timeScale, fixLeftEdge: true, fixRightEdge: true },
    handleScroll: false,
    handleScale: false,
  })
  series.applyOptions({
    lineColor: palette.accent,
    topColor: withAlpha(palette.accent, 0.26),
    bottomColor: withAlpha(palette.accent, 0.01),
    lineWidth: 2,
    priceLineVisible: false,
  })
  let last = -Infinity
  const first = points.findIndex((point) => point.index !== null)
  series.setData(
    points.slice(Math.max(0, first)).flatMap(({ time, index }): (AreaData<Time> | WhitespaceData<Time>)[] => {
      const at = chartTime(time, format)
      if (at <= last) return []
      last = at
      return [index === null ? { time: at } : { time: at, value: drawn(index) }]
    }),
  )
  chart.timeScale().fitContent()
}
