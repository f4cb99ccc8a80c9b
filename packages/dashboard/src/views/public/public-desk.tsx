/** Page of a public link: an account's development and allocation in percentages, and nothing more. */

import type { Session } from '@spotdeck/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { MINUTE_MS } from '../../durations.ts'
import { WithRows, lazyComponent } from '../parts/lazy-component.tsx'
import { useTranslation } from 'react-i18next'
import { percent, rounded } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { useServices } from '../../settings/services.ts'
import { useReportSpan, useToday } from '../../state/queries/queries.ts'
import { isLong } from '../../state/range/range.ts'
import { assetColours } from '../../theme/asset-colours.ts'
import { Card } from '../parts/card.tsx'
import { AssetName, ShareTrack } from '../parts/figures.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { RangePicker } from '../parts/range-picker.tsx'
import { Empty, Read } from '../parts/states.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { Calendar } from '../performance/calendar-card.tsx'
import { PerformanceFigures, SpanLine } from '../performance/key-figures.tsx'
import performanceStyles from '../performance/performance.module.css'
import { Returns } from '../performance/returns-card.tsx'
import { OfflineNotice } from './offline-notice.tsx'
import { Mark } from '../parts/icons.tsx'
import { LanguageTool, ThemeTool } from '../shell/tool.tsx'
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
        <Returns query={performance} />
        <Card title={t('shared.days')} className={performanceStyles.calendarCard}>
          <Read query={{ ...performance, data: returns }} waiting={6}>
            {(values) =>
              values.size === 0 ? (
                <Empty title={t('performance.unknown')} hint={t('performance.unknownHint')} />
              ) : (
                <Calendar span={performance.data} values={values} unit="share" />
              )
            }
          </Read>
        </Card>
      </div>
    </>
  )
}

function IndexCard({ account, span }: { readonly account: string; readonly span: ReportSpan }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const query = useQuery({
    queryKey: ['index', account, span],
    queryFn: ({ signal }) => api.equityIndex(account, { ...span, points: INDEX_POINTS }, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
  const known = query.data?.points.filter((point) => point.index !== null) ?? []
  const last = known.at(-1)?.index ?? undefined
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
      <Read query={query} waiting={6}>
        {({ points }) =>
          known.length < 2 ? (
            <Empty title={t('performance.unknown')} hint={t('performance.unknownHint')} />
          ) : (
            <WithRows count={6}>
              <IndexChart points={points} label={t('shared.indexHint')} name={t('shared.index')} />
            </WithRows>
          )
        }
      </Read>
    </Card>
  )
}

function AllocationCard({ account }: { readonly account: string }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const query = useQuery({
    queryKey: ['allocation', account],
    queryFn: ({ signal }) => api.allocation(account, signal),
    refetchInterval: REFRESH_MS,
  })
  const colours = useMemo(() => assetColours((query.data?.items ?? []).map((item) => item.asset)), [query.data])
  return (
    <Card title={t('overview.allocation')} className={styles.allocation}>
      <Read query={query} waiting={6}>
        {({ items }) => (
          <ul className={styles.shares}>
            {items.map(({ asset, share }) => (
              <li key={asset}>
                <AssetName asset={asset} colour={colours.get(asset)} />
                <ShareTrack className={styles.track} share={share} colour={colours.get(asset)} />
                <span className="num">{percent(share)}</span>
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Card>
  )
}

/** No accounts, no pages, no settings: there is nothing else to go to. */
function PublicHeader({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  return (
    <header className={styles.header}>
      <span className={styles.brand}>
        <Mark />
        {t('app.name')}
      </span>
      <span className="dim">{t('shared.title')}</span>
      {session.sandbox ? <span className={styles.sandbox}>{t('app.sandbox')}</span> : null}
      <span className={styles.tools}>
        <LanguageTool />
        <ThemeTool />
      </span>
    </header>
  )
}
