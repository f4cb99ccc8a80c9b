/** Label of the feed on screen, shown while the owner has chosen to read the exchange's stream directly. */

import { useTranslation } from 'react-i18next'
import { useMarket } from '../../state/store/use-account-data.ts'
import styles from './feed-source.module.css'

/** Shows the source of the market data; nothing if the gateway is the only one. */
export function FeedSource() {
  const { t } = useTranslation()
  const direct = useMarket('direct')
  if (direct === 'off') return null
  const isDirect = direct === 'live'
  return (
    <p
      className={styles.feed}
      data-testid="market-feed"
      data-feed={isDirect ? 'exchange' : 'spotdeck'}
      title={t(`direct.status.${direct}`)}
      role="status"
    >
      <span className={styles.dot} aria-hidden="true" />
      {isDirect ? t('direct.exchange') : `${t('direct.spotdeck')} · ${t(`direct.short.${direct}`)}`}
    </p>
  )
}
