/** Profit over a range: realized, the change in unrealized and both together, its right edge live. */

import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import type { ReportSpan } from '../../live/reports-api.ts'
import { PROFIT_HEAD, profitRows } from '../../state/range/profit.ts'
import { useSpanEquity } from '../../state/queries/report-queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import styles from './performance.module.css'

const PnlChart = lazyComponent(async () => (await import('../../charts/pnl-chart.tsx')).PnlChart)

/** The card of a span. */
export function PnlCard({ span }: { readonly span: ReportSpan }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useSpanEquity(span)
  const isLive = useAccountData('equity') !== undefined
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const isEmpty = useMemo(() => data?.points.every(({ realizedPnl }) => realizedPnl === null) ?? false, [data])
  const csv = () => csvOf(PROFIT_HEAD, profitRows(data?.points ?? []))
  return (
    <Card
      title={t('performance.pnlCurve')}
      className={styles.wideChartCard}
      flush
      action={<ChartMenu name="spotdeck-pnl" picture={() => picture.current?.()} csv={csv} />}
    >
      {data === undefined && error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <div className={styles.chartSkeleton} />
      ) : isEmpty && (!isLive || data.grid.isOver === true) ? (
        <Empty title={t('chart.pnlEmpty')} hint={t('chart.pnlEmptyHint')} />
      ) : (
        <LazyBoundary waiting={<div className={styles.chartSkeleton} />}>
          <PnlChart series={data} picture={picture} />
        </LazyBoundary>
      )}
    </Card>
  )
}
