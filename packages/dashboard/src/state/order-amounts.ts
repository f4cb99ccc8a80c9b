/** Ordered and remaining amount of an order, in quote. Exact text. */

import type { OrderData } from '@spotdeck/api'
import { type Amount, decimal, isPositive, isZero, multiply, subtract, zero } from '@spotdeck/exact'

/** The amount ordered; `undefined` where nobody named one, as of a market order by quantity. */
export function orderedAmount(order: OrderData): string | undefined {
  return isZero(decimal(order.quoteQuantity)) || isMarketByQuantity(order) ? undefined : order.quoteQuantity
}

/**
 * The amount not filled: of an order by amount what it has not spent, else the quantity not filled at the order's price. A filled
 * order has none left, whatever better prices saved it. `undefined` where the order names neither a price nor an amount.
 */
export function remainingAmount(order: OrderData): string | undefined {
  if (order.status === 'FILLED') return '0'
  if (isMarketByQuantity(order)) return undefined
  const price = decimal<'quote per base'>(order.price)
  if (order.type !== 'MARKET' && !isZero(price))
    return multiply<'quote'>(price, decimal<'base'>(order.remainingQuantity))
  const ordered = decimal<'quote'>(order.quoteQuantity)
  if (isZero(ordered)) return undefined
  const left: Amount = subtract(ordered, decimal<'quote'>(order.executedQuoteQuantity))
  return isPositive(left) ? left : zero<'quote'>()
}

/** MEXC: its amount is then its quantity at the price that protects it, which nobody ordered. */
function isMarketByQuantity({ type, price, quantity, quoteQuantity }: OrderData): boolean {
  if (type !== 'MARKET' || isZero(decimal(quantity))) return false
  return multiply<'quote'>(decimal<'quote per base'>(price), decimal<'base'>(quantity)) === quoteQuantity
}
