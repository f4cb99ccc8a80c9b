/** Bars and lines over days, in panes that share one axis of days; what is under the pointer stands in the corner. */

import { BarChart, LineChart } from 'echarts/charts'
import { AxisPointerComponent, GridComponent } from 'echarts/components'
import { use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { usePalette } from '../theme/use-palette.ts'
import styles from './charts.module.css'
import { type DayPane, type DaySeries, optionOf } from './day-drawing.ts'
import { OptionDrawing } from './option-drawing.ts'
import { type Picture, useDrawing } from './use-drawing.ts'

register([BarChart, LineChart, GridComponent, AxisPointerComponent, CanvasRenderer])

type DayChartProps = {
  readonly label: string
  readonly days: readonly string[]
  /** Formats a day for the corner. */
  readonly writeDay: (day: string) => string
  /** As `writeDay`, on the axis, where there is less room. */
  readonly writeLabel?: (day: string) => string
  readonly panes: readonly DayPane[]
  /** Amounts are hidden. */
  readonly privacy: boolean
  readonly picture?: Picture
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
            <dd className={`num ${privacy ? 'private' : ''}`}>{write(one, shown)}</dd>
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
  const { days, panes, writeDay, writeLabel = writeDay, privacy, picture } = props
  const palette = usePalette()
  const option = useMemo(
    () => optionOf(days, panes, writeLabel, { palette, privacy }),
    [days, panes, writeLabel, palette, privacy],
  )
  const drawing = useDrawing(
    element,
    (place) => {
      const made = new OptionDrawing(place)
      made.on('updateAxisPointer', (event) => onDay(indexOf(event)))
      made.on('globalout', () => onDay(undefined))
      made.show(option)
      return made
    },
    picture,
  )
  useEffect(() => drawing?.show(option, true), [drawing, option])
}

function indexOf(event: unknown): number | undefined {
  if (typeof event !== 'object' || event === null || !('axesInfo' in event) || !Array.isArray(event.axesInfo)) {
    return undefined
  }
  const [first] = event.axesInfo as readonly { readonly value?: unknown }[]
  return typeof first?.value === 'number' ? first.value : undefined
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
