/** Outcome of an order that was sent, in words. */

import type { Market, OrderData } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
import { ApiError } from '../../live/api-client.ts'
import { useAccountData } from '../../state/use-account-data.ts'
import type { Placing } from '../../state/use-place-order.ts'
import styles from './ticket.module.css'
import { useOrderWords } from './use-order-words.ts'

type TicketOutcomeProps = {
  readonly placing: Placing
  readonly market: Market
  readonly onOpen: (order: OrderData) => void
}

/** Errors after which the order may have been placed all the same: the answer was lost, not the request. */
const NO_ANSWER: ReadonlySet<string> = new Set(['GATEWAY_UNREACHABLE', 'GATEWAY_UNREADABLE'])

/** Nothing until something was sent. */
export function TicketOutcome({ placing, market, onOpen }: TicketOutcomeProps) {
  const { t } = useTranslation()
  const what = useOrderWords(market)
  const sayError = useSayError()
  const changed = useAccountData('changedOrders')
  const { sent, answer, error } = placing
  if (error instanceof ApiError && NO_ANSWER.has(error.code)) {
    return (
      <div className={styles.outcome} data-state="unsure" role="alert">
        <strong>{t('market.unknownTitle')}</strong>
        <p>{t('market.noAnswer')}</p>
      </div>
    )
  }
  if (error !== null) {
    return (
      <div className={styles.outcome} data-state="bad" role="alert">
        <strong>{t('market.refusedTitle')}</strong>
        <p>{sayError(error)}</p>
        {error instanceof ApiError && error.detail !== undefined ? (
          <p className="dim">{t('market.exchangeSays', { detail: error.detail })}</p>
        ) : null}
      </div>
    )
  }
  if (answer === undefined || sent === undefined) return null
  if (answer.outcome === 'unknown') {
    return (
      <div className={styles.outcome} data-state="unsure" role="alert">
        <strong>{t('market.unknownTitle')}</strong>
        <p>{t('market.unknownOutcome', { clientOrderId: answer.clientOrderId })}</p>
      </div>
    )
  }
  const placed = changed.find(({ orderId }) => orderId === answer.orderId)
  return (
    <div className={styles.outcome} data-state="good" role="status" data-testid="ticket-placed">
      <strong>{t('market.placed', { what: what(sent) })}</strong>
      <p className="dim">
        {placed === undefined ? (
          t('market.orderNumber', { orderId: answer.orderId })
        ) : (
          <button type="button" className={styles.toOrder} onClick={() => onOpen(placed)}>
            {t('market.orderNumber', { orderId: answer.orderId })}
          </button>
        )}
      </p>
      <p className="dim">{t('market.placedHint')}</p>
    </div>
  )
}
