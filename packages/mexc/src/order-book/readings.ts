/** Figures that traders need from a book: the cumulative quantity up to a price, and the cost of a quantity. Exact. */

import {
  add,
  type Amount,
  type AnyDecimal,
  as,
  compare,
  divide,
  type Fraction,
  isZero,
  min,
  notional,
  type Price,
  type Quantity,
  subtract,
  sum,
  zero,
} from '@spotdeck/exact'
import type { BookSideName } from './book-side.ts'
import type { BookLevel, OrderBook } from './order-book.ts'

/** A price level with the sums up to it. */
export type CumulativeLevel = BookLevel & {
  /** Base up to and including this level. */
  readonly cumulativeQuantity: Quantity
  /** Quote up to and including this level. */
  readonly cumulativeNotional: Amount
}

/** The first `count` levels of a side with what lies up to each, best first. */
export function cumulativeDepth(book: OrderBook, side: BookSideName, count: number): readonly CumulativeLevel[] {
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
  /** False: it reaches beyond `book.knownTo`, where levels may be missing, so the real cost may be lower. */
  readonly certain: boolean
}

/** Computes the result of taking `quantity` from a side of the book: a BUY takes asks. */
export function sweep(book: OrderBook, side: BookSideName, quantity: AnyDecimal): Sweep {
  const wanted = as<'base'>(quantity)
  let left = wanted
  let paid: Amount = zero()
  let worstPrice: Price | undefined
  const take = (level: BookLevel): boolean => {
    const part = min(left, level.quantity)
    left = subtract(left, part)
    paid = add(paid, notional(level.price, part))
    worstPrice = level.price
    return compare(left, zero()) > 0
  }
  if (compare(left, zero()) > 0) book.walk(side, take)
  const filled = subtract(wanted, left)
  const averagePrice = worstPrice === undefined ? undefined : divide<'quote per base'>(paid, filled)
  const complete = compare(left, zero()) <= 0
  const known = book.knownTo(side)
  const sign = side === 'asks' ? 1 : -1
  const within = worstPrice === undefined || (known !== undefined && compare(worstPrice, known) * sign <= 0)
  return { quantity: filled, notional: paid, averagePrice, worstPrice, complete, certain: complete && within }
}

/**
 * Volume-weighted average price of taking `quantity` from a side at once; see `sweep`. Undefined where the part of the
 * book that is known does not hold it: see `OrderBook.knownTo`.
 */
export function vwap(book: OrderBook, side: BookSideName, quantity: AnyDecimal): Price | undefined {
  const { certain, averagePrice } = sweep(book, side, quantity)
  return certain ? averagePrice : undefined
}

/**
 * (bids - asks) / (bids + asks) of the quantities in the first `count` levels: from -1, asks alone, to 1, bids alone.
 * Undefined for a book that is empty.
 */
export function imbalance(book: OrderBook, count: number): Fraction | undefined {
  const [bids, asks] = (['bids', 'asks'] as const).map((side) =>
    sum(book.top(side, count).map(({ quantity }) => quantity)),
  )
  if (bids === undefined || asks === undefined || isZero(add(bids, asks))) return undefined
  return divide<'fraction'>(subtract(bids, asks), add(bids, asks))
}
