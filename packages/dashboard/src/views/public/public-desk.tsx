/** Page of a public link: an account's development and allocation in percentages, and nothing more. */

import type { Session } from '@spotdeck/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { MINUTE_MS } from '../../durations.ts'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { useTranslation } from 'react-i18next'
import { percent, rounded } from '../../format/number.ts'
import type { ReportSpan } from '../../live/reports-api.ts'
import { useServices } from '../../settings/services.ts'
import { useReportSpan, useToday } from '../../state/queries/queries.ts'
import { isLong } from '../../state/range/range.ts'
import { assetColours } from '../../theme/asset-colours.ts'
import { Card } from '../parts/card.tsx'
import { AssetName } from '../parts/figures.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { RangePicker } from '../parts/range-picker.tsx'
import { Empty, Failed, SkeletonRows } from '../parts/states.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { Calendar } from '../performance/calendar-card.tsx'
import { PerformanceFigures, SpanLine } from '../performance/key-figures.tsx'
import performanceStyles from '../performance/performance.module.css'
import { Returns } from '../performance/returns-card.tsx'
import { OfflineNotice } from './offline-notice.tsx'
import { PublicHeader } from './public-header.tsx'
import styles from './public.module.css'
const DEFAULTS = { account: '', range: '30D', from: '', to: '' } as const
const REFRESH_MS = MINUTE_MS
const INDEX_POINTS = 200

const IndexChart = lazyComponent(async () => (await import('../../charts/index-chart.tsx')).IndexChart)

/** The whole page of a public session. */
export function PublicDesk({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  const { filter, setFilter } = useUrlFilter(DEFAULTS)
  const account = session.accounts.find((id) => id === filter.account) ?? session.accounts[0]
  const span = useReportSpan(filter)
  const isWide = isLong(filter, useToday())
  return (
    <div className={styles.shell}>
      <PublicHeader session={session} />
      <main id="content" className={styles.main}>
        <PageTitle title={t('shared.title')} />
        <OfflineNotice />
        {account === undefined ? (
          <Empty title={t('shared.noAccount')} hint={t('shared.noAccountHint')} />
        ) : (
          <>
            <div className={styles.bar}>
              <p className="dim">{t('shared.hint')}</p>
              <RangePicker value={filter} onChange={setFilter} />
            </div>
            <Shown account={account} span={span} isWide={isWide} />
          </>
        )}
      </main>
    </div>
  )
}

type ShownProps = { readonly account: string; readonly span: ReportSpan; readonly isWide: boolean }

function Shown({ account, span, isWide }: ShownProps) {
  const { t } = useTranslation()
  const { api } = useServices()
  const common = { refetchInterval: REFRESH_MS, placeholderData: keepPreviousData }
  const performance = useQuery({
    queryKey: ['report', account, 'performance', span],
    queryFn: ({ signal }) => api.performance(account, span, signal),
    ...common,
  })
  const returns = useMemo(
    () => performance.data && new Map(performance.data.days.map((day) => [day.day, day.return])),
    [performance.data],
  )
  const retry = () => void performance.refetch()
  return (
    <>
      <div>
        <SpanLine performance={performance.data} />
      </div>
      <dl className={performanceStyles.figures}>
        <PerformanceFigures performance={performance.data} failed={performance.error !== null} />
      </dl>
      <div
        className={`${performanceStyles.grid} ${styles.cards}`}
        data-wide={isWide || undefined}
        data-pair={!isWide || undefined}
      >
        <IndexCard account={account} span={span} />
        <AllocationCard account={account} />
        <Returns performance={performance.data} error={performance.error} retry={retry} />
        <Card title={t('shared.days')} className={performanceStyles.calendarCard}>
          <Read error={performance.error} retry={retry} isThere={returns !== undefined}>
            {returns === undefined || returns.size === 0 ? (
              <Empty title={t('performance.unknown')} hint={t('performance.unknownHint')} />
            ) : (
              <Calendar span={performance.data} values={returns} unit="share" />
            )}
          </Read>
        </Card>
      </div>
    </>
  )
}

function IndexCard({ account, span }: { readonly account: string; readonly span: ReportSpan }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const { data, error, refetch } = useQuery({
    queryKey: ['index', account, span],
    queryFn: ({ signal }) => api.equityIndex(account, { ...span, points: INDEX_POINTS }, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
  const known = data?.points.filter((point) => point.index !== null).length ?? 0
  const last = data?.points.findLast((point) => point.index !== null)?.index ?? undefined
  return (
    <Card
      title={t('shared.index')}
      className={`${performanceStyles.chartCard} ${styles.index}`}
      flush
      action={
        last === undefined ? null : (
          <span>
            <span className="dim">{t('shared.indexNow')} </span>
            <strong className="num">{rounded(last, 2)}</strong>
          </span>
        )
      }
    >
      <Read error={error} retry={() => void refetch()} isThere={data !== undefined}>
        {data === undefined || known < 2 ? (
          <Empty title={t('performance.unknown')} hint={t('performance.unknownHint')} />
        ) : (
          <LazyBoundary waiting={<SkeletonRows count={6} />}>
            <IndexChart points={data.points} label={t('shared.indexHint')} name={t('shared.index')} />
          </LazyBoundary>
        )}
      </Read>
    </Card>
  )
}

function AllocationCard({ account }: { readonly account: string }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const { data, error, refetch } = useQuery({
    queryKey: ['allocation', account],
    queryFn: ({ signal }) => api.allocation(account, signal),
    refetchInterval: REFRESH_MS,
  })
  const colours = useMemo(() => assetColours((data?.items ?? []).map((item) => item.asset)), [data])
  return (
    <Card title={t('overview.allocation')} className={styles.allocation}>
      <Read error={error} retry={() => void refetch()} isThere={data !== undefined}>
        <ul className={styles.shares}>
          {(data?.items ?? []).map(({ asset, share }) => (
            <li key={asset}>
              <AssetName asset={asset} colour={colours.get(asset)} />
              <span className={styles.track} aria-hidden="true">
                <span
                  style={{
                    width: `${Math.min(100, Number(share) * 100)}%`,
                    background: `var(--series-${colours.get(asset) ?? 'other'})`,
                  }}
                />
              </span>
              <span className="num">{percent(share)}</span>
            </li>
          ))}
        </ul>
      </Read>
    </Card>
  )
}

type ReadProps = {
  readonly error: Error | null
  readonly retry: () => void
  readonly isThere: boolean
  readonly children: ReactNode
}

function Read({ error, retry, isThere, children }: ReadProps) {
  if (isThere) return children
  return error === null ? <SkeletonRows count={6} /> : <Failed error={error} retry={retry} />
}
