/** The equity chart as a component: money, the return or profit over the range, its right edge live. */

import type { FlowItem } from '@spotdeck/api'
import { decimal, negate } from '@spotdeck/exact'
import { type ReactNode, useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, percent, signed } from '../format/number.ts'
import { capital, useMessage } from '../i18n/use-message.ts'
import type { ReportSpan } from '../live/account-api.ts'
import type { Preferences } from '../settings/preferences.ts'
import { isBeingRead, knownSince } from '../state/range/complete-since.ts'
import type { GriddedSeries } from '../state/queries/queries.ts'
import { usePages } from '../state/queries/queries.ts'
import { useLivePerformance } from '../state/queries/report-queries.ts'
import { useAccount, useAccountData } from '../state/store/use-account-data.ts'
import { useFlowsUnknown } from '../state/queries/use-flows-unknown.ts'
import { useTimeFormat } from '../format/use-time-format.ts'
import styles from './charts.module.css'
import {
  type Curve,
  type CurvePoint,
  type Growth,
  type KnownPoint,
  curveOf,
  extremesOf,
  isAdjusted,
  withLive,
} from './equity-curve.ts'
import { HIDDEN_AT_FIRST, moneyPlot, returnPlot } from './equity-plot.ts'
import { PnlChart } from './pnl-chart.tsx'
import { type Sample, useLiveEdge, useNow } from './use-live-edge.ts'
import { TimeChart, type TimeFigure } from './time-chart.tsx'
import { timeOf } from './time-plot.ts'
import type { Picture } from './use-drawing.ts'

type EquityChartProps = {
  readonly series: Pick<GriddedSeries, 'grid' | 'points'>
  /** Span of the series, whose growth ends the curve. */
  readonly span: ReportSpan
  readonly picture: Picture
  readonly measure: Preferences['measure']
  readonly onPick?: ((time: number) => void) | undefined
}

/** The curve of `series`, its right edge live. */
export function EquityChart({ measure, ...chart }: EquityChartProps) {
  if (measure === 'pnl') return <PnlChart {...chart} />
  return <MoneyChart {...chart} measure={measure} />
}

type MoneyChartProps = Omit<EquityChartProps, 'measure'> & { readonly measure: 'absolute' | 'return' }

function MoneyChart({ series, span, picture, measure, onPick }: MoneyChartProps) {
  const curve = useMemo(() => curveOf(series.points, series.grid), [series])
  const growth = useGrowth(span)
  const live = useLiveEdge<Curve>(
    useCallback((shape: Curve, sample: Sample) => withLive(shape, sample, growth), [growth]),
  )
  const figures = useFigures(curve, measure)
  return (
    <TimeChart<CurvePoint, Curve>
      label={<Summary curve={curve} />}
      shape={curve}
      plotOf={measure === 'return' ? returnPlot : moneyPlot}
      figures={figures}
      last={useLast(curve, growth)}
      live={live}
      picture={picture}
      hiddenAtFirst={HIDDEN_AT_FIRST}
      onPick={onPick}
      now={useNow()}
    >
      <Unsure curve={curve} />
    </TimeChart>
  )
}

/** Growth of a span, as the headline and the performance page show it; `undefined` until it is known. */
function useGrowth(span: ReportSpan): Growth | undefined {
  const { timeWeightedReturn = null, drawdown = null } = useLivePerformance(span).data ?? {}
  return useMemo(
    () => (timeWeightedReturn === null || drawdown === null ? undefined : { return: timeWeightedReturn, drawdown }),
    [timeWeightedReturn, drawdown],
  )
}

function useLast(curve: Curve, growth: Growth | undefined): CurvePoint | undefined {
  const live = useAccountData('equity')
  return useMemo(() => {
    const whole = live === undefined ? curve : withLive(curve, live, growth)
    return whole.points.findLast(({ state }) => state === 'known')
  }, [curve, live, growth])
}

/** Figures of the corner and of the table: one for each line, and the transfers of a curve that has any. */
function useFigures(curve: Curve, measure: 'absolute' | 'return'): readonly TimeFigure<CurvePoint>[] {
  const { t } = useTranslation()
  const coverage = useAccountData('coverage')
  const flowWords = useFlowWords(curve)
  return useMemo(() => {
    const flowsSince = coverage === undefined ? undefined : knownSince(coverage, 'flows')
    // Deposits of a time of which the history is not known are not zero.
    const areFlowsKnown = (point: CurvePoint) => flowsSince !== undefined && timeOf(point) >= flowsSince
    const amount = (
      key: string,
      name: string,
      of: (known: KnownPoint, point: CurvePoint) => string | null | undefined,
    ) => ({
      key,
      name,
      line: key,
      write: (point: CurvePoint) => money((point.known && of(point.known, point)) ?? undefined),
      isAmount: true,
    })
    const all: readonly TimeFigure<CurvePoint>[] = [
      amount(
        'total',
        t(isAdjusted(curve) ? 'chart.adjusted' : 'chart.total'),
        (known) => known.adjusted ?? known.total,
      ),
      amount('unadjusted', t('chart.total'), ({ total }) => total),
      amount('netDeposits', t('chart.netDeposits'), (known, point) =>
        areFlowsKnown(point) ? known.netDeposits : null,
      ),
      amount('free', t('chart.free'), ({ free }) => free),
      amount('locked', t('chart.locked'), ({ locked }) => locked),
      {
        key: 'return',
        name: t('chart.return'),
        line: 'return',
        write: ({ known }) => percent(known?.growth?.return, { sign: true }),
        isAmount: false,
      },
      {
        key: 'drawdown',
        name: t('chart.drawdown'),
        line: 'drawdown',
        write: ({ known }) => known?.growth && percent(negated(known.growth.drawdown)),
        isAmount: false,
      },
    ]
    const drawn = new Set((measure === 'return' ? returnPlot() : moneyPlot(curve)).lines.map(({ key }) => key))
    const flow: TimeFigure<CurvePoint> = { key: 'flow', name: t('chart.flow'), write: flowWords, isAmount: true }
    return [...all.filter(({ key }) => drawn.has(key)), ...(curve.flows.length === 0 ? [] : [flow])]
  }, [curve, measure, coverage, flowWords, t])
}

const MAX_TX_ID = 10

/** Says the transfers of a point: kind, amount, network and transaction; `undefined` where there were none. */
function useFlowWords({ flows, grid }: Curve): (point: CurvePoint) => string | undefined {
  const formatMessage = useMessage()
  const filter = useMemo(() => ({ from: grid.from }), [grid.from])
  const { rows } = usePages('flows', filter, { enabled: flows.length > 0, version: flows.length })
  return useMemo(() => {
    const sayOne = ({ kind, change, asset, network, txId = '' }: FlowItem) => {
      const id = txId.length > MAX_TX_ID ? `${txId.slice(0, MAX_TX_ID)}…` : txId
      return [capital(formatMessage('flow', kind)), signed(change, full), asset, network, id].filter(Boolean).join(' ')
    }
    const words = new Map(
      flows.map(({ since, time }) => {
        const items = rows?.filter((row) => row.time > since && row.time <= time && row.change !== '0')
        return [time, items?.map(sayOne).join(', ')]
      }),
    )
    return (point) => words.get(point.time)
  }, [flows, rows, formatMessage])
}

/** Note below the curve: history is still being imported, or growth includes unknown flows. */
function Unsure({ curve }: { readonly curve: Curve }): ReactNode {
  const { t } = useTranslation()
  const coverage = useAccountData('coverage')
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

/** The curve in a sentence; its last figure is the one of the headline, sample by sample. */
function Summary({ curve }: { readonly curve: Curve }) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const live = useAccountData('equity')
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

const negated = (text: string): string => negate(decimal<'fraction'>(text))
