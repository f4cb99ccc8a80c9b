/** Bounds of what the exchange can mean. A row or a push beyond them cannot be read: it is never a balance, an order or a deal. */

import { isNegative, tryDecimal } from '@spotdeck/exact'

/** Lead that a time may have over the exchange's clock, in ms: more than any clock or zone is wrong by. */
const AHEAD_MS = 86_400_000
const MAX_ASSET = 64

/** True for a time in ms since the epoch that is not far in the future; `now` is the exchange's. */
export function isPlausibleTime(time: unknown, now: number): boolean {
  return typeof time === 'number' && time >= 0 && time <= now + AHEAD_MS
}

/** True for a plain decimal number, as text or as a number, that is not negative. */
export function isPlausibleAmount(value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  const amount = tryDecimal(String(value))
  return amount !== undefined && !isNegative(amount)
}

/** True for text that can name an asset. Every object has `__proto__` and `constructor`. */
export function isPlausibleAsset(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && name.length <= MAX_ASSET && !(name in {})
}
