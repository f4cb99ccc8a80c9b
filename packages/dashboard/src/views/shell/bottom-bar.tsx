/** The pages under the thumb, on a phone; what does not fit stands in a menu. */

import { useTranslation } from 'react-i18next'
import { NavLink, useLocation } from 'react-router'
import { Icon } from '../parts/icons.tsx'
import { ButtonMenu } from '../parts/menu.tsx'
import { usePath } from '../parts/use-path.ts'
import { pageEntries, thumbPages } from './pages.ts'
import styles from './shell.module.css'

const settings = { path: '/settings', name: 'settings', icon: 'settings' } as const

/** Shown on narrow screens only. */
export function BottomBar() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const to = usePath()
  const near = thumbPages.flatMap((name) => pageEntries.find((page) => page.name === name) ?? [])
  const far = [...pageEntries.filter((page) => !thumbPages.includes(page.name)), settings]
  const isFar = far.some((page) => pathname.startsWith(page.path))
  return (
    <nav className={styles.bottomBar} aria-label={t('nav.label')}>
      {near.map((page) => (
        <NavLink key={page.path} to={to(page.path)} end={page.path === '/'} className={styles.bottomLink ?? ''}>
          <Icon name={page.icon} size={18} />
          <span>{t(`nav.${page.name}`)}</span>
        </NavLink>
      ))}
      <ButtonMenu
        position="top-end"
        widthPx={200}
        button={
          <button type="button" className={styles.bottomLink} data-current={isFar || undefined}>
            <Icon name="more" size={18} />
            <span>{t('nav.more')}</span>
          </button>
        }
        items={far.map(({ path, name, icon }) => ({ key: path, label: t(`nav.${name}`), icon, to: to(path) }))}
      />
    </nav>
  )
}
