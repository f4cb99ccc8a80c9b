/** Formats of the figures of orders and fills, and the name of their market. */

import type { OrderData } from '@spotdeck/api'
import { UNKNOWN, amountAt, full, money } from '../../format/number.ts'
import type { Digits } from '../../state/queries/markets.ts'
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

/** Amount in quote that was paid or received so far. */
export function amountOf({ executedQuoteQuantity }: OrderData): string {
  return executedQuoteQuantity === '0' ? '0' : money(executedQuoteQuantity)
}

/** A limit price; a market order has none of its own. */
export function priceOf(order: OrderData, digits: Digits): string {
  return order.type === 'MARKET' || order.price === '0' ? UNKNOWN : atDigits(order.price, digits.price(order.symbol))
}
