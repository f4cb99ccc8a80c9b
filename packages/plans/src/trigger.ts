/** Prices against triggers: which price counts, how a trail follows, what is a gap. */

import { type Price, add, compare, decimal, divide, max, min, multiply, subtract } from '@spotdeck/exact'
import type { PriceCondition } from './plan.ts'
import type { PriceSource, Side } from './spec.ts'
import type { SymbolPrice } from './state.ts'

/** Age beyond which a price triggers nothing, in ms. */
export const MAX_PRICE_AGE_MS = 10_000
/** Distance beyond the trigger, as a fraction of it, that makes a price a gap: 1 %. */
export const GAP_RATE = decimal<'1'>('0.01')

/** True if the prices are known to be current. */
export const isFresh = (price: SymbolPrice | undefined, at: number): price is SymbolPrice =>
  price !== undefined && at - price.currentAt <= MAX_PRICE_AGE_MS

/** The price that a trigger compares; `undefined` where the book is not known. */
export function priceIn({ last, bid, ask }: SymbolPrice, source: PriceSource, side: Side): Price | undefined {
  if (source === 'last') return last
  if (source === 'best') return side === 'SELL' ? bid : ask
  return bid === undefined || ask === undefined ? undefined : divide(add(bid, ask), decimal('2'))
}

/** The price at which a condition fires now; `undefined` for a trail that has seen no price. */
export function triggerOf({ price, trail, extreme, way }: PriceCondition): Price | undefined {
  if (trail === undefined) return price
  if (extreme === undefined) return undefined
  const behind =
    'amount' in trail
      ? decimal<'quote per base'>(trail.amount)
      : multiply<'quote per base'>(extreme, decimal(trail.rate))
  return way === 'down' ? subtract(extreme, behind) : add(extreme, behind)
}

/** The condition after a price: a trail remembers the best one. */
export function follow(condition: PriceCondition, price: Price): PriceCondition {
  const { trail, extreme = price, way } = condition
  if (trail === undefined) return condition
  const best = way === 'down' ? max(extreme, price) : min(extreme, price)
  return best === condition.extreme ? condition : { ...condition, extreme: best }
}

/** True if the price is at or beyond the trigger. */
export function isBeyond(condition: PriceCondition, price: Price): boolean {
  const trigger = triggerOf(condition)
  if (trigger === undefined) return false
  const order = compare(price, trigger)
  return condition.way === 'up' ? order >= 0 : order <= 0
}

/** True if the price is so far beyond the trigger that the market went through it. */
export function isGap(condition: PriceCondition, price: Price): boolean {
  const trigger = triggerOf(condition)
  if (trigger === undefined) return false
  const distance = condition.way === 'up' ? subtract(price, trigger) : subtract(trigger, price)
  return compare(distance, multiply<'quote per base'>(trigger, GAP_RATE)) > 0
}
