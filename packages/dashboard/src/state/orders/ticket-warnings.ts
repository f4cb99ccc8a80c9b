/** Effects of an order that its fields do not say: it fills at once, how deep, and how far from the best price. */

import type { BookData, Side } from '@spotdeck/api'
import { absolute, compare, decimal, divide, isPositive, isZero, subtract } from '@spotdeck/exact'

/** One warning; `params` go into its sentence, exact. `share` is a fraction of the best price. */
export type TicketWarning = {
  readonly code: 'takesAsk' | 'takesBid' | 'crossesAsk' | 'crossesBid' | 'exceeds' | 'noBook'
  readonly params: Readonly<Record<string, string>>
  /** The order is confirmed before it is sent, whatever the setting. */
  readonly asks: boolean
}

/** Worse than the best price by more than this share of it is taken for a slip of the hand. */
const FAR = decimal<'share'>('0.1')

/** A warning if an order at `price`, its limit or its worst fill, takes from the other side of the book; otherwise none. */
export function crossing(side: Side, price: string | undefined, book: BookData | undefined): readonly TicketWarning[] {
  if (book === undefined) return [{ code: 'noBook', params: {}, asks: true }]
  const isBuy = side === 'BUY'
  const best = (isBuy ? book.asks : book.bids)[0]?.[0]
  if (price === undefined || best === undefined) return []
  const over = subtract(decimal<'price'>(price), decimal<'price'>(best))
  if (isZero(over)) return [{ code: isBuy ? 'takesAsk' : 'takesBid', params: { best }, asks: false }]
  if (isPositive(over) !== isBuy) return []
  const share = divide<'share'>(absolute(over), decimal<'price'>(best))
  const code = isBuy ? 'crossesAsk' : 'crossesBid'
  return [{ code, params: { price, best, share }, asks: compare(share, FAR) > 0 }]
}
