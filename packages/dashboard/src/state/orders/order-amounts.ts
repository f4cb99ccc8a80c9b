/** Amounts of orders in quote. Exact text. */

import type { OrderData } from '@spotdeck/api'
import { type Decimal, add, decimal, isZero, multiply, zero } from '@spotdeck/exact'

/** The amount ordered; `undefined` where nobody named one, as of a market order by quantity. */
export function orderedAmount(order: OrderData): string | undefined {
  return isZero(decimal(order.quoteQuantity)) || isMarketByQuantity(order) ? undefined : order.quoteQuantity
}

/** MEXC: its amount is then its quantity at the price that protects it, which nobody ordered. */
function isMarketByQuantity({ type, price, quantity, quoteQuantity }: OrderData): boolean {
  if (type !== 'MARKET' || isZero(decimal(quantity))) return false
  return multiply<'quote'>(decimal<'quote per base'>(price), decimal<'base'>(quantity)) === quoteQuantity
}

/** Value of what is not filled: sums by quote asset, in the order given, and the count of orders of unknown value. */
export function openValues(
  orders: readonly OrderData[],
  quoteOf: (symbol: string) => string | undefined,
): { readonly sums: readonly { readonly quote: string; readonly amount: string }[]; readonly unknown: number } {
  const sums = new Map<string, Decimal<'quote'>>()
  let unknown = 0
  for (const { symbol, remainingQuoteQuantity } of orders) {
    const quote = quoteOf(symbol)
    if (quote === undefined || remainingQuoteQuantity === undefined) unknown++
    else sums.set(quote, add(sums.get(quote) ?? zero<'quote'>(), decimal<'quote'>(remainingQuoteQuantity)))
  }
  return { sums: [...sums].map(([quote, amount]) => ({ quote, amount })), unknown }
}
