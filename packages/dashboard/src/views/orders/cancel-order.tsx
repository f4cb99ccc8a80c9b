/** Cancels orders after one confirmation, and reports the outcome of each. An order's end arrives as an event. */

import type { OrderData } from '@spotdeck/api'
import { ActionIcon, Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { money } from '../../format/number.ts'
import { useSayError } from '../../i18n/use-message.ts'
import { type CancelOutcome, useCancelOrders } from '../../state/orders/cancel-orders.ts'
import { openValues } from '../../state/orders/order-amounts.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Dialog } from '../parts/dialog.tsx'
import { UNKNOWN } from '../parts/figures.tsx'
import { Icon } from '../parts/icons.tsx'
import { useRedact } from '../parts/use-redact.ts'
import { useOpenOrderWords } from './order-figures.tsx'
import styles from './orders.module.css'

/** A small cross that opens the question. */
export function CancelButton({ order }: { readonly order: OrderData }) {
  const { t } = useTranslation()
  const words = useOpenOrderWords()
  const [asking, setAsking] = useState(false)
  const isConnected = useAccountData('connection').phase === 'open'
  return (
    // The row around it opens details: what happens in here must not reach it.
    <span
      className={styles.cancelCell}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
      role="presentation"
    >
      <ActionIcon
        variant="subtle"
        color="gray"
        size={22}
        className={styles.cancel}
        aria-label={`${t('orders.cancel')}: ${words(order)}`}
        title={t('orders.cancel')}
        disabled={!isConnected}
        onClick={() => setAsking(true)}
      >
        <Icon name="close" size={14} />
      </ActionIcon>
      {asking ? <CancelQuestion orders={[order]} onClose={() => setAsking(false)} /> : null}
    </span>
  )
}

type CancelQuestionProps = { readonly orders: readonly OrderData[]; readonly onClose: () => void }

/** The question, and the exchange's answers. `orders` as they are when it opens: later ones are not canceled. */
export function CancelQuestion({ orders, onClose }: CancelQuestionProps) {
  const { t } = useTranslation()
  const [asked] = useState(orders)
  const { outcomes, send, isSending } = useCancelOrders()
  const isConnected = useAccountData('connection').phase === 'open'
  const left = asked.filter(({ orderId }) => {
    const kind = outcomes.get(orderId)?.kind
    return kind !== 'canceled' && kind !== 'ended'
  })
  const count = left.length
  const cancel = async () => {
    if ((await send(left)) && asked.length === 1) onClose()
  }
  return (
    <Dialog onClose={onClose} isBusy={isSending} title={t('orders.cancelCount', { count: asked.length })}>
      <div className={styles.question}>
        <CancelSubject orders={asked} />
        <p className="dim">{t('orders.cancelHint')}</p>
        {outcomes.size === 0 ? null : <CancelOutcomes orders={asked} outcomes={outcomes} />}
        <div className={styles.answers}>
          <Button variant="default" size="compact-md" disabled={isSending} onClick={onClose}>
            {outcomes.size === 0 ? t('orders.keep', { count: asked.length }) : t('action.close')}
          </Button>
          {count === 0 ? null : (
            <Button
              className={styles.danger}
              size="compact-md"
              onClick={() => void cancel()}
              disabled={isSending || !isConnected}
              data-autofocus
            >
              {isSending ? t('orders.canceling') : t('orders.cancelCount', { count })}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  )
}

/** One order in words; several by their count and value. */
function CancelSubject({ orders }: Pick<CancelQuestionProps, 'orders'>) {
  const { t } = useTranslation()
  const hide = useRedact()
  const words = useOpenOrderWords()
  const digits = useDigits()
  const [first] = orders
  if (first === undefined) return <p>{t('orders.noneOpen')}</p>
  if (orders.length === 1) return <p className="num">{t('orders.cancelOne', { order: words(first) })}</p>
  const { sums, unknown } = openValues(orders, (symbol) => digits.market(symbol)?.quoteAsset)
  const value = sums.map(({ quote, amount }) => `${hide(money(amount))} ${quote}`).join(' + ') || UNKNOWN
  return (
    <p className="num">
      {t('orders.cancelMany', { count: orders.length, value })}
      {unknown === 0 ? null : ` · ${t('orders.valueUnknown', { count: unknown })}`}
    </p>
  )
}

type CancelOutcomesProps = Pick<CancelQuestionProps, 'orders'> & {
  readonly outcomes: ReadonlyMap<string, CancelOutcome>
}

/** Number of canceled orders, and each that was not, with the reason. */
function CancelOutcomes({ orders, outcomes }: CancelOutcomesProps) {
  const { t } = useTranslation()
  const sayError = useSayError()
  const words = useOpenOrderWords()
  const done = [...outcomes.values()].filter(({ kind }) => kind === 'canceled').length
  const others = orders.flatMap((order) => {
    const outcome = outcomes.get(order.orderId)
    return outcome === undefined || outcome.kind === 'canceled' ? [] : [{ order, outcome }]
  })
  return (
    <div role="status" data-testid="cancel-outcome">
      <strong className="num">{t('orders.canceledOf', { done: String(done), all: String(orders.length) })}</strong>
      {others.length === 0 ? null : (
        <ul className={styles.refused} role="alert">
          {others.map(({ order, outcome }) => (
            <li key={order.orderId} className="num">
              {words(order)}: {outcome.kind === 'refused' ? sayError(outcome.error) : t(`orders.${outcome.kind}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
