/** From a session to the pages: which accounts there are, which one is shown, and which page of it. */

import type { Session } from '@spotdeck/api'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Routes, useParams, useSearchParams } from 'react-router'
import { chosenAccount } from '../live/chosen-account.ts'
import { keepTables } from '../settings/kept-tables.ts'
import { useServices } from '../settings/services.ts'
import { useAccounts } from '../state/queries/queries.ts'
import { mayIn } from '../state/queries/use-right.ts'
import { AccountView } from './account-view.tsx'
import { OverviewPage } from './overview/overview-page.tsx'
import { pages } from './page-code.ts'
import { LazyBoundary, lazyComponent } from './parts/lazy-component.tsx'
import { PageTitle } from './parts/page-title.tsx'
import { AfterFirstPaint, useSettled } from '../state/queries/after-first-paint.tsx'
import { SmallButton } from './parts/small-button.tsx'
import { Empty, Failed, SkeletonRows } from './parts/states.tsx'
import { Shell } from './shell/shell.tsx'
import styles from './login/login.module.css'

const AssetsPage = lazyComponent(async () => (await pages.assets()).AssetsPage)
const AssetPage = lazyComponent(async () => (await pages.asset()).AssetPage)
const OrdersPage = lazyComponent(async () => (await pages.orders()).OrdersPage)
const FillsPage = lazyComponent(async () => (await pages.fills()).FillsPage)
const PerformancePage = lazyComponent(async () => (await pages.performance()).PerformancePage)
const DayPage = lazyComponent(async () => (await pages.day()).DayPage)
const AwayPage = lazyComponent(async () => (await pages.away()).AwayPage)
const MarketPage = lazyComponent(async () => (await pages.market()).MarketPage)
const ActivityPage = lazyComponent(async () => (await pages.activity()).ActivityPage)
const SettingsPage = lazyComponent(async () => (await pages.settings()).SettingsPage)
const PublicDesk = lazyComponent(async () => (await import('./public/public-desk.tsx')).PublicDesk)

/** The desk of a session; a public link has a view of its own. */
export function AccountPages({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  if (session.audience === 'public') return <Later title={t('shared.title')} page={<PublicDesk session={session} />} />
  return <AccountsDesk session={session} />
}

function AccountsDesk({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const { data, error, refetch } = useAccounts(true)
  if (data === undefined && error !== null) {
    return (
      <Alone>
        <Failed error={error} retry={() => void refetch()} />
      </Alone>
    )
  }
  if (data === undefined) return null
  const account = chosenAccount(data.items, search)
  if (account === undefined) {
    return (
      <Alone>
        <Empty title={t('error.noAccounts')} hint={t('error.noAccountsHint')} />
      </Alone>
    )
  }
  return (
    <AccountView key={account.id} account={account} audience={session.audience}>
      <AfterFirstPaint>
        {mayIn(session, 'manage', 'all') ? <KeptTables /> : null}
        <Routes>
          <Route element={<Shell session={session} accounts={data.items} account={account.id} />}>
            <Route index element={<OverviewPage />} />
            <Route path="assets" element={<Later title={t('nav.assets')} page={<AssetsPage />} />} />
            <Route path="assets/:asset" element={<Later title={t('nav.assets')} page={<AssetPage />} />} />
            <Route path="orders" element={<Later title={t('orders.title')} page={<OrdersPage />} />} />
            <Route path="fills" element={<Later title={t('fills.title')} page={<FillsPage />} />} />
            <Route path="performance" element={<Later title={t('nav.performance')} page={<PerformancePage />} />} />
            <Route path="market/:symbol?/:quote?" element={<Later title={t('market.title')} page={<MarketPage />} />} />
            <Route path="day/:day" element={<Later title={t('why.day')} page={<DayPage />} />} />
            <Route path="away" element={<Later title={t('why.away')} page={<AwayPage />} />} />
            <Route path="activity" element={<Later title={t('nav.activity')} page={<ActivityPage />} />} />
            <Route
              path="settings"
              element={
                <Later title={t('nav.settings')} page={<SettingsPage session={session} accounts={data.items} />} />
              }
            />
            <Route path="*" element={<NotFound />} />
          </Route>
        </Routes>
      </AfterFirstPaint>
    </AccountView>
  )
}

/** Arranges the tables as the gateway holds them; this browser's copy draws the first view. */
function KeptTables(): null {
  const services = useServices()
  const settled = useSettled()
  useEffect(() => (settled ? keepTables(services) : undefined), [services, settled])
  return null
}

/** Draws a page whose code is loaded when it is opened: its heading and a skeleton are there at once. */
function Later({ title, page }: { readonly title: string; readonly page: ReactNode }) {
  const { asset, symbol } = useParams()
  const waiting = (
    <>
      <PageTitle title={asset ?? symbol ?? title} />
      <SkeletonRows count={12} />
    </>
  )
  return <LazyBoundary waiting={waiting}>{page}</LazyBoundary>
}

function NotFound() {
  const { t } = useTranslation()
  return (
    <>
      <PageTitle title={t('error.notFound')} />
      <Empty title={t('error.notFound')} hint={t('error.notFoundHint')}>
        <SmallButton component={Link} to="/">
          {t('error.toOverview')}
        </SmallButton>
      </Empty>
    </>
  )
}

function Alone({ children }: { readonly children: ReactNode }) {
  return (
    <main className={styles.page}>
      <section className={styles.card}>{children}</section>
    </main>
  )
}
