/**
 * Prices of one book as whole ticks: integers compare and sort at full speed and stay exact up to 2^53, which is more than
 * any MEXC price has digits.
 */

import { fromUnits, type Price } from '@spotdeck/exact'

/** What `parseTicks` answers for text that is no plain decimal number. */
export const NO_NUMBER = -1
/** ... and for one with more digits than the scale: the book must be laid out anew with more. */
export const TOO_FINE = -2

const ZERO = 48
const NINE = 57
const POINT = 46

/**
 * `text × 10^scale` as an integer from 0 to 2^53 - 1; `NO_NUMBER` or `TOO_FINE` otherwise. Trailing zeros beyond the scale
 * are no digits. MEXC: REST pads its prices, aggre channels trim them.
 */
export function parseTicks(text: string, scale: number): number {
  let ticks = 0
  let digits = 0
  let decimals = -1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= ZERO && code <= NINE) {
      digits++
      if (decimals < 0) ticks = ticks * 10 + (code - ZERO)
      else if (decimals < scale) {
        ticks = ticks * 10 + (code - ZERO)
        decimals++
      } else if (code !== ZERO) return TOO_FINE
    } else if (code === POINT && decimals < 0) decimals = 0
    else return NO_NUMBER
  }
  if (digits === 0) return NO_NUMBER
  for (let missing = scale - Math.max(0, decimals); missing > 0; missing--) ticks *= 10
  return ticks <= Number.MAX_SAFE_INTEGER ? ticks : NO_NUMBER
}

export function formatTicks(ticks: number, scale: number): Price {
  return fromUnits(ticks, scale)
}

/** Digits after the point, trailing zeros not counted. */
export function digitsOf(text: string): number {
  const point = text.indexOf('.')
  if (point < 0) return 0
  let end = text.length
  while (end > point + 1 && text.charCodeAt(end - 1) === ZERO) end--
  return end - point - 1
}

/** Whether a quantity removes its level: zero, however it is padded. */
export function isZeroText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code !== ZERO && code !== POINT) return false
  }
  return true
}
