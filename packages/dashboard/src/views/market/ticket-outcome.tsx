/** Outcome of an order that was sent, in words. */

import type { Market, OrderData } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
import { ApiError } from '../../live/api-client.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import type { Outcome, Placing } from '../../state/orders/use-place-order.ts'
import styles from './ticket.module.css'
import { useOrderWords } from './use-order-words.ts'

type TicketOutcomeProps = {
  readonly placing: Placing
  readonly market: Market
  readonly onOpen: (order: OrderData) => void
}

/** Nothing until something was sent. */
export function TicketOutcome({ placing, market, onOpen }: TicketOutcomeProps) {
  const { t } = useTranslation()
  const what = useOrderWords(market)
  const { sent, outcome } = placing
  if (outcome === undefined || sent === undefined) return null
  switch (outcome.kind) {
    case 'lookingUp':
      return (
        <div className={styles.outcome} data-state="unsure" role="alert">
          <strong>{t('market.unknownTitle')}</strong>
          <p>{t('market.lookingUp', { what: what(sent) })}</p>
          {outcome.clientOrderId === undefined ? null : (
            <p className="dim">{t('market.clientId', { clientOrderId: outcome.clientOrderId })}</p>
          )}
        </div>
      )
    case 'absent':
      return (
        <div className={styles.outcome} data-state="bad" role="alert">
          <strong>{t('market.refusedTitle')}</strong>
          <p>{t('market.absent', { what: what(sent) })}</p>
        </div>
      )
    case 'refused':
      return <Refused error={outcome.error} />
    case 'placed':
      return <Placed orderId={outcome.orderId} words={what(sent)} onOpen={onOpen} />
  }
}

function Refused({ error }: Pick<Extract<Outcome, { kind: 'refused' }>, 'error'>) {
  const { t } = useTranslation()
  const sayError = useSayError()
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

type PlacedProps = Pick<TicketOutcomeProps, 'onOpen'> & { readonly orderId: string; readonly words: string }

function Placed({ orderId, words, onOpen }: PlacedProps) {
  const { t } = useTranslation()
  const changed = useAccountData('changedOrders')
  const placed = changed.find((order) => order.orderId === orderId)
  return (
    <div className={styles.outcome} data-state="good" role="status" data-testid="ticket-placed">
      <strong>{t('market.placed', { what: words })}</strong>
      <p className="dim">
        {placed === undefined ? (
          t('market.orderNumber', { orderId })
        ) : (
          <button type="button" className={styles.toOrder} onClick={() => onOpen(placed)}>
            {t('market.orderNumber', { orderId })}
          </button>
        )}
      </p>
      <p className="dim">{t('market.placedHint')}</p>
    </div>
  )
}
