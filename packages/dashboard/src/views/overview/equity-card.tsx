/** The equity curve with its range. */

import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { isoTime } from '../../format/time.ts'
import { isBeingRead } from '../../state/range/complete-since.ts'
import { PROFIT_HEAD, profitRows } from '../../state/range/profit.ts'
import { useEquitySeries } from '../../state/queries/queries.ts'
import { asRange, equityRanges } from '../../state/range/range.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { measures } from '../../settings/preferences.ts'
import { usePreferences } from '../../settings/services.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { LazyBoundary, whenIdle } from '../parts/lazy-component.tsx'
import { EstimateBadge, EstimateSwitch } from '../parts/estimate.tsx'
import { useRangeLabel } from '../parts/range-label.ts'
import { Empty, Failed } from '../parts/states.tsx'
import { Segments } from '../parts/segments.tsx'
import type { Picture } from '../../charts/use-drawing.ts'
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
  const [{ range, measure, estimate }, update] = usePreferences()
  const { data } = useEquitySeries(asRange(range))
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const labelOf = useRangeLabel()
  const labels = { absolute: t('chart.absolute'), return: '%', pnl: t('chart.pnlMeasure') }
  const points = data?.points ?? []
  const isPastUnknown = points[0]?.total === null
  // The file has the figures that the curve shows.
  const csv = () =>
    measure === 'pnl'
      ? csvOf(PROFIT_HEAD, profitRows(points))
      : csvOf(
          ['time', ...FIGURES],
          points.map((point) => [isoTime(point.time), ...FIGURES.map((figure) => point[figure] ?? undefined)]),
        )
  return (
    <Card
      title={t('overview.equity')}
      live="values"
      className={styles.equity}
      flush
      action={
        <div className={styles.curveTools}>
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
          <ChartMenu
            name={`spotdeck-${measure === 'pnl' ? 'pnl' : 'equity'}-${range}`}
            picture={() => picture.current?.()}
            csv={csv}
          />
        </div>
      }
    >
      <Curve picture={picture} />
    </Card>
  )
}

type CurveProps = { readonly picture: Picture }

function Curve({ picture }: CurveProps) {
  const { t } = useTranslation()
  const [{ range, measure }] = usePreferences()
  const { data, error, refetch } = useEquitySeries(asRange(range))
  const isLive = useAccountData('equity') !== undefined
  const isBeingMet = isBeingRead(useAccountData('coverage') ?? [])
  if (data === undefined && error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <CurveSkeleton />
  // A live sample is a curve's beginning.
  if (!isLive && data.points.every((point) => point.total === null)) {
    return isBeingMet ? (
      <CurveSkeleton words={t('chart.reading')} />
    ) : (
      <Empty title={t('chart.empty')} hint={t('chart.emptyHint')} />
    )
  }
  if (!isLive && measure === 'pnl' && data.points.every((point) => point.realizedPnl === null)) {
    return <Empty title={t('chart.pnlEmpty')} hint={t('chart.pnlEmptyHint')} />
  }
  return (
    <LazyBoundary waiting={<CurveSkeleton />}>
      <EquityChart series={data} picture={picture} measure={measure} />
    </LazyBoundary>
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
