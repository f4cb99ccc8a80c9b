/** A line above a market that takes no orders over the API. */

import type { Market } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { isMarketOpen, useClosing } from '../../state/queries/closed-markets.ts'
import { Icon } from '../parts/icons.tsx'
import { NoticeBody } from '../parts/notice-body.tsx'
import styles from './market.module.css'

/** Nothing while the market is open. */
export function ClosedNotice({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const notice = useClosing(market)
  if (isMarketOpen(market)) return null
  return (
    <div className={styles.closed} role="status" data-testid="market-closed">
      {notice === undefined ? (
        <p>
          <Icon name="warning" size={14} />{' '}
          {t(`trouble.${market.status === 'online' ? 'api-disabled' : market.status}`)}
        </p>
      ) : (
        <NoticeBody notice={notice} touches />
      )}
    </div>
  )
}
