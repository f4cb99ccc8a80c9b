/** The line at the top of a shared view: whose product it is, the language, the theme. */

import { ActionIcon } from '@mantine/core'
import type { Session } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../settings/services.ts'
import { useShownTheme } from '../../theme/use-shown-theme.ts'
import { Icon, Mark } from '../parts/icons.tsx'
import styles from './public.module.css'

/** No accounts, no pages, no settings: there is nothing else to go to. */
export function PublicHeader({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  const [{ language }, update] = usePreferences()
  const theme = useShownTheme()
  const other = language === 'en' ? 'zh-TW' : 'en'
  const toTheme = theme === 'dark' ? t('action.toLight') : t('action.toDark')
  return (
    <header className={styles.header}>
      <span className={styles.brand}>
        <Mark />
        {t('app.name')}
      </span>
      <span className="dim">{t('shared.title')}</span>
      {session.sandbox ? <span className={styles.sandbox}>{t('app.sandbox')}</span> : null}
      <span className={styles.tools}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          lang={other}
          aria-label={t('action.switchLanguage')}
          onClick={() => update({ language: other })}
        >
          {language === 'en' ? '中' : 'EN'}
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={toTheme}
          onClick={() => update({ theme: theme === 'dark' ? 'light' : 'dark' })}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </ActionIcon>
      </span>
    </header>
  )
}
