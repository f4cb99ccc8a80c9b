/** The line at the top: where we are, where we can go, how the line is, and the few switches used all day. */

import type { AccountInfo, Session } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { Link, NavLink } from 'react-router'
import { usePreferences } from '../../settings/services.ts'
import { Icon, Mark } from '../parts/icons.tsx'
import { usePath } from '../parts/use-path.ts'
import { AccountMenu } from './account-menu.tsx'
import type { Opens } from './keys.tsx'
import { pageEntries } from './pages.ts'
import styles from './shell.module.css'
import { StatusPill } from './status-pill.tsx'
import { LanguageTool, ThemeTool, Tool } from './tool.tsx'

type HeaderProps = {
  readonly session: Session
  readonly accounts: readonly AccountInfo[]
  readonly account: string
  readonly opens: Opens
  /** Opens the sandbox's controls; absent where there are none. */
  readonly onSandbox: (() => void) | undefined
}

/** The header of every page. */
export function Header({ session, accounts, account, opens, onSandbox }: HeaderProps) {
  const { t } = useTranslation()
  const to = usePath()
  return (
    <header className={styles.header}>
      <div className={styles.brand}>
        <Link to={to('/')} className={styles.home} aria-label={t('nav.home')}>
          <Mark />
          <span className={styles.name}>{t('app.name')}</span>
        </Link>
        <AccountMenu accounts={accounts} account={account} />
        {session.sandbox ? <SandboxBadge onOpen={onSandbox} /> : null}
      </div>
      <nav className={styles.nav} aria-label={t('nav.label')}>
        {pageEntries.map((page) => (
          <NavLink key={page.path} to={to(page.path)} end={page.path === '/'} className={styles.navLink ?? ''}>
            {t(`nav.${page.name}`)}
          </NavLink>
        ))}
      </nav>
      <div className={styles.tools}>
        <StatusPill />
        <Switches opens={opens} />
      </div>
    </header>
  )
}

function SandboxBadge({ onOpen }: { readonly onOpen: (() => void) | undefined }) {
  const { t } = useTranslation()
  if (onOpen === undefined) {
    return (
      <span className={styles.sandbox} title={t('app.sandboxHint')}>
        {t('app.sandbox')}
      </span>
    )
  }
  return (
    <button
      type="button"
      className={styles.sandbox}
      title={t('app.sandboxHint')}
      aria-label={t('sandbox.open')}
      onClick={onOpen}
      data-testid="open-sandbox"
    >
      <Icon name="flask" size={12} />
      {t('app.sandbox')}
    </button>
  )
}

function Switches({ opens }: { readonly opens: Opens }) {
  const { t } = useTranslation()
  const [{ privacy }, update] = usePreferences()
  const to = usePath()
  return (
    <div className={styles.switches}>
      <Tool label={`${t('find.open')} (Ctrl K)`} onClick={opens.find} icon="search" />
      <span className={styles.deskOnly}>
        <LanguageTool />
      </span>
      <span className={styles.deskOnly}>
        <ThemeTool />
      </span>
      <Tool
        label={privacy ? t('action.showAmounts') : t('action.hideAmounts')}
        pressed={privacy}
        onClick={() => update({ privacy: !privacy })}
        icon={privacy ? 'eye-off' : 'eye'}
      />
      <span className={styles.wideOnly}>
        <Tool label={`${t('action.keys')} (?)`} onClick={opens.help} icon="keyboard" />
      </span>
      <NavLink
        to={to('/settings')}
        className={styles.gear ?? ''}
        aria-label={t('nav.settings')}
        title={t('nav.settings')}
      >
        <Icon name="settings" />
      </NavLink>
    </div>
  )
}
