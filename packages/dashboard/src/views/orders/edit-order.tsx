/** Edits an open order: price and quantity, one confirmation, and what became of both orders. */

import { Button, TextInput } from '@mantine/core'
import type { Market, OrderData } from '@spotdeck/api'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
import { freeWithout, typeOf } from '../../state/orders/replace-order.ts'
import { checkTicket } from '../../state/orders/ticket.ts'
import { type Replacing, useReplaceOrder } from '../../state/orders/use-replace-order.ts'
import { useSendBlock } from '../../state/orders/use-send-block.ts'
import { useAccountData, useMarket } from '../../state/store/use-account-data.ts'
import { TicketChecks } from '../market/ticket-checks.tsx'
import { TicketOutcome } from '../market/ticket-outcome.tsx'
import { useOrderWords } from '../market/use-order-words.ts'
import { Dialog } from '../parts/dialog.tsx'
import { useOpenOrder } from './open-order.ts'
import { useOpenOrderWords } from './order-figures.tsx'
import styles from './orders.module.css'

type EditOrderProps = {
  readonly order: OrderData
  readonly market: Market
  /** Price that is offered; that of the order unless said. */
  readonly price?: string | undefined
  readonly onClose: () => void
}

/** The dialog of one order. */
export function EditOrder({ order: opened, market, price = opened.price, onClose }: EditOrderProps) {
  const { t } = useTranslation()
  const old = useOpenOrderWords()
  const words = useOrderWords(market)
  const [order] = useState(opened)
  const [typed, setTyped] = useState({ price, quantity: order.remainingQuantity })
  const replace = useReplaceOrder()
  const block = useSendBlock(replace.placing)
  const checked = useEditCheck({ order, market, ...typed })
  const request = checked.order
  const isSame = request?.price === order.price && request?.quantity === order.remainingQuantity
  const canSend = request !== undefined && !isSame && block === undefined && replace.phase === 'idle'
  const isBusy = replace.phase === 'canceling' || (replace.phase === 'placing' && replace.placing.outcome === undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (canSend) void replace.send({ order, market, price: request.price ?? '', quantity: request.quantity ?? '' })
  }
  const field = (name: 'price' | 'quantity', unit: string) => (
    <TextInput
      size="xs"
      label={t(`market.${name}`)}
      inputMode="decimal"
      autoComplete="off"
      rightSection={<span className="dim">{unit}</span>}
      rightSectionWidth={56}
      value={typed[name]}
      disabled={replace.phase !== 'idle'}
      onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
    />
  )
  return (
    <Dialog onClose={onClose} isBusy={isBusy} title={t('orders.edit')}>
      <form className={styles.question} onSubmit={submit}>
        <p className="num">{old(order)}</p>
        {field('price', market.quoteAsset)}
        {field('quantity', market.baseAsset)}
        <p className="dim">{t('orders.editHint')}</p>
        {replace.phase === 'idle' ? (
          <TicketChecks ticket={{ checked, isAsked: true, block }} market={market} />
        ) : (
          <ReplaceOutcome replace={replace} market={market} />
        )}
        <div className={styles.answers}>
          <Button variant="default" size="compact-md" disabled={isBusy} onClick={onClose}>
            {replace.phase === 'idle' ? t('orders.keep', { count: 1 }) : t('action.close')}
          </Button>
          {replace.phase !== 'idle' ? null : (
            <Button type="submit" size="compact-md" className={styles.edit} disabled={!canSend} data-autofocus>
              {request === undefined ? t('orders.edit') : t('orders.replaceBy', { order: words(request) })}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}

type EditCheck = {
  readonly order: OrderData
  readonly market: Market
  readonly price: string
  readonly quantity: string
}

/** Checks the new order as the ticket does, with what the old one holds. */
function useEditCheck({ order, market, price, quantity }: EditCheck) {
  const assets = useAccountData('assets')
  const book = useMarket('book')
  const freeOf = (asset: string, held: string | undefined) =>
    freeWithout(assets?.find((one) => one.asset === asset)?.free, held)
  return checkTicket(
    { side: order.side, type: typeOf(order), price, quantity, spend: '' },
    {
      market,
      freeBase: freeOf(market.baseAsset, order.remainingQuantity),
      freeQuote: freeOf(market.quoteAsset, order.remainingQuoteQuantity),
      book: book?.symbol === market.symbol ? book : undefined,
    },
  )
}

/** Sentences about the new order, by what is known of it. */
const PLACING = {
  lookingUp: 'replacePlacing',
  placed: 'replaced',
  refused: 'replaceRefused',
  absent: 'replaceRefused',
} as const

function ReplaceOutcome({
  replace: { phase, placing },
  market,
}: {
  readonly replace: Replacing
  readonly market: Market
}) {
  const { t } = useTranslation()
  const sayError = useSayError()
  const open = useOpenOrder()
  if (phase === 'idle') return null
  if (typeof phase === 'string') {
    const said = phase === 'canceling' ? 'replacing' : PLACING[placing.outcome?.kind ?? 'lookingUp']
    return (
      <div role="status" data-testid="replace-outcome">
        <p>{t(`orders.${said}`)}</p>
        <TicketOutcome placing={placing} market={market} onOpen={open} />
      </div>
    )
  }
  const reason = phase.kind === 'kept' ? sayError(phase.error) : t(`orders.stopped.${phase.reason}`)
  return (
    <div className={styles.refused} role="alert" data-testid="replace-outcome">
      <strong>{t('orders.notReplaced')}</strong>
      <p>{reason}</p>
    </div>
  )
}
