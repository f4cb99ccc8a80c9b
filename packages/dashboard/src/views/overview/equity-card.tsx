/** The equity curve with its range. */

import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { isoTime } from '../../format/time.ts'
import { isBeingRead } from '../../state/range/complete-since.ts'
import { PROFIT_HEAD, profitRows } from '../../state/range/profit.ts'
import { useEquitySeries } from '../../state/queries/queries.ts'
import { asRange, equityRanges } from '../../state/range/range.ts'
import { useAccountData, useIsKnown } from '../../state/store/use-account-data.ts'
import { measures } from '../../settings/preferences.ts'
import { usePreferences } from '../../settings/services.ts'
import { ChartCard } from '../parts/chart-card.tsx'
import { whenIdle } from '../parts/lazy-component.tsx'
import { EstimateBadge, EstimateSwitch } from '../parts/estimate.tsx'
import { useRangeLabel } from '../parts/range-label.ts'
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
  const query = useEquitySeries(asRange(range))
  const isLive = useIsKnown('equity')
  const isBeingMet = isBeingRead(useAccountData('coverage') ?? [])
  const labelOf = useRangeLabel()
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
      name={`spotdeck-${measure === 'pnl' ? 'pnl' : 'equity'}-${range}`}
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
          <Segments
            label={t('chart.range')}
            className={styles.ranges}
            data={equityRanges.map((name) => ({ value: name, label: labelOf(name) }))}
            value={asRange(range)}
            onChange={(value) => update({ range: value })}
          />
        </>
      }
      query={query}
      waiting={<CurveSkeleton />}
      empty={empty}
    >
      {(data, picture) => <EquityChart series={data} picture={picture} measure={measure} onPick={openDay} />}
    </ChartCard>
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
