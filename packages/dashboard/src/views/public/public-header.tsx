/** The line at the top of a shared view: whose product it is, the language, the theme. */

import type { Session } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { Mark } from '../parts/icons.tsx'
import { LanguageTool, ThemeTool } from '../shell/tool.tsx'
import styles from './public.module.css'

/** No accounts, no pages, no settings: there is nothing else to go to. */
export function PublicHeader({ session }: { readonly session: Session }) {
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
