/** The ticket's way from a draft to an order: checked, confirmed, sent once, and disarmed by its answer. */

import type { Market } from '@spotdeck/api'
import { useEffect, useMemo, useState } from 'react'
import { usePreferences } from '../../settings/services.ts'
import { asksFirst } from '../../state/orders/confirm-order.ts'
import { useDealPages, useDigits } from '../../state/queries/queries.ts'
import { type Checked, checkTicket } from '../../state/orders/ticket.ts'
import { type FeeRates, feeRatesOf } from '../../state/orders/ticket-outlook.ts'
import { useAccountData, useMarket } from '../../state/store/use-account-data.ts'
import { type Placing, usePlaceOrder } from '../../state/orders/use-place-order.ts'
import { type SendBlock, useSendBlock } from '../../state/orders/use-send-block.ts'
import { useTicket } from './ticket-store.ts'

const VALUE_ASSET = 'USDT'

/** State of the ticket, and what its button and keys do. */
export type TicketOrder = {
  readonly checked: Checked
  readonly placing: Placing
  readonly block: SendBlock | undefined
  /** The next press sends the order that is shown. */
  readonly isAsked: boolean
  readonly canSend: boolean
  /** The answer is of what the ticket holds, or still open. */
  readonly isAnswerShown: boolean
  /** Asks for confirmation where it is due, else sends. */
  readonly press: () => void
  /** Takes the question back. */
  readonly withdraw: () => void
}

/** Number of own fills that a market page reads. */
export const MAX_FILLS = 1_000

/** Fee rates that the newest own fills of `market` paid. */
export function useFeeRates({ symbol, quoteAsset }: Market): FeeRates {
  const filter = useMemo(() => ({ symbol, limit: MAX_FILLS }), [symbol])
  const { rows } = useDealPages(filter)
  const digits = useDigits()
  return useMemo(
    () =>
      feeRatesOf(rows ?? [], (asset) =>
        asset === quoteAsset ? '1' : digits.market(`${asset}${quoteAsset}`)?.lastPrice,
      ),
    [rows, digits, quoteAsset],
  )
}

/** Facts that the draft is checked against. */
export function useTicketWorld(market: Market) {
  const assets = useAccountData('assets')
  const book = useMarket('book')
  const freeOf = (name: string) => assets?.find(({ asset }) => asset === name)?.free ?? (assets && '0')
  const [freeBase, freeQuote] = [freeOf(market.baseAsset), freeOf(market.quoteAsset)]
  const buyFee = useFeeRates(market).taker
  return useMemo(() => ({ market, freeBase, freeQuote, book, buyFee }), [market, freeBase, freeQuote, book, buyFee])
}

/** Follows the order of the ticket of `market`. */
export function useTicketOrder(market: Market): TicketOrder {
  const { draft, sent, isTyped, send, answered, chosen } = useTicket()
  const world = useTicketWorld(market)
  const checked = useMemo(() => checkTicket(draft, world), [draft, world])
  const placing = usePlaceOrder()
  const block = useSendBlock(placing)
  const [preferences] = usePreferences()
  const quote = market.quoteAsset
  const quotePrice = useDigits().market(`${quote}${VALUE_ASSET}`)?.lastPrice
  // A changed order is asked for again.
  const [asked, setAsked] = useState<string>()
  const { outcome, isSettled, isSending } = placing
  useEffect(() => {
    if (isSettled) answered(outcome?.kind === 'placed')
  }, [outcome, isSettled, answered])
  const { order } = checked
  const wish = JSON.stringify(order)
  const isAsked = order !== undefined && asked === wish
  const isAnswered = isSettled && draft === sent
  const canSend =
    order !== undefined && !isSending && block === undefined && !(isAnswered && outcome?.kind === 'placed')
  const press = () => {
    if (!canSend) return
    const isDue = isAnswered || asksFirst(checked, preferences, quote === VALUE_ASSET ? '1' : quotePrice)
    if (isDue && !isAsked) return setAsked(wish)
    setAsked(undefined)
    send()
    placing.send(order)
  }
  useEffect(() => {
    // The order was chosen by its words, which confirmed it; that it fills at once, they do not say.
    chosen.current = (whole) => {
      const { order: now, warnings } = checkTicket(whole, world)
      if (now === undefined || isSending || block !== undefined) return
      if (warnings.length > 0) return setAsked(JSON.stringify(now))
      setAsked(undefined)
      send()
      placing.send(now)
    }
    return () => {
      chosen.current = undefined
    }
  })
  const isAnswerShown = !isSettled || !isTyped
  return { checked, placing, block, isAsked, canSend, isAnswerShown, press, withdraw: () => setAsked(undefined) }
}
