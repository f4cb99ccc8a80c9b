/** What stands around every page: header, content, bar of doubt, bottom bar. */

import type { AccountInfo, Session } from '@spotdeck/api'
import { Suspense, lazy, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import { lineState } from '../../state/line-state.ts'
import { useDesk } from '../../state/use-desk.ts'
import { Banner } from './banner.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { Header } from './header.tsx'
import { KeyBanner } from './key-banner.tsx'
import { KeysDialog, useKeys } from './keys.tsx'
import styles from './shell.module.css'

const SandboxDrawer = lazy(async () => ({ default: (await import('../sandbox/sandbox-drawer.tsx')).SandboxDrawer }))

type ShellProps = { readonly session: Session; readonly accounts: readonly AccountInfo[]; readonly account: string }

/** The frame; the page of the address is drawn in its middle. */
export function Shell({ session, accounts, account }: ShellProps) {
  const { t } = useTranslation()
  const [keysShown, setKeysShown] = useState(false)
  const [sandboxShown, setSandboxShown] = useState(false)
  const mayControl = session.sandbox && session.audience === 'owner'
  const showKeys = useCallback(() => setKeysShown(true), [])
  useKeys(showKeys)
  const line = lineState(useDesk('connection'), useDesk('status'))
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        {t('app.skip')}
      </a>
      <Header
        session={session}
        accounts={accounts}
        account={account}
        onKeys={showKeys}
        onSandbox={mayControl ? () => setSandboxShown(true) : undefined}
      />
      <KeyBanner />
      <main id="content" className={styles.main} data-doubt={line.tone === 'bad' || undefined} tabIndex={-1}>
        <Outlet />
      </main>
      <Banner />
      <BottomBar />
      {sandboxShown ? (
        <Suspense fallback={null}>
          <SandboxDrawer onClose={() => setSandboxShown(false)} />
        </Suspense>
      ) : null}
      <KeysDialog opened={keysShown} onClose={() => setKeysShown(false)} />
    </div>
  )
}
