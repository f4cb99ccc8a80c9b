/** The return so far, and below it how deep the account stood under its highest. */

import type { Performance } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { returnPoints } from '../../state/range/days.ts'
import { useLivePerformance } from '../../state/queries/report-queries.ts'
import { ChartCard } from '../parts/chart-card.tsx'
import { lazyComponent } from '../parts/lazy-component.tsx'
import { Empty, type Reading } from '../parts/states.tsx'
import { useOpenDay } from '../parts/use-open-day.ts'
import styles from './performance.module.css'

const ReturnsChart = lazyComponent(async () => (await import('../../charts/returns-chart.tsx')).ReturnsChart)

/** The card of a span. */
export function ReturnsCard({ span }: { readonly span: ReportSpan }) {
  return <Returns query={useLivePerformance(span)} onPick={useOpenDay()} />
}

type ReturnsProps = {
  readonly query: Reading<Performance>
  /** A day was pressed; the time at which it begins, in ms. */
  readonly onPick?: (time: number) => void
}

/** The card of what was read; percentages alone, so that a public link may see it. */
export function Returns({ query, onPick }: ReturnsProps) {
  const { t } = useTranslation()
  const points = useMemo(() => returnPoints(query.data?.days ?? []), [query.data])
  const csv = () =>
    csvOf(
      ['day', 'return', 'drawdown'],
      points.map(({ day, total, drawdown }) => [day, total, drawdown]),
    )
  return (
    <ChartCard
      title={t('performance.curve')}
      className={styles.chartCard}
      name="spotdeck-returns"
      csv={csv}
      query={query}
      empty={() =>
        points.length === 0 ? <Empty title={t('performance.unknown')} hint={t('performance.unknownHint')} /> : undefined
      }
    >
      {({ days }, picture) => (
        <ReturnsChart label={t('performance.curve')} days={days} picture={picture} onPick={onPick} />
      )}
    </ChartCard>
  )
}
