/** What a book says to a trader: the best levels with what stands up to them, and what a size would cost. */

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
import type { OrderSide } from '@spotdeck/wire'
import type { Book, BookLevel } from './book.ts'

export type DepthLevel = {
  readonly price: Price
  readonly quantity: Quantity
  /** Of this level and all better ones. */
  readonly cumulativeQuantity: Quantity
  /** The same in quote. */
  readonly cumulativeNotional: Amount
}

/** At most `levels` of each side, best first. */
export function topOfBook(
  book: Book,
  levels: number,
): { readonly version: string; readonly bids: readonly DepthLevel[]; readonly asks: readonly DepthLevel[] } {
  return { version: book.version.toString(), bids: cumulate(book.bids, levels), asks: cumulate(book.asks, levels) }
}

function cumulate(side: readonly BookLevel[], levels: number): readonly DepthLevel[] {
  let cumulativeQuantity = zero<'base'>()
  let cumulativeNotional = zero<'quote'>()
  return side.slice(0, Math.max(0, levels)).map(({ price, quantity }) => {
    cumulativeQuantity = add(cumulativeQuantity, quantity)
    cumulativeNotional = add(cumulativeNotional, notional(price, quantity))
    return { price, quantity, cumulativeQuantity, cumulativeNotional }
  })
}

export type SizeCost = {
  /** What the known book holds of the size asked for. */
  readonly quantity: Quantity
  /** Quote paid or received for it, without fees. */
  readonly notional: Amount
  /** `notional` ÷ `quantity`: the volume-weighted average price. */
  readonly averagePrice: Price
  readonly worstPrice: Price
  /** False when the known book is thinner than the size. */
  readonly isWhole: boolean
}

/** What taking `quantity` at once would cost (BUY: from the asks) or bring (SELL); `undefined` when there is nothing. */
export function costOf(book: Book, side: OrderSide, quantity: Quantity): SizeCost | undefined {
  let left = quantity
  let paid = zero<'quote'>()
  let worstPrice: Price | undefined
  for (const level of side === 'BUY' ? book.asks : book.bids) {
    if (compare(left, zero()) <= 0) break
    const taken = min(left, level.quantity)
    paid = add(paid, notional(level.price, taken))
    left = subtract(left, taken)
    worstPrice = level.price
  }
  if (worstPrice === undefined) return undefined
  const taken = subtract(quantity, left)
  return { quantity: taken, notional: paid, averagePrice: divide(paid, taken), worstPrice, isWhole: left === '0' }
}
