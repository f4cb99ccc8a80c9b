/** A chart over time as a component: its canvas, the figures under the crosshair, a table for screen readers. */

import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UNKNOWN } from '../format/number.ts'
import type { TimeFormat } from '../format/time.ts'
import { usePreferences } from '../settings/services.ts'
import { useTimeFormat } from '../format/use-time-format.ts'
import styles from './charts.module.css'
import { writeMoment } from './time-drawing.ts'
import { type Shape, type TimePoint, rowsOf, timeOf, without } from './time-plot.ts'
import { type TimeDrawingProps, useTimeDrawing } from './use-time-drawing.ts'

/** A figure of the corner and a column of the table. */
export type TimeFigure<P> = {
  readonly key: string
  readonly name: string
  /** Name of the style of the line with the same key, which is switched by the figure; absent without one. */
  readonly line?: string | undefined
  /** At a known place; `undefined` where it is not known there. */
  readonly write: (point: P) => string | undefined
  readonly isAmount: boolean
}

type TimeChartProps<P extends TimePoint, S extends Shape<P>> = Omit<TimeDrawingProps<P, S>, 'onPoint'> & {
  /** The caption of the table. */
  readonly label: ReactNode
  readonly figures: readonly TimeFigure<P>[]
  /** The newest place: it stands in the corner while nothing is under the crosshair. */
  readonly last?: P | undefined
  /** Keys of lines that are not drawn until they are switched on. */
  readonly hiddenAtFirst?: ReadonlySet<string>
  /** A place was pressed with a mouse; its time in ms. */
  readonly onPick?: ((time: number) => void) | undefined
  /** Stands between the corner and the canvas. */
  readonly children?: ReactNode
}

/** A pointer that moved further was dragging the chart. */
const DRAG_PX = 4

/** The chart with its corner and its table. */
export function TimeChart<P extends TimePoint, S extends Shape<P>>(props: TimeChartProps<P, S>) {
  const { label, figures, shape, now, writeTime = writeMoment, onPick, children } = props
  const element = useRef<HTMLDivElement>(null)
  const [hovered, setHovered] = useState<P>()
  const pressedX = useRef<number>(undefined)
  const [{ privacy }] = usePreferences()
  const { hidden, toggle } = useHidden(props.hiddenAtFirst)
  const { plotOf } = props
  const shownPlot = useCallback((of: Shape<P>) => without(plotOf(of), hidden), [plotOf, hidden])
  useTimeDrawing<P, S>(element, { ...props, plotOf: shownPlot, onPoint: setHovered })
  const last = props.last ?? shape.points.findLast((point) => point.state === 'known')
  return (
    <div className={styles.equity}>
      <TimeLegend
        figures={figures}
        point={hovered ?? last}
        hasHoles={shape.holes.length > 0}
        hidden={hidden}
        onToggle={toggle}
        time={hovered && ((format) => writeTime(hovered, { format, now: now() }))}
      />
      {children}
      <div className={styles.canvas}>
        <div
          ref={element}
          className={styles.canvasFill}
          aria-hidden="true"
          onPointerDown={({ clientX }) => (pressedX.current = clientX)}
          onPointerUp={({ clientX, pointerType }) => {
            const isDrag = Math.abs(clientX - (pressedX.current ?? clientX)) > DRAG_PX
            if (pointerType === 'mouse' && !isDrag && hovered !== undefined) onPick?.(timeOf(hovered))
          }}
        />
      </div>
      {privacy && figures.some(({ isAmount }) => isAmount) ? null : (
        <TimeTable label={label} figures={figures} points={shape.points} write={writeTime} now={now} />
      )}
    </div>
  )
}

const NONE: ReadonlySet<string> = new Set()

function useHidden(atFirst = NONE) {
  const [hidden, setHidden] = useState(atFirst)
  const toggle = (key: string) =>
    setHidden((now) => (now.has(key) ? new Set([...now].filter((one) => one !== key)) : new Set([...now, key])))
  return { hidden, toggle }
}

type TimeLegendProps<P> = {
  readonly figures: readonly TimeFigure<P>[]
  readonly point: P | undefined
  readonly hasHoles: boolean
  readonly hidden: ReadonlySet<string>
  readonly onToggle: (key: string) => void
  /** Of what is under the crosshair; absent while nothing is. */
  readonly time: ((format: TimeFormat) => string) | undefined
}

/** The corner: what each line is at the crosshair, and when. Where nothing is known, it says so. */
export function TimeLegend<P extends TimePoint>({ figures, point, hasHoles, time, ...lines }: TimeLegendProps<P>) {
  const { hidden, onToggle } = lines
  const { t } = useTranslation()
  const format = useTimeFormat()
  const lineCount = figures.filter(({ line }) => line !== undefined).length
  return (
    <dl className={styles.legend} data-many={figures.length > 2 || undefined}>
      {figures.map(({ key, name, line, write, isAmount }) => (
        <div key={key}>
          <dt>
            {line === undefined || lineCount < 2 ? (
              <>
                {line === undefined ? null : <span className={styles.key} data-line={line} />}
                {name}
              </>
            ) : (
              <button type="button" aria-pressed={!hidden.has(key)} onClick={() => onToggle(key)}>
                <span className={styles.key} data-line={line} />
                {name}
              </button>
            )}
          </dt>
          <dd className={`num ${isAmount ? 'private' : ''}`}>
            {hidden.has(key) ? null : ((point?.state === 'known' ? write(point) : undefined) ?? UNKNOWN)}
          </dd>
        </div>
      ))}
      {hasHoles ? (
        <div>
          <dt>
            <span className={styles.key} data-line="hole" />
            {t('chart.hole')}
          </dt>
        </div>
      ) : null}
      {time === undefined ? null : (
        <div className={styles.legendTime}>
          <dd className="num">{time(format)}</dd>
        </div>
      )}
    </dl>
  )
}

/** Number of rows of a table for screen readers: enough to follow a curve. */
const TABLE_ROWS = 24

type TimeTableProps<P extends TimePoint> = {
  readonly label: ReactNode
  readonly figures: readonly TimeFigure<P>[]
  readonly points: readonly P[]
  readonly write: NonNullable<TimeDrawingProps<P, Shape<P>>['writeTime']>
  readonly now: () => number
}

/** The same figures in rows, for those who cannot see the canvas. */
export function TimeTable<P extends TimePoint>({ label, figures, points, write, now }: TimeTableProps<P>) {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const rows = useMemo(() => rowsOf(points, TABLE_ROWS), [points])
  return (
    <div className="visually-hidden">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            {figures.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((point) => (
            <tr key={point.time}>
              <th scope="row">{write(point, { format, now: now() })}</th>
              {figures.map(({ key, write: figure }) => (
                <td key={key}>{point.state === 'known' ? (figure(point) ?? UNKNOWN) : t('chart.hole')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
