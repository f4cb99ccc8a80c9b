/** What came of an order that was sent, in words. */

import { useTranslation } from 'react-i18next'
import { useSay, useSayError } from '../../i18n/say.ts'
import { ApiError } from '../../live/api-client.ts'
import type { Placing } from '../../state/use-place-order.ts'
import styles from './ticket.module.css'

/** Nothing until something was sent. */
export function TicketOutcome({ placing }: { readonly placing: Placing }) {
  const { t } = useTranslation()
  const say = useSay()
  const sayError = useSayError()
  const { sent, answer, error } = placing
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
  const amount = sent.quantity ?? sent.quoteQuantity ?? ''
  const price = sent.price === undefined ? '' : ` @ ${sent.price}`
  const what = `${say('side', sent.side)} ${amount} ${sent.symbol}${price}`
  return (
    <div className={styles.outcome} data-state="good" role="status" data-testid="ticket-placed">
      <strong>{t('market.placed', { what })}</strong>
      <p className="dim">{t('market.placedHint', { orderId: answer.orderId })}</p>
    </div>
  )
}
