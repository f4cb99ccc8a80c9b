/** Bars and lines over days, in panes that share one axis of days; what is under the pointer stands in the corner. */

import { BarChart, LineChart } from 'echarts/charts'
import { AxisPointerComponent, GridComponent } from 'echarts/components'
import { type EChartsType, init, use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Palette } from '../theme/palette.ts'
import { usePalette } from '../theme/use-palette.ts'
import styles from './charts.module.css'
import { drawn } from './equity-curve.ts'

register([BarChart, LineChart, GridComponent, AxisPointerComponent, CanvasRenderer])

/** One line of figures. Values are exact text, `undefined` where nothing is known. */
export type DaySeries = {
  readonly key: string
  readonly name: string
  readonly kind: 'bar' | 'line' | 'area' | 'step'
  readonly colour: keyof Pick<Palette, 'accent' | 'up' | 'down' | 'warn' | 'dim'> | number
  readonly values: readonly (string | undefined)[]
  /** How a value is written, in the corner and on the axis. */
  readonly write: (value: string) => string
  /** The least step of its axis, so that no two labels read the same. */
  readonly step?: number
  /** Its own axis at the right, for a sum beside what it adds up. */
  readonly ownAxis?: boolean
}

/** One pane; `weight` is its height beside the others. */
export type DayPane = { readonly weight: number; readonly series: readonly DaySeries[] }

type DayChartProps = {
  readonly label: string
  readonly days: readonly string[]
  /** How a day is written on the axis. */
  readonly writeDay: (day: string) => string
  readonly panes: readonly DayPane[]
  /** Amounts are hidden. */
  readonly privacy: boolean
  readonly picture?: RefObject<(() => HTMLCanvasElement) | undefined>
}

/** The chart with its legend, and a table for those who cannot see it. */
export function DayChart(props: DayChartProps) {
  const { days, writeDay, panes, label, privacy } = props
  const element = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<number>()
  useChart(element, props, setAt)
  const shown = at ?? days.length - 1
  const series = panes.flatMap((pane) => pane.series)
  return (
    <div className={styles.dayChart}>
      <dl className={styles.legend} data-many={series.length > 2 || undefined} aria-hidden="true">
        {series.map((one) => (
          <div key={one.key}>
            <dt>
              <span className={styles.dayKey} data-kind={one.kind} data-colour={one.colour} />
              {one.name}
            </dt>
            <dd className="num private">{write(one, shown)}</dd>
          </div>
        ))}
        <div className={styles.legendTime}>
          <dd className="num">{days[shown] === undefined ? '' : writeDay(days[shown])}</dd>
        </div>
      </dl>
      <div className={styles.canvas}>
        <div ref={element} className={styles.canvasFill} aria-hidden="true" />
      </div>
      {privacy ? null : <DayTable label={label} days={days} series={series} />}
    </div>
  )
}

function write({ values, write: text }: DaySeries, at: number): string {
  const value = values[at]
  return value === undefined ? '–' : text(value)
}

function useChart(
  element: RefObject<HTMLDivElement | null>,
  props: DayChartProps,
  onDay: (at: number | undefined) => void,
): void {
  const { days, panes, writeDay, privacy, picture } = props
  const palette = usePalette()
  const chart = useRef<EChartsType>(undefined)
  const option = useMemo(
    () => optionOf(days, panes, writeDay, { palette, privacy }),
    [days, panes, writeDay, palette, privacy],
  )
  const surface = useRef(palette.surface)
  useEffect(() => {
    surface.current = palette.surface
  }, [palette])
  useEffect(() => {
    const target = element.current
    if (target === null) return undefined
    const made = init(target, null, { renderer: 'canvas' })
    chart.current = made
    made.on('updateAxisPointer', (event) => onDay(indexOf(event)))
    made.on('globalout', () => onDay(undefined))
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(target)
    if (picture !== undefined) {
      picture.current = () => made.renderToCanvas({ pixelRatio: 2, backgroundColor: surface.current })
    }
    return () => {
      if (picture !== undefined) picture.current = undefined
      observer.disconnect()
      made.dispose()
    }
  }, [element, onDay, picture])
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option])
}

function indexOf(event: unknown): number | undefined {
  if (typeof event !== 'object' || event === null || !('axesInfo' in event) || !Array.isArray(event.axesInfo)) {
    return undefined
  }
  const [first] = event.axesInfo as readonly { readonly value?: unknown }[]
  return typeof first?.value === 'number' ? first.value : undefined
}

type Drawn = { readonly palette: Palette; readonly privacy: boolean }
const GAP = 6
/** Labels along the time axis at the most. */
const MOST_LABELS = 9
const TOP = 3
const BOTTOM = 11

function optionOf(
  days: readonly string[],
  panes: readonly DayPane[],
  writeDay: (day: string) => string,
  { palette, privacy }: Drawn,
) {
  const whole = panes.reduce((sum, pane) => sum + pane.weight, 0)
  const room = 100 - TOP - BOTTOM - GAP * (panes.length - 1)
  let top = TOP
  const grid = panes.map(({ weight }) => {
    const height = (room * weight) / whole
    const made = { left: 12, right: 64, top: `${top}%`, height: `${height}%` }
    top += height + GAP
    return made
  })
  const label = { color: palette.dim, fontSize: 11, fontFamily: 'inherit' }
  const line = { lineStyle: { color: palette.faint, type: 'dotted' as const } }
  const labelled = labelledDays(days, writeDay)
  return {
    animation: false,
    grid,
    axisPointer: { link: [{ xAxisIndex: 'all' as const }] },
    xAxis: panes.map((_, index) => ({
      type: 'category' as const,
      gridIndex: index,
      data: [...days],
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: {
        ...label,
        show: index === panes.length - 1,
        formatter: writeDay,
        hideOverlap: true,
        interval: (at: number) => labelled.has(at),
      },
      axisPointer: { show: true, type: 'line' as const, label: { show: false }, ...line },
    })),
    yAxis: panes.flatMap((pane, index) => [
      valueAxis(
        pane.series.find((one) => one.ownAxis !== true),
        index,
        { palette, privacy },
      ),
      { type: 'value' as const, gridIndex: index, show: false, scale: true },
    ]),
    series: panes.flatMap((pane, index) => pane.series.map((one) => seriesOf(one, index, palette))),
  }
}

function valueAxis(first: DaySeries | undefined, gridIndex: number, { palette, privacy }: Drawn) {
  const written = (value: number) => (privacy || first === undefined ? '•••' : first.write(plain(value)))
  return {
    type: 'value' as const,
    gridIndex,
    position: 'right' as const,
    splitNumber: 3,
    // A balance that hardly moves is looked at closely; a bar stands on nothing.
    scale: first?.kind === 'step',
    ...(first?.step === undefined ? {} : { minInterval: first.step }),
    splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } },
    axisLabel: { color: palette.dim, fontSize: 11, fontFamily: 'inherit', formatter: written },
  }
}

/** Which days have a label: about as many as fit, and none that says the same as the one before it. */
function labelledDays(days: readonly string[], writeDay: (day: string) => string): ReadonlySet<number> {
  const step = Math.max(1, Math.ceil(days.length / MOST_LABELS))
  let last: string | undefined
  const shown = days.flatMap((day, at) => {
    const words = writeDay(day)
    if (at % step !== 0 || words === last) return []
    last = words
    return [at]
  })
  return new Set(shown)
}

/** A double as decimal text without an exponent. */
function plain(value: number): string {
  return value.toFixed(10)
}

function seriesOf(one: DaySeries, pane: number, palette: Palette) {
  const color = typeof one.colour === 'number' ? (palette.series[one.colour] ?? palette.other) : palette[one.colour]
  const common = {
    name: one.name,
    xAxisIndex: pane,
    yAxisIndex: pane * 2 + (one.ownAxis === true ? 1 : 0),
    data: one.values.map((value) => (value === undefined ? null : drawn(value))),
    emphasis: { disabled: true },
  }
  if (one.kind === 'bar') {
    return { ...common, type: 'bar' as const, barMaxWidth: 18, itemStyle: { color, borderRadius: [2, 2, 0, 0] } }
  }
  return {
    ...common,
    type: 'line' as const,
    showSymbol: one.values.length < 2,
    symbolSize: 4,
    lineStyle: { color, width: one.kind === 'area' ? 1.2 : 1.6 },
    itemStyle: { color },
    ...(one.kind === 'step' ? { step: 'end' as const } : {}),
    ...(one.kind === 'area' ? { areaStyle: { color, opacity: 0.18 } } : {}),
  }
}

type DayTableProps = {
  readonly label: string
  readonly days: readonly string[]
  readonly series: readonly DaySeries[]
}

function DayTable({ label, days, series }: DayTableProps) {
  return (
    <div className="visually-hidden">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <td />
            {series.map((one) => (
              <th key={one.key} scope="col">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day, at) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              {series.map((one) => (
                <td key={one.key}>{write(one, at)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
