/** Frame of every page: header, content, status banner, bottom bar. */

import type { AccountInfo, Session } from '@spotdeck/api'
import { type ComponentType, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, useLocation } from 'react-router'
import { useFollowCoverage } from '../../state/queries/history-queries.ts'
import { mayIn } from '../../state/queries/use-right.ts'
import { lineState } from '../../state/store/connection-status.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { CancelKeys } from '../orders/cancel-keys.tsx'
import { useOpenedOrderId } from '../orders/open-order.ts'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { PartErrors, Parts } from '../parts/part-errors.tsx'
import { SandboxContext } from '../parts/sandbox-offer.tsx'
import { useFreshMarkets } from '../../state/queries/closed-markets.ts'
import { useSettled } from '../../state/queries/after-first-paint.tsx'
import { AwayBar } from './away-bar.tsx'
import { Banner, KeyBanner } from './banner.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { Header } from './header.tsx'
import { useKeys } from './keys.tsx'
import styles from './shell.module.css'

const SandboxDrawer = lazyComponent(async () => (await import('../sandbox/sandbox-drawer.tsx')).SandboxDrawer)
const loadQuickFind = async () => (await import('./quick-find.tsx')).QuickFind
const LazyQuickFind = lazyComponent(loadQuickFind)
const OrderSheet = lazyComponent(async () => (await import('../orders/order-detail.tsx')).OrderSheet)
const KeysDialog = lazyComponent(async () => (await import('./keys-dialog.tsx')).KeysDialog)

type ShellProps = { readonly session: Session; readonly accounts: readonly AccountInfo[]; readonly account: string }

/** The frame; the page of the address is drawn in its middle. */
export function Shell({ session, accounts, account }: ShellProps) {
  const { t } = useTranslation()
  const [keysShown, setKeysShown] = useState(false)
  const [sandboxShown, setSandboxShown] = useState(false)
  const mayControl = session.sandbox && mayIn(session, 'manage', 'all')
  const showSandbox = useCallback(() => setSandboxShown(true), [])
  const openSandbox = mayControl ? showSandbox : undefined
  const showKeys = useCallback(() => setKeysShown(true), [])
  const { pathname } = useLocation()
  const orderId = useOpenedOrderId()
  const { QuickFind, showFind, hideFind } = useQuickFind()
  const opens = useMemo(() => ({ help: showKeys, find: showFind }), [showKeys, showFind])
  useKeys(opens)
  useFollowCoverage()
  const { trading } = useAccount()
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        {t('app.skip')}
      </a>
      <SandboxContext value={openSandbox}>
        <Parts at={pathname}>
          <Header session={session} accounts={accounts} account={account} opens={opens} onSandbox={openSandbox} />
          <KeyBanner />
          <FreshMarkets />
          <AwayBar />
        </Parts>
        <Content>
          <PartErrors at={pathname}>
            <Outlet />
          </PartErrors>
        </Content>
        <PartErrors at={pathname}>
          <Banner />
        </PartErrors>
      </SandboxContext>
      <PartErrors at={pathname}>
        <BottomBar />
      </PartErrors>
      {trading ? <CancelKeys /> : null}
      {orderId === undefined ? null : (
        <LazyBoundary waiting={null}>
          <OrderSheet key={orderId} orderId={orderId} />
        </LazyBoundary>
      )}
      {sandboxShown ? (
        <LazyBoundary waiting={null}>
          <SandboxDrawer onClose={() => setSandboxShown(false)} />
        </LazyBoundary>
      ) : null}
      {QuickFind === undefined ? null : (
        <LazyBoundary waiting={null}>
          <QuickFind onClose={hideFind} />
        </LazyBoundary>
      )}
      {keysShown ? (
        <LazyBoundary waiting={null}>
          <KeysDialog trading={trading} onClose={() => setKeysShown(false)} />
        </LazyBoundary>
      ) : null}
    </div>
  )
}

function FreshMarkets(): null {
  useFreshMarkets()
  return null
}

type QuickFindComponent = ComponentType<{ readonly onClose: () => void }>

/**
 * The quick search while it is open. Its code loads early for keyboards: the key that opens it draws it in the same
 * turn, so that typing after it is not lost. A failure is retried and reported where the search opens.
 */
function useQuickFind() {
  const settled = useSettled()
  const loaded = useRef<QuickFindComponent>(undefined)
  const [QuickFind, setQuickFind] = useState<QuickFindComponent>()
  useEffect(() => {
    if (!settled || !matchMedia('(hover: hover)').matches) return
    loadQuickFind().then(
      (component) => {
        loaded.current = component
      },
      () => undefined,
    )
  }, [settled])
  const showFind = useCallback(() => {
    const component = loaded.current ?? LazyQuickFind
    setQuickFind((open: QuickFindComponent | undefined) => open ?? component)
  }, [])
  const hideFind = useCallback(() => setQuickFind(undefined), [])
  return { QuickFind, showFind, hideFind }
}

/** The page's place, dimmed while what it shows is in doubt: what is in it is not drawn again for that. */
function Content({ children }: { readonly children: ReactNode }) {
  const line = lineState(useAccountData('connection'), useAccountData('status'))
  return (
    <main id="content" className={styles.main} data-doubt={line.tone === 'bad' || undefined} tabIndex={-1}>
      {children}
    </main>
  )
}
