/** A mark on an asset whose market does not take orders as usual, with what that means. */

import { useTranslation } from 'react-i18next'
import type { Market } from '@spotdeck/api'
import styles from './parts.module.css'

/** Nothing where the market trades as usual, or there is none. */
export function TroubleBadge({ market }: { readonly market: Market | undefined }) {
  const { t } = useTranslation()
  if (market === undefined || (market.status === 'online' && market.apiTrading)) return null
  const trouble = market.status === 'online' ? 'api-disabled' : market.status
  return (
    <span className={styles.badge} title={t(`trouble.${trouble}`)}>
      {t(`assets.badge.${trouble}`)}
      <span className="visually-hidden">{t(`trouble.${trouble}`)}</span>
    </span>
  )
}
