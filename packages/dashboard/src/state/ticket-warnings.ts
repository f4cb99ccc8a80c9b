/** Unusual properties of an order that may be intended: shown, and confirmed before it is sent. */

import type { BookData, Side } from '@spotdeck/api'
import { type Decimal, absolute, compare, decimal, divide, subtract } from '@spotdeck/exact'

/** One warning; `params` go into its sentence, exact. `share` is a fraction of the best price. */
export type TicketWarning = {
  readonly code: 'farAbove' | 'farBelow' | 'exceeds'
  readonly params: Readonly<Record<string, string>>
}

/** Worse than the best price by more than this share of it is taken for a slip of the hand. */
const FAR = decimal<'share'>('0.1')

/** A warning if a price is far on the losing side of the best one that it would trade with; otherwise none. */
export function farPrice(side: Side, price: string | undefined, book: BookData | undefined): readonly TicketWarning[] {
  const best = (side === 'BUY' ? book?.asks : book?.bids)?.[0]?.[0]
  if (price === undefined || best === undefined) return []
  const worse = side === 'BUY' ? over(price, best) : over(best, price)
  const share = divide<'share'>(absolute(worse), decimal<'price'>(best))
  if (worse.startsWith('-') || compare(share, FAR) <= 0) return []
  return [{ code: side === 'BUY' ? 'farAbove' : 'farBelow', params: { price, best, share } }]
}

function over(one: string, other: string): Decimal<'price'> {
  return subtract(decimal<'price'>(one), decimal<'price'>(other))
}
