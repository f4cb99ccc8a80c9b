/** The equity chart as a component: the canvas, its legend in the corner, and a table for those who cannot see it. */

import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { money, percent } from '../format/number.ts'
import { usePreferences } from '../settings/services.ts'
import { isBeingRead } from '../state/complete-since.ts'
import type { GriddedSeries } from '../state/queries.ts'
import { useBelow } from '../state/report-queries.ts'
import { useAccount, useDesk } from '../state/use-desk.ts'
import { usePalette } from '../theme/use-palette.ts'
import { useFlowsUnknown } from '../views/parts/use-flows-unknown.ts'
import { useTimeFormat } from '../views/parts/use-time-format.ts'
import styles from './charts.module.css'
import { type Curve, type KnownPoint, curveOf, extremesOf, withBest, withLive } from './equity-curve.ts'
import { EquityDrawing } from './equity-drawing.ts'
import { drawdownOf, returnOf } from './growth.ts'
import { type Picture, useDrawing } from './use-drawing.ts'

const AMOUNTS = ['total', 'netDeposits', 'free', 'locked'] as const

type EquityChartProps = {
  readonly series: GriddedSeries
  readonly picture: Picture
}

/** The curve of `series`, its right edge live. */
export function EquityChart({ series, picture }: EquityChartProps) {
  const drawnOnly = useMemo(() => curveOf(series.points, series.grid), [series])
  const { below, pending } = useBelow(series)
  const curve = useMemo(() => (below === undefined ? drawnOnly : withBest(drawnOnly, below)), [drawnOnly, below])
  const element = useRef<HTMLDivElement>(null)
  const [hovered, setHovered] = useState<KnownPoint>()
  useEquityDrawing(element, curve, picture, setHovered)
  return (
    <div className={styles.equity}>
      <Legend curve={curve} hovered={hovered} hasBest={!pending} />
      <Unsure curve={curve} />
      <div className={styles.canvas}>
        <div ref={element} className={styles.canvasFill} aria-hidden="true" />
      </div>
      <CurveTable curve={curve} />
    </div>
  )
}

function useEquityDrawing(
  element: RefObject<HTMLDivElement | null>,
  curve: Curve,
  picture: Picture,
  onPoint: (point: KnownPoint | undefined) => void,
): void {
  const { store } = useAccount()
  const [{ privacy, measure }] = usePreferences()
  const format = useTimeFormat()
  const palette = usePalette()
  const look = useMemo(() => ({ palette, format, privacy, now: store.read('now') }), [palette, format, privacy, store])
  const drawing = useDrawing(
    element,
    (place) => {
      const made = new EquityDrawing(place, look, measure, onPoint)
      made.setCurve(curve)
      return made
    },
    picture,
  )
  useEffect(() => drawing?.setLook(look), [drawing, look])
  useEffect(() => drawing?.setMeasure(measure), [drawing, measure])
  useEffect(() => {
    drawing?.setCurve(curve)
    const move = () => {
      const equity = store.read('equity')
      if (equity !== undefined) drawing?.setLive(equity)
    }
    move()
    return store.subscribe('equity', move)
  }, [drawing, curve, store])
}

type LegendProps = {
  readonly curve: Curve
  readonly hovered: KnownPoint | undefined
  /** Whether the best is known that the drawdown is measured from. */
  readonly hasBest: boolean
}

function Legend({ curve, hovered, hasBest }: LegendProps) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const live = useDesk('equity')
  const [{ measure }] = usePreferences()
  const last = useMemo(
    () =>
      (live === undefined ? curve : withLive(curve, live)).points.findLast((item) => item.known !== undefined)?.known,
    [curve, live],
  )
  const point = hovered ?? last
  const { growth } = point ?? {}
  return (
    <dl className={styles.legend} aria-hidden="true">
      {measure === 'return' ? (
        <LegendItem line="total" name={t('chart.return')}>
          <span className="num">{percent(growth && returnOf(growth), { sign: true })}</span>
        </LegendItem>
      ) : (
        AMOUNTS.map((line) => (
          <LegendItem key={line} line={line} name={t(`chart.${line}`)}>
            <span className="num private">{money(point?.[line] ?? undefined)}</span>
          </LegendItem>
        ))
      )}
      {isZero(point?.netUnexplained) ? null : (
        <LegendItem name={t('chart.netUnexplained')}>
          <span className="num private">{money(point?.netUnexplained ?? undefined)}</span>
        </LegendItem>
      )}
      <LegendItem line="drawdown" name={t('chart.drawdown')}>
        <span className="num">{percent(hasBest ? growth && drawdownOf(growth) : undefined)}</span>
      </LegendItem>
      {curve.holes.length === 0 ? null : (
        <div>
          <dt>
            <span className={styles.key} data-line="hole" />
            {t('chart.hole')}
          </dt>
        </div>
      )}
      {hovered === undefined ? null : (
        <div className={styles.legendTime}>
          <dd className="num">{format.dateTime(hovered.time, store.read('now'))}</dd>
        </div>
      )}
    </dl>
  )
}

/**
 * While the past is being read it says that more is to come. Growth is told without money that came or went; where that is
 * not known it says so.
 */
function Unsure({ curve }: { readonly curve: Curve }) {
  const { t } = useTranslation()
  const coverage = useDesk('coverage')
  const from = curve.points.find(({ known }) => known !== undefined)?.known?.time
  const words = useFlowsUnknown(from)
  if (coverage !== undefined && isBeingRead(coverage, from)) {
    return (
      <p className={styles.reading} role="status">
        {t('chart.pastBeingRead')}
      </p>
    )
  }
  if (words === undefined) return null
  return (
    <p className={styles.unsure} title={t('chart.flowsUnknownHint')}>
      {words}
      <span className="visually-hidden">{t('chart.flowsUnknownHint')}</span>
    </p>
  )
}

/** @param line how it is drawn; absent: it is not */
type LegendItemProps = { readonly line?: string; readonly name: string; readonly children: ReactNode }

function LegendItem({ line, name, children }: LegendItemProps) {
  return (
    <div>
      <dt>
        {line === undefined ? null : <span className={styles.key} data-line={line} />}
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Whether there is nothing to say of an amount. */
const isZero = (amount: string | null | undefined): boolean => (amount ?? '0') === '0'

/** How many rows the table for screen readers has: enough to follow the curve by ear. */
const TABLE_ROWS = 24

/** The curve in a sentence; its last figure is the one of the headline, sample by sample. */
function Summary({ curve }: { readonly curve: Curve }) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const live = useDesk('equity')
  const whole = useMemo(() => (live === undefined ? curve : withLive(curve, live)), [curve, live])
  const extremes = extremesOf(whole)
  const [first, last] = [whole.points.at(0), whole.points.findLast((point) => point.known !== undefined)]
  if (extremes === undefined || first === undefined || last?.known === undefined) return null
  const at = (time: number) => format.dateTime(time, store.read('now'))
  return t('chart.summary', {
    from: at(first.time),
    to: at(last.time),
    low: money(extremes.low),
    high: money(extremes.high),
    last: money(last.known.total),
  })
}

function CurveTable({ curve }: { readonly curve: Curve }) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const [{ privacy }] = usePreferences()
  if (privacy) return null
  const at = (time: number) => format.dateTime(time, store.read('now'))
  const told = curve.points.filter((point) => point.state !== 'quiet')
  const every = Math.max(1, Math.ceil(told.length / TABLE_ROWS))
  return (
    <div className="visually-hidden">
      <table>
        <caption>
          <Summary curve={curve} />
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            <th scope="col">{t('chart.total')}</th>
            <th scope="col">{t('chart.return')}</th>
            <th scope="col">{t('chart.drawdown')}</th>
          </tr>
        </thead>
        <tbody>
          {told
            .filter((_, index) => index % every === 0)
            .map((point) => (
              <tr key={point.time}>
                <th scope="row">{at(point.time)}</th>
                <td>{point.known === undefined ? t('chart.hole') : money(point.known.total)}</td>
                <td>{percent(point.known?.growth && returnOf(point.known.growth), { sign: true })}</td>
                <td>{percent(point.known?.growth && drawdownOf(point.known.growth))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}
