/** The five pages under the thumb, on a phone. */

import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { Icon } from '../parts/icons.tsx'
import { pageEntries } from './pages.ts'
import styles from './shell.module.css'

/** Shown on narrow screens only. */
export function BottomBar() {
  const { t } = useTranslation()
  const entries = [...pageEntries, { path: '/settings', name: 'settings', icon: 'settings' } as const]
  return (
    <nav className={styles.bottomBar} aria-label={t('nav.label')}>
      {entries.map((page) => (
        <NavLink key={page.path} to={page.path} end={page.path === '/'} className={styles.bottomLink ?? ''}>
          <Icon name={page.icon} size={18} />
          <span>{t(`nav.${page.name}`)}</span>
        </NavLink>
      ))}
    </nav>
  )
}
