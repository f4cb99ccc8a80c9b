/** Small readings of a market. */

import { divide, isZero, subtract, tryDecimal } from '@spotdeck/exact'

/** The change from `before` to `now` as a fraction; `undefined` where there is none to speak of. */
export function changeOf(before: string, now: string): string | undefined {
  const [start, end] = [tryDecimal<'price'>(before), tryDecimal<'price'>(now)]
  if (start === undefined || end === undefined || isZero(start)) return undefined
  return divide<'share'>(subtract(end, start), start, 8)
}

/** The intervals as traders write them. */
export const INTERVAL_WORDS = {
  '1m': '1m',
  '5m': '5m',
  '15m': '15m',
  '30m': '30m',
  '60m': '1h',
  '4h': '4h',
  '1d': '1D',
  '1W': '1W',
  '1M': '1M',
} as const
