/** Ordered amount of an order, in quote. Exact text. */

import type { OrderData } from '@spotdeck/api'
import { decimal, isZero, multiply } from '@spotdeck/exact'

/** The amount ordered; `undefined` where nobody named one, as of a market order by quantity. */
export function orderedAmount(order: OrderData): string | undefined {
  return isZero(decimal(order.quoteQuantity)) || isMarketByQuantity(order) ? undefined : order.quoteQuantity
}

/** MEXC: its amount is then its quantity at the price that protects it, which nobody ordered. */
function isMarketByQuantity({ type, price, quantity, quoteQuantity }: OrderData): boolean {
  if (type !== 'MARKET' || isZero(decimal(quantity))) return false
  return multiply<'quote'>(decimal<'quote per base'>(price), decimal<'base'>(quantity)) === quoteQuantity
}
