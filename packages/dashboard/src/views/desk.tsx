/** From a session to the pages: which accounts there are, which one is shown, and which page of it. */

import type { Session } from '@spotdeck/api'
import { Button } from '@mantine/core'
import { type ReactNode, Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Routes, useSearchParams } from 'react-router'
import { useAccounts } from '../state/queries.ts'
import { AccountView } from './account-view.tsx'
import { AssetsPage } from './assets/assets-page.tsx'
import { FillsPage } from './fills/fills-page.tsx'
import { OrdersPage } from './orders/orders-page.tsx'
import { OverviewPage } from './overview/overview-page.tsx'
import { PageTitle } from './parts/page-title.tsx'
import { Empty, Failed, SkeletonRows } from './parts/states.tsx'
import { SettingsPage } from './settings/settings-page.tsx'
import { Shell } from './shell/shell.tsx'
import styles from './login/login.module.css'

const PerformancePage = lazy(async () => ({
  default: (await import('./performance/performance-page.tsx')).PerformancePage,
}))
const ActivityPage = lazy(async () => ({ default: (await import('./activity/activity-page.tsx')).ActivityPage }))
const MarketPage = lazy(async () => ({ default: (await import('./market/market-page.tsx')).MarketPage }))

const AssetPage = lazy(async () => ({ default: (await import('./assets/asset-page.tsx')).AssetPage }))

const PublicDesk = lazy(async () => ({ default: (await import('./public/public-desk.tsx')).PublicDesk }))

/** The desk of a session; a public link has a view of its own. */
export function Desk({ session }: { readonly session: Session }) {
  if (session.audience === 'public') return <Later page={<PublicDesk session={session} />} />
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
  const [first] = data.items
  const account = data.items.find((candidate) => candidate.id === search.get('account')) ?? first
  if (account === undefined) {
    return (
      <Alone>
        <Empty title={t('error.noAccounts')} hint={t('error.noAccountsHint')} />
      </Alone>
    )
  }
  return (
    <AccountView key={account.id} account={account} audience={session.audience}>
      <Routes>
        <Route element={<Shell session={session} accounts={data.items} account={account.id} />}>
          <Route index element={<OverviewPage />} />
          <Route path="assets" element={<AssetsPage />} />
          <Route path="assets/:asset" element={<Later page={<AssetPage />} />} />
          <Route path="orders" element={<OrdersPage />} />
          <Route path="fills" element={<FillsPage />} />
          <Route path="performance" element={<Later page={<PerformancePage />} />} />
          <Route path="market/:symbol?" element={<Later page={<MarketPage />} />} />
          <Route path="activity" element={<Later page={<ActivityPage />} />} />
          <Route path="settings" element={<SettingsPage session={session} accounts={data.items} />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </AccountView>
  )
}

/** A page whose code comes when it is opened; it takes as long as a skeleton is not needed for. */
function Later({ page }: { readonly page: ReactNode }) {
  return <Suspense fallback={<SkeletonRows count={12} />}>{page}</Suspense>
}

function NotFound() {
  const { t } = useTranslation()
  return (
    <>
      <PageTitle title={t('error.notFound')} />
      <Empty title={t('error.notFound')} hint={t('error.notFoundHint')}>
        <Button component={Link} to="/" size="compact-sm" variant="default">
          {t('error.toOverview')}
        </Button>
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
