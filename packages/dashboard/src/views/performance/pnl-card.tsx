/** Profit over a range: realized, the change in unrealized and both together, its right edge live. */

import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { PROFIT_HEAD, profitRows } from '../../state/range/profit.ts'
import { useSpanEquity } from '../../state/queries/report-queries.ts'
import { useIsKnown } from '../../state/store/use-account-data.ts'
import { ChartCard } from '../parts/chart-card.tsx'
import { lazyComponent } from '../parts/lazy-component.tsx'
import { Empty } from '../parts/states.tsx'
import { useOpenDay } from '../parts/use-open-day.ts'
import styles from './performance.module.css'

const PnlChart = lazyComponent(async () => (await import('../../charts/pnl-chart.tsx')).PnlChart)

type PnlCardProps = { readonly span: ReportSpan; readonly className?: string | undefined }

/** The card of a span. */
export function PnlCard({ span, className = styles.wideChartCard }: PnlCardProps) {
  const { t } = useTranslation()
  const openDay = useOpenDay()
  const query = useSpanEquity(span)
  const isLive = useIsKnown('equity')
  return (
    <ChartCard
      title={t('performance.pnlCurve')}
      className={className}
      name="spotdeck-pnl"
      csv={() => csvOf(PROFIT_HEAD, profitRows(query.data?.points ?? []))}
      query={query}
      empty={({ points, grid }) =>
        (!isLive || grid.isOver === true) && points.every(({ realizedPnl }) => realizedPnl === null) ? (
          <Empty title={t('chart.pnlEmpty')} hint={t('chart.pnlEmptyHint')} />
        ) : undefined
      }
    >
      {(data, picture) => <PnlChart series={data} picture={picture} onPick={openDay} />}
    </ChartCard>
  )
}
