/**
 * Prices of one book as whole ticks: integers compare and sort at full speed and stay exact up to 2^53, which is more than
 * any MEXC price has digits.
 */

import { fromUnits, type Price } from '@spotdeck/exact'

/** Result of `parseTicks` for text that is no plain decimal number. */
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
  const { length } = text
  let ticks = 0
  let at = 0
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit >>> 0 > 9) break
    ticks = ticks * 10 + digit
  }
  if (at === length) return length === 0 ? NO_NUMBER : scaled(ticks, scale)
  if (text.charCodeAt(at) !== POINT || length === 1) return NO_NUMBER
  let missing = scale
  for (at++; at < length; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit >>> 0 > 9) return NO_NUMBER
    if (missing > 0) {
      ticks = ticks * 10 + digit
      missing--
    } else if (digit !== 0) return isPlainFrom(text, at) ? TOO_FINE : NO_NUMBER
  }
  return scaled(ticks, missing)
}

/** Up to here, ten times a whole number plus a digit is one of 31 bits, which costs a third of one beyond. */
const SHORT = 9

/** A whole number up to 2^53 - 1 as MEXC counts versions; `NO_NUMBER` for any other text. */
export function parseVersion(text: string): number {
  const { length } = text
  if (length <= SHORT) return wholeOf(text, 0, length)
  const middle = length - SHORT
  const high = middle > SHORT ? parseVersion(text.slice(0, middle)) : wholeOf(text, 0, middle)
  const low = wholeOf(text, middle, length)
  if (high < 0 || low < 0) return NO_NUMBER
  const version = high * 1e9 + low
  return version <= Number.MAX_SAFE_INTEGER ? version : NO_NUMBER
}

function wholeOf(text: string, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit >>> 0 > 9) return NO_NUMBER
    value = value * 10 + digit
  }
  return end === 0 ? NO_NUMBER : value
}

function scaled(ticks: number, missing: number): number {
  let value = ticks
  for (let n = missing; n > 0; n--) value *= 10
  return value <= Number.MAX_SAFE_INTEGER ? value : NO_NUMBER
}

function isPlainFrom(text: string, at: number): boolean {
  for (let i = at; i < text.length; i++) if (text.charCodeAt(i) < ZERO || text.charCodeAt(i) > NINE) return false
  return true
}

/** Converts integer ticks to a price with `scale` digits after the point. */
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

/** Sign of a quantity's text: `0` removes its level, however it is padded; `NO_NUMBER` is no plain decimal number. */
export function signOfText(text: string): 0 | 1 | typeof NO_NUMBER {
  let seen = 0
  let others = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit >>> 0 <= 9) seen |= digit
    else if (digit === POINT - ZERO) others++
    else return NO_NUMBER
  }
  if (others > 1 || text.length === others) return NO_NUMBER
  return seen === 0 ? 0 : 1
}
