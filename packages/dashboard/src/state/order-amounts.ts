/** What an order was placed over, and what of that is still to be filled, in quote. Exact text. */

import type { OrderData } from '@spotdeck/api'
import { type Amount, decimal, isPositive, isZero, multiply, subtract, zero } from '@spotdeck/exact'

/** The amount ordered; `undefined` where the exchange names none, as of an order by quantity without a price. */
export function orderedAmount({ quoteQuantity }: OrderData): string | undefined {
  return isZero(decimal(quoteQuantity)) ? undefined : quoteQuantity
}

/**
 * The amount not filled: of an order by amount what it has not spent, else the quantity not filled at the order's price. A filled
 * order has none left, whatever better prices saved it. `undefined` where the order names neither a price nor an amount.
 */
export function remainingAmount(order: OrderData): string | undefined {
  if (order.status === 'FILLED') return '0'
  if (!isZero(decimal(order.quantity))) {
    const price = decimal<'quote per base'>(order.price)
    return isZero(price) ? undefined : multiply<'quote'>(price, decimal<'base'>(order.remainingQuantity))
  }
  const ordered = decimal<'quote'>(order.quoteQuantity)
  if (isZero(ordered)) return undefined
  const left: Amount = subtract(ordered, decimal<'quote'>(order.executedQuoteQuantity))
  return isPositive(left) ? left : zero<'quote'>()
}
