/** A simple and slow order book for comparison: a map of levels, sorted at each read. */

import { compare, decimal, isZero, type Price, type Quantity } from '@spotdeck/exact'
import type { PriceLevel } from '../order-book/depth.ts'

export class NaiveBook {
  readonly #sides = { bids: new Map<Price, Quantity>(), asks: new Map<Price, Quantity>() }

  put(side: 'bids' | 'asks', [price, quantity]: PriceLevel): void {
    const levels = this.#sides[side]
    if (isZero(decimal(quantity))) levels.delete(decimal(price))
    else levels.set(decimal(price), decimal(quantity))
  }

  levels(side: 'bids' | 'asks'): readonly { readonly price: Price; readonly quantity: Quantity }[] {
    const sign = side === 'bids' ? -1 : 1
    return [...this.#sides[side]]
      .map(([price, quantity]) => ({ price, quantity }))
      .sort((a, b) => sign * compare(a.price, b.price))
  }

  /** As REST answers it. */
  pairs(side: 'bids' | 'asks'): readonly PriceLevel[] {
    return this.levels(side).map(({ price, quantity }) => [price, quantity])
  }
}
