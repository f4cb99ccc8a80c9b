/** The order ticket: what is wanted, what it comes to, why it cannot be sent, and what came of it. */

import { Button } from '@mantine/core'
import type { Market } from '@spotdeck/api'
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed, money, percent } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { changeOf } from '../../state/market/market-words.ts'
import { outlookOf } from '../../state/orders/ticket-outlook.ts'
import { usePositions } from '../../state/queries/market-queries.ts'
import { useAccountData, useMarket } from '../../state/store/use-account-data.ts'
import { useOpenOrder } from '../orders/open-order.ts'
import { Card } from '../parts/card.tsx'
import { useFreshness } from '../../state/store/use-freshness.ts'
import { DataAge } from '../parts/data-age.tsx'
import styles from './ticket.module.css'
import { TicketChecks } from './ticket-checks.tsx'
import { TicketFields } from './ticket-fields.tsx'
import { TicketOutcome } from './ticket-outcome.tsx'
import { useTicket } from './ticket-store.ts'
import { focusField } from './use-market-keys.ts'
import { type TicketOrder, useFeeRates, useTicketOrder, useTicketWorld } from './use-ticket-order.ts'
import { useOrderWords } from './use-order-words.ts'

/** Shown where trading is on. Whatever it says stands below its button, which keeps its place. */
export function TicketCard({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const ticket = useTicketOrder(market)
  const { placing } = ticket
  const open = useOpenOrder()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ticket.press()
  }
  const onKey = (event: KeyboardEvent) => {
    // A key that is held down presses once.
    if (event.key === 'Enter' && event.repeat) event.preventDefault()
    if (event.key === 'Escape') ticket.withdraw()
    const isPrice = event.target instanceof HTMLInputElement && event.target.name === 'price'
    if (event.key !== 'Enter' || !isPrice || !ticket.checked.isEmpty) return
    event.preventDefault()
    focusField('quantity')
  }
  return (
    <Card title={t('market.ticket')} className={styles.ticket}>
      <form className={styles.form} onSubmit={submit} onKeyDown={onKey}>
        <TicketFields market={market} />
        <OrderEstimate ticket={ticket} market={market} />
        <SendButton ticket={ticket} market={market} />
        <div className={styles.said}>
          <TicketChecks ticket={ticket} market={market} />
          {ticket.isAnswerShown ? <TicketOutcome placing={placing} market={market} onOpen={open} /> : null}
        </div>
      </form>
    </Card>
  )
}

type PartProps = { readonly ticket: TicketOrder; readonly market: Market }

function SendButton({ ticket: { checked, isAsked, canSend, placing }, market }: PartProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const what = useOrderWords(market)
  const { side } = useTicket().draft
  const sendWords = t('market.send', { side: capital(formatMessage('side', side)), asset: market.baseAsset })
  const asked = isAsked && checked.order !== undefined ? what(checked.order) : undefined
  return (
    <Button
      type="submit"
      fullWidth
      className={side === 'BUY' ? styles.buy : styles.sell}
      disabled={!canSend}
      data-asked={isAsked || undefined}
      data-testid="ticket-send"
      onClick={(event) => {
        // The second half of a double press confirms nothing.
        if (event.detail > 1) event.preventDefault()
      }}
    >
      {placing.isSending ? t('market.sending') : (asked ?? sendWords)}
    </Button>
  )
}

/** As many lines for every order, known or not: nothing below moves. */
function OrderEstimate({ ticket: { checked }, market }: PartProps) {
  const { t } = useTranslation()
  const { draft } = useTicket()
  const { freeBase, freeQuote } = useTicketWorld(market)
  const position = usePositions().get(market.baseAsset)
  const total = useAccountData('assets')?.find(({ asset }) => asset === market.baseAsset)?.total ?? '0'
  // Without a position, the cost of what is held is not known.
  const held = position ?? { quantity: total, cost: total === '0' ? '0' : null }
  const { role, fee, averageCost } = outlookOf(draft, checked, { rates: useFeeRates(market), held })
  const last = useMarket('last') ?? market.lastPrice
  const { isOld } = useFreshness('records')
  const { priceDigits, quoteAsset } = market
  const isMarket = draft.type === 'MARKET'
  const [free, asset] = draft.side === 'BUY' ? [freeQuote, quoteAsset] : [freeBase, market.baseAsset]
  const { price } = checked.order ?? {}
  const away = price === undefined || last === undefined ? undefined : changeOf(last, price)
  const lines: readonly (readonly [name: string, value: ReactNode, unit?: string])[] = [
    [
      t('market.available'),
      <span key="" className={isOld ? 'private dim' : 'private'}>
        {fixed(free, draft.side === 'BUY' ? 2 : market.quantityDigits)}
      </span>,
      asset,
    ],
    [t('market.comesTo'), <Private key="" text={checked.quote} />, quoteAsset],
    [t(role === 'maker' ? 'market.feeMaker' : 'market.feeTaker'), <Private key="" text={fee} />, quoteAsset],
    [t('market.costAfter'), fixed(averageCost, priceDigits), quoteAsset],
    isMarket
      ? [t('market.getsAbout'), fixed(checked.averagePrice, priceDigits), quoteAsset]
      : [t('market.fromLast'), percent(away, { sign: true })],
    [t('market.worst'), fixed(isMarket ? checked.worstPrice : price, priceDigits), quoteAsset],
  ]
  return (
    <dl className={styles.comes}>
      {lines.map(([name, value, unit], at) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">
            {value} <span className="dim">{unit}</span> {at === 0 ? <DataAge of="records" /> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Private({ text }: { readonly text: string | undefined }) {
  return <span className="private">{money(text)}</span>
}
