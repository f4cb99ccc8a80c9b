/** How the figures of orders and fills are written, and the name of their market. */

import type { OrderData } from '@spotdeck/api'
import type { TFunction } from 'i18next'
import { UNKNOWN, amountAt, full, money } from '../../format/number.ts'
import type { Digits } from '../../state/markets.ts'
import { SymbolName } from '../parts/figures.tsx'

/** A figure cut to the market's digits, or whole where the market is not known; nothing is `0`. */
export function atDigits(text: string | undefined, digits: number | undefined): string {
  return digits === undefined ? full(text) : amountAt(text, digits)
}

/** A market's name in its two parts. */
export function MarketName({ symbol, digits }: { readonly symbol: string; readonly digits: Digits }) {
  const market = digits.market(symbol)
  return <SymbolName symbol={symbol} base={market?.baseAsset} quote={market?.quoteAsset} />
}

/** What kind of order it is; of a kind that is not known, the exchange's own word beside it. */
export function typeOf({ type, rawType }: OrderData, t: TFunction<'page'>): string {
  const name = t(`type.${type}`)
  return type === 'UNKNOWN' && rawType !== undefined ? `${name} (${rawType})` : name
}

/** What was paid or received for what is filled. */
export function amountOf({ executedQuoteQuantity }: OrderData): string {
  return executedQuoteQuantity === '0' ? '0' : money(executedQuoteQuantity)
}

/** A limit price; a market order has none of its own. */
export function priceOf(order: OrderData, digits: Digits): string {
  return order.type === 'MARKET' || order.price === '0' ? UNKNOWN : atDigits(order.price, digits.price(order.symbol))
}
