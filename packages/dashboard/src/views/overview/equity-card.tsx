/** The equity curve with its range. */

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ReportSpan } from '../../live/account-api.ts'
import { csvOf } from '../../format/csv.ts'
import { isoTime } from '../../format/time.ts'
import { isBeingRead } from '../../state/range/complete-since.ts'
import { PROFIT_HEAD, profitRows } from '../../state/range/profit.ts'
import {
  type GriddedSeries,
  useEquitySeries,
  useRangeSpan,
  useReportSpan,
  useToday,
} from '../../state/queries/queries.ts'
import { useSpanEquity } from '../../state/queries/report-queries.ts'
import { dayAfter } from '../../state/range/days.ts'
import {
  CUSTOM,
  type Days,
  type EquityRange,
  FIRST_DAYS,
  asRange,
  daysOf,
  equityRanges,
  problemOf,
} from '../../state/range/range.ts'
import { useAccountData, useIsKnown } from '../../state/store/use-account-data.ts'
import { measures } from '../../settings/preferences.ts'
import { usePreferences } from '../../settings/services.ts'
import { ChartCard } from '../parts/chart-card.tsx'
import { whenIdle } from '../parts/lazy-component.tsx'
import { EstimateBadge, EstimateSwitch } from '../parts/estimate.tsx'
import { useRangeLabel } from '../parts/range-label.ts'
import { DayFields } from '../parts/range-picker.tsx'
import { Empty } from '../parts/states.tsx'
import { Segments } from '../parts/segments.tsx'
import { useOpenDay } from '../parts/use-open-day.ts'
import styles from './overview.module.css'

const EquityChart = whenIdle(async () => (await import('../../charts/equity-chart.tsx')).EquityChart)

const FIGURES = [
  'total',
  'free',
  'locked',
  'netDeposits',
  'netUnexplained',
  'netRevalued',
  'realizedPnl',
  'unrealizedPnl',
] as const

/** The curve, or why there is none. */
export function EquityCard() {
  const { t } = useTranslation()
  const openDay = useOpenDay()
  const [{ range, measure, estimate }, update] = usePreferences()
  const { chosen, isCustom, query, spanOf, days } = useChosenCurve()
  const isLive = useIsKnown('equity')
  const isBeingMet = isBeingRead(useAccountData('coverage') ?? [])
  const labels = { absolute: t('chart.absolute'), return: '%', pnl: t('chart.pnlMeasure') }
  const points = query.data?.points ?? []
  const isPastUnknown = points[0]?.total === null
  // The file has the figures that the curve shows.
  const csv = () =>
    measure === 'pnl'
      ? csvOf(PROFIT_HEAD, profitRows(points))
      : csvOf(
          ['time', ...FIGURES],
          points.map((point) => [isoTime(point.time), ...FIGURES.map((figure) => point[figure] ?? undefined)]),
        )
  const empty = () => {
    // A live sample is a curve's beginning.
    if (isLive) return undefined
    const isUnknown = points.every((point) => point.total === null)
    if (isUnknown && isBeingMet) return <CurveSkeleton words={t('chart.reading')} />
    if (isUnknown) return <Empty title={t('chart.empty')} hint={t('chart.emptyHint')} />
    const hasProfit = measure !== 'pnl' || points.some((point) => point.realizedPnl !== null)
    return hasProfit ? undefined : <Empty title={t('chart.pnlEmpty')} hint={t('chart.pnlEmptyHint')} />
  }
  return (
    <ChartCard
      title={t('overview.equity')}
      live="values"
      className={styles.equity}
      name={`spotdeck-${measure === 'pnl' ? 'pnl' : 'equity'}-${range.replace('/', '-')}`}
      csv={csv}
      toolsClass={styles.curveTools}
      tools={
        <>
          {points.some((point) => point.estimate) ? <EstimateBadge /> : null}
          {isPastUnknown || estimate ? <EstimateSwitch /> : null}
          <Segments
            label={t('chart.measure')}
            className={styles.ranges}
            data={measures.map((name) => ({ value: name, label: labels[name] }))}
            value={measure}
            onChange={(value) => update({ measure: value })}
          />
          <RangeTool range={isCustom ? CUSTOM : asRange(range)} days={days} />
        </>
      }
      above={isCustom ? <CustomDays chosen={chosen} {...days} /> : null}
      query={query}
      waiting={<CurveSkeleton />}
      empty={empty}
    >
      {(data, picture) => (
        <EquityChart series={data} span={spanOf(data)} picture={picture} measure={measure} onPick={openDay} />
      )}
    </ChartCard>
  )
}

type Series = Pick<GriddedSeries, 'grid' | 'points'> & Partial<Pick<GriddedSeries, 'range'>>
type DayChoice = { readonly today: string; readonly show: (days: Days) => void }

/** The curve of the range that is kept: a named one, or two days. */
function useChosenCurve() {
  const [{ range }, update] = usePreferences()
  const today = useToday()
  const chosen = daysOf(range)
  const isCustom = problemOf(chosen, today) === undefined
  const span = useReportSpan({ range: CUSTOM, ...chosen })
  const { zone } = useRangeSpan('1D')
  const named = useEquitySeries(asRange(range), !isCustom)
  const custom = useSpanEquity(span, isCustom)
  const query: UseQueryResult<Series> = isCustom ? custom : named
  const spanOf = (data: Series): ReportSpan => (data.range === undefined ? span : { range: data.range, zone })
  const show: DayChoice['show'] = ({ from, to }) => update({ range: `${from}/${to}` })
  return { chosen, isCustom, query, spanOf, days: { today, show } }
}

type RangeToolProps = { readonly range: EquityRange | typeof CUSTOM; readonly days: DayChoice }

function RangeTool({ range, days: { today, show } }: RangeToolProps) {
  const { t } = useTranslation()
  const [, update] = usePreferences()
  const labelOf = useRangeLabel()
  const named = equityRanges.map((name) => ({ value: name, label: labelOf(name) }))
  const choose = (value: RangeToolProps['range']) =>
    value === CUSTOM ? show({ from: dayAfter(today, 1 - FIRST_DAYS), to: today }) : update({ range: value })
  return (
    <Segments
      label={t('chart.range')}
      className={styles.ranges}
      data={[...named, { value: CUSTOM, label: t('range.custom') }]}
      value={range}
      onChange={choose}
    />
  )
}

function CustomDays({ chosen, today, show }: DayChoice & { readonly chosen: Days }) {
  return (
    <div className={styles.curveDays}>
      <DayFields value={{ range: CUSTOM, ...chosen }} today={today} onChange={show} />
    </div>
  )
}

/** `words` say what is awaited where it takes longer than a moment. */
function CurveSkeleton({ words }: { readonly words?: string }) {
  return (
    <div className={styles.curveSkeleton}>
      {words === undefined ? null : (
        <p className={styles.curveWords} role="status">
          {words}
        </p>
      )}
      <svg aria-hidden="true" viewBox="0 0 100 40" preserveAspectRatio="none">
        <path d="M0 30 C 12 26 20 32 32 24 S 52 14 64 18 S 84 8 100 10 V 40 H 0 Z" fill="var(--skeleton)" />
      </svg>
    </div>
  )
}
