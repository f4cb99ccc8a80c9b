/** The way to what happened since the last visit, on the first page. */

import { CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useAway } from '../../state/store/use-away.ts'
import { useDateTime } from '../parts/figures.tsx'
import { usePath } from '../parts/use-path.ts'
import styles from './shell.module.css'

/** A line above the overview until it is followed or closed; nothing after a short absence. */
export function AwayBar() {
  const { t } = useTranslation()
  const to = usePath()
  const dateTime = useDateTime()
  const [since, forget] = useAway()
  const { pathname } = useLocation()
  if (since === undefined || pathname !== '/') return null
  return (
    <div className={styles.awayBar} role="status">
      <Link to={to(`/away?since=${since}`)} onClick={forget}>
        {t('why.away')}
      </Link>
      <span className="dim">{t('state.since', { time: dateTime(since) })}</span>
      <CloseButton size="sm" aria-label={t('action.close')} onClick={forget} />
    </div>
  )
}
