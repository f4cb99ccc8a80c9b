/** The order ticket: what is wanted, what it comes to, why it cannot be sent, and what came of it. */

import { Button } from '@mantine/core'
import type { Market } from '@spotdeck/api'
import type { FormEvent, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed, money, percent } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { changeOf } from '../../state/market/market-words.ts'
import { useMarket } from '../../state/store/use-account-data.ts'
import { useOpenOrder } from '../orders/open-order.ts'
import { Card } from '../parts/card.tsx'
import { useFreshness } from '../../state/store/use-freshness.ts'
import { DataAge } from '../parts/data-age.tsx'
import { UNKNOWN } from '../parts/figures.tsx'
import styles from './ticket.module.css'
import { TicketChecks } from './ticket-checks.tsx'
import { TicketFields } from './ticket-fields.tsx'
import { TicketOutcome } from './ticket-outcome.tsx'
import { useTicket } from './ticket-store.ts'
import { type TicketOrder, useTicketOrder, useTicketWorld } from './use-ticket-order.ts'
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
  const last = useMarket('last') ?? market.lastPrice
  const [free, asset] = draft.side === 'BUY' ? [freeQuote, market.quoteAsset] : [freeBase, market.baseAsset]
  const digits = draft.side === 'BUY' ? 2 : market.quantityDigits
  const { isOld } = useFreshness('records')
  const { price } = checked.order ?? {}
  const away = price === undefined || last === undefined ? undefined : changeOf(last, price)
  return (
    <dl className={styles.comes}>
      <div>
        <dt>{t('market.available')}</dt>
        <dd className={`num private ${isOld ? 'dim' : ''}`}>
          {fixed(free, digits)} <span className="dim">{asset}</span> <DataAge of="records" />
        </dd>
      </div>
      <div>
        <dt>{t('market.comesTo')}</dt>
        <dd className="num private">
          {checked.quote === undefined ? UNKNOWN : money(checked.quote)}{' '}
          <span className="dim">{market.quoteAsset}</span>
        </dd>
      </div>
      <div>
        <dt>{t(draft.type === 'MARKET' ? 'market.getsAbout' : 'market.fromLast')}</dt>
        <dd className="num">
          {draft.type === 'MARKET'
            ? fixed(checked.averagePrice, market.priceDigits)
            : away === undefined
              ? UNKNOWN
              : percent(away, { sign: true })}
        </dd>
      </div>
    </dl>
  )
}
