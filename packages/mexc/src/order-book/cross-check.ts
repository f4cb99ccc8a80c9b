/** Holds a book against MEXC's own view of its top, the limit.depth channel: the nearest thing to a checksum there is. */

import { compare, type Decimal, tryDecimal } from '@spotdeck/exact'
import type { Level, PublicAggreBookTicker, PublicLimitDepths } from '@spotdeck/wire'
import type { BookLevel, OrderBook } from './order-book.ts'

/** `unknown`: both have different versions and cannot be compared. */
export type Agreement = 'agrees' | 'differs' | 'unknown'

/** Compares the top levels of a book with a `limit.depth` push of the same version. */
export function agreesWithTop(book: OrderBook, top: PublicLimitDepths): Agreement {
  if (Number(top.version) !== book.version) return 'unknown'
  const same = (['bids', 'asks'] as const).every((side) => sameLevels(book.top(side, top[side].length), top[side]))
  return same ? 'agrees' : 'differs'
}

/** Compares the best levels of a book with a book ticker of the same version. */
export function agreesWithTicker(book: OrderBook, ticker: PublicAggreBookTicker): Agreement {
  if (Number(ticker.version) !== book.version) return 'unknown'
  const { bidPrice, bidQuantity, askPrice, askQuantity } = ticker
  const bid = sameBest(book.bestBid, bidPrice, bidQuantity)
  return bid && sameBest(book.bestAsk, askPrice, askQuantity) ? 'agrees' : 'differs'
}

/** MEXC: an empty side is absent or an empty text. */
function sameBest(ours: BookLevel | undefined, price: string, quantity: string): boolean {
  if (ours === undefined || price === '') return ours === undefined && price === ''
  return sameNumber(ours.price, price) && sameNumber(ours.quantity, quantity)
}

function sameLevels(ours: readonly BookLevel[], theirs: readonly Level[]): boolean {
  return theirs.every((level, rank) => {
    const own = ours[rank]
    return own !== undefined && sameNumber(own.price, level.price) && sameNumber(own.quantity, level.quantity)
  })
}

/** MEXC: limit.depth pads its decimals, aggre.depth trims them. */
function sameNumber<U extends string>(ours: Decimal<U>, theirs: string): boolean {
  const value = tryDecimal<U>(theirs)
  return value !== undefined && compare(ours, value) === 0
}
