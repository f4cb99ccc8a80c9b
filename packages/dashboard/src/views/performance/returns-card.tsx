/** The return so far, and below it how deep the account stood under its highest. */

import type { Performance } from '@spotdeck/api'
import { useMemo, useRef } from 'react'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import type { ReportSpan } from '../../live/reports-api.ts'
import { returnPoints } from '../../state/range/days.ts'
import { useLivePerformance } from '../../state/queries/report-queries.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import styles from './performance.module.css'

const ReturnsChart = lazyComponent(async () => (await import('../../charts/returns-chart.tsx')).ReturnsChart)

/** The card of a span. */
export function ReturnsCard({ span }: { readonly span: ReportSpan }) {
  const { data, error, refetch } = useLivePerformance(span)
  return <Returns performance={data} error={error} retry={() => void refetch()} />
}

type ReturnsProps = {
  readonly performance: Performance | undefined
  readonly error: Error | null
  readonly retry: () => void
}

/** The card of what was read; percentages alone, so that a public link may see it. */
export function Returns({ performance, error, retry }: ReturnsProps) {
  const { t } = useTranslation()
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const points = useMemo(() => returnPoints(performance?.days ?? []), [performance])
  const csv = () =>
    csvOf(
      ['day', 'return', 'drawdown'],
      points.map(({ day, total, drawdown }) => [day, total, drawdown]),
    )
  return (
    <Card
      title={t('performance.curve')}
      className={styles.chartCard}
      flush
      action={<ChartMenu name="spotdeck-returns" picture={() => picture.current?.()} csv={csv} />}
    >
      {performance === undefined && error !== null ? (
        <Failed error={error} retry={retry} />
      ) : performance === undefined ? (
        <div className={styles.chartSkeleton} />
      ) : points.length === 0 ? (
        <Empty title={t('performance.unknown')} hint={t('performance.unknownHint')} />
      ) : (
        <LazyBoundary waiting={<div className={styles.chartSkeleton} />}>
          <ReturnsChart label={t('performance.curve')} days={performance.days} picture={picture} />
        </LazyBoundary>
      )}
    </Card>
  )
}
