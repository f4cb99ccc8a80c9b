/** Figures that traders need from a book: the cumulative quantity up to a price, and the cost of a quantity. Exact. */

import {
  add,
  type Amount,
  compare,
  divide,
  min,
  notional,
  type Price,
  type Quantity,
  subtract,
  zero,
} from '@spotdeck/exact'
import type { BookLevel, OrderBook } from './order-book.ts'

/** A price level with the sums up to it. */
export type CumulativeLevel = BookLevel & {
  /** Base up to and including this level. */
  readonly cumulativeQuantity: Quantity
  /** Quote up to and including this level. */
  readonly cumulativeNotional: Amount
}

/** The first `count` levels of a side with what lies up to each, best first. */
export function cumulativeDepth(book: OrderBook, side: 'bids' | 'asks', count: number): readonly CumulativeLevel[] {
  let cumulativeQuantity: Quantity = zero()
  let cumulativeNotional: Amount = zero()
  return book.top(side, count).map((level) => {
    cumulativeQuantity = add(cumulativeQuantity, level.quantity)
    cumulativeNotional = add(cumulativeNotional, notional(level.price, level.quantity))
    return { ...level, cumulativeQuantity, cumulativeNotional }
  })
}

/** The result of taking a quantity from one side of a book. */
export type Sweep = {
  /** The part of the requested quantity that the known book holds, in base. */
  readonly quantity: Quantity
  readonly notional: Amount
  /** Volume-weighted average; absent when nothing would be filled. */
  readonly averagePrice?: Price | undefined
  /** The last price touched. */
  readonly worstPrice?: Price | undefined
  /** False: the known book holds less than was asked for. */
  readonly complete: boolean
}

/** Computes the result of taking `quantity` from a side: BUY takes asks, SELL takes bids. */
export function sweep(book: OrderBook, side: 'BUY' | 'SELL', quantity: Quantity): Sweep {
  let left = quantity
  let paid: Amount = zero()
  let worstPrice: Price | undefined
  const take = (level: BookLevel): boolean => {
    const part = min(left, level.quantity)
    left = subtract(left, part)
    paid = add(paid, notional(level.price, part))
    worstPrice = level.price
    return compare(left, zero()) > 0
  }
  if (compare(left, zero()) > 0) book.walk(side === 'BUY' ? 'asks' : 'bids', take)
  const filled = subtract(quantity, left)
  const averagePrice = worstPrice === undefined ? undefined : divide<'quote per base'>(paid, filled)
  return { quantity: filled, notional: paid, averagePrice, worstPrice, complete: compare(left, zero()) <= 0 }
}
