/** Cancels one order after one confirmation, and reports the outcome. The order's end arrives as an event. */

import type { OrderData } from '@spotdeck/api'
import { ActionIcon, Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMessage, useSayError } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icons.tsx'
import { useRedact } from '../parts/use-redact.ts'
import { atDigits, priceOf } from './order-figures.tsx'
import styles from './orders.module.css'

/** A small cross that opens the question. */
export function CancelButton({ order }: { readonly order: OrderData }) {
  const { t } = useTranslation()
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
        aria-label={`${t('orders.cancel')} ${order.symbol}`}
        title={t('orders.cancel')}
        disabled={!isConnected}
        onClick={() => setAsking(true)}
      >
        <Icon name="close" size={14} />
      </ActionIcon>
      {asking ? <CancelQuestion order={order} onClose={() => setAsking(false)} /> : null}
    </span>
  )
}

/** The question, and the answer of the exchange. */
export function CancelQuestion({ order, onClose }: { readonly order: OrderData; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const sayError = useSayError()
  const hide = useRedact()
  const digits = useDigits()
  const { api } = useServices()
  const { account } = useAccount()
  const isConnected = useAccountData('connection').phase === 'open'
  const cancel = useMutation({ mutationFn: () => api.cancelOrder(account, order), onSuccess: onClose })
  const words = {
    side: formatMessage('side', order.side),
    quantity: hide(atDigits(order.remainingQuantity, digits.quantity(order.symbol))),
    symbol: order.symbol,
    price: priceOf(order, digits),
  }
  return (
    <Dialog onClose={onClose} title={t('orders.cancel')}>
      <div className={styles.question}>
        <p className="num">{t('orders.cancelOne', words)}</p>
        <p className="dim">{t('orders.cancelHint')}</p>
        {cancel.isError ? (
          <p className={styles.refused} role="alert">
            {sayError(cancel.error)}
          </p>
        ) : null}
        <div className={styles.answers}>
          <Button variant="default" size="compact-md" onClick={onClose} data-autofocus>
            {t('orders.keep')}
          </Button>
          <Button
            className={styles.danger}
            size="compact-md"
            onClick={() => cancel.mutate()}
            disabled={cancel.isPending || !isConnected}
          >
            {cancel.isPending ? t('orders.canceling') : t('orders.cancel')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
