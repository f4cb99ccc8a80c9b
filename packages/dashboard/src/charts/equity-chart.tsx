/** The equity chart as a component: money, the return or profit over the range, its right edge live. */

import { decimal, negate } from '@spotdeck/exact'
import { type ReactNode, useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { money, percent } from '../format/number.ts'
import type { Preferences } from '../settings/preferences.ts'
import { isBeingRead, knownSince } from '../state/range/complete-since.ts'
import type { GriddedSeries } from '../state/queries/queries.ts'
import { useRangeSpan } from '../state/queries/queries.ts'
import { useLivePerformance } from '../state/queries/report-queries.ts'
import { useAccount, useAccountData } from '../state/store/use-account-data.ts'
import { useFlowsUnknown } from '../state/queries/use-flows-unknown.ts'
import { useTimeFormat } from '../format/use-time-format.ts'
import styles from './charts.module.css'
import { type Curve, type CurvePoint, type Growth, curveOf, extremesOf, withLive } from './equity-curve.ts'
import { moneyPlot, returnPlot } from './equity-plot.ts'
import { PnlChart } from './pnl-chart.tsx'
import { type Sample, useLiveEdge, useNow } from './use-live-edge.ts'
import { TimeChart, type TimeFigure } from './time-chart.tsx'
import { timeOf } from './time-plot.ts'
import type { Picture } from './use-drawing.ts'

type EquityChartProps = {
  readonly series: GriddedSeries
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

function MoneyChart({ series, picture, measure, onPick }: MoneyChartProps) {
  const curve = useMemo(() => curveOf(series.points, series.grid), [series])
  const growth = useGrowth(series.range)
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
      onPick={onPick}
      now={useNow()}
    >
      <Unsure curve={curve} />
    </TimeChart>
  )
}

/** Growth of a range up to now, as the headline and the performance page show it; `undefined` until it is known. */
function useGrowth(range: GriddedSeries['range']): Growth | undefined {
  const { timeWeightedReturn = null, drawdown = null } = useLivePerformance(useRangeSpan(range)).data ?? {}
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

/** Figures of the corner and of the table; only a drawn line has a swatch. */
function useFigures(curve: Curve, measure: 'absolute' | 'return'): readonly TimeFigure<CurvePoint>[] {
  const { t } = useTranslation()
  const coverage = useAccountData('coverage')
  return useMemo(() => {
    const flowsSince = coverage === undefined ? undefined : knownSince(coverage, 'flows')
    const isDrawn = new Set(moneyPlot(curve).lines.map(({ key }) => key))
    const amounts = (['total', 'netDeposits', 'free', 'locked'] as const)
      .filter((key) => isDrawn.has(key) || key === 'netDeposits')
      .map((key): TimeFigure<CurvePoint> => ({
        key,
        name: t(`chart.${key}`),
        line: isDrawn.has(key) ? key : undefined,
        // Deposits of a time of which the history is not known are not zero.
        write: (point) =>
          key === 'netDeposits' && !(flowsSince !== undefined && timeOf(point) >= flowsSince)
            ? undefined
            : money(point.known?.[key] ?? undefined),
        isAmount: true,
      }))
    const unexplained: TimeFigure<CurvePoint> = {
      key: 'netUnexplained',
      name: t('chart.netUnexplained'),
      write: ({ known }) => money(known?.netUnexplained ?? undefined),
      isAmount: true,
    }
    const revalued: TimeFigure<CurvePoint> = {
      key: 'netRevalued',
      name: t('chart.netRevalued'),
      write: ({ known }) => money(known?.netRevalued ?? undefined),
      isAmount: true,
    }
    const hasRevalued = curve.points.some(({ known }) => known?.netRevalued !== undefined)
    const hasUnexplained = curve.points.some(({ known }) => (known?.netUnexplained ?? '0') !== '0')
    const ofReturn: TimeFigure<CurvePoint> = {
      key: 'return',
      name: t('chart.return'),
      line: 'return',
      write: ({ known }) => percent(known?.growth?.return, { sign: true }),
      isAmount: false,
    }
    const drawdown: TimeFigure<CurvePoint> = {
      key: 'drawdown',
      name: t('chart.drawdown'),
      line: 'drawdown',
      write: ({ known }) => known?.growth && percent(negated(known.growth.drawdown)),
      isAmount: false,
    }
    const shown = measure === 'return' ? [ofReturn] : amounts
    return [...shown, ...(hasUnexplained ? [unexplained] : []), ...(hasRevalued ? [revalued] : []), drawdown]
  }, [curve, measure, coverage, t])
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
