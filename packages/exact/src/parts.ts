/**
 * Sums in three doubles: whole units, billionths, and billionths of those. They hold what has too many digits for one, and need no
 * bigint, as long as there are at most 18 digits after the point.
 */

import type { AnyDecimal, Decimal } from './decimal.ts'

/** Integers of any sign. */
export type Parts = { whole: number; nano: number; atto: number }

/** Digits of one part after the point. */
const PART = 9
const BILLION = 10 ** PART
/** Characters before the point, with the sign: so many values of so many digits have a safe integer as their sum. */
const MAX_WHOLE = 12
/** Values that may be added. */
export const MAX_ADDED = 8_000
const POWERS: readonly number[] = Array.from({ length: PART + 1 }, (_, n) => 10 ** n)

/** Adds a value, or subtracts it with `sign` -1; answers false, and does nothing, where the parts cannot hold it. */
export function addTo(parts: Parts, value: AnyDecimal, sign: 1 | -1): boolean {
  const point = value.indexOf('.')
  const last = value.length
  const end = point < 0 ? last : point
  const first = point + 1
  if (end > MAX_WHOLE || (point >= 0 && last - first > 2 * PART)) return false
  const isNegative = value.charCodeAt(0) === 45
  const times = isNegative ? -sign : sign
  parts.whole += times * digitsOf(value, isNegative ? 1 : 0, end)
  if (point < 0) return true
  const middle = first + PART
  const until = last < middle ? last : middle
  parts.nano += times * digitsOf(value, first, until) * (POWERS[middle - until] ?? 1)
  if (last > middle) parts.atto += times * digitsOf(value, middle, last) * (POWERS[middle + PART - last] ?? 1)
  return true
}

/** a + b, or a - b with `sign` -1; undefined where the parts cannot hold it. */
export function addParts<U extends string>(a: AnyDecimal, b: AnyDecimal, sign: 1 | -1): Decimal<U> | undefined {
  const parts: Parts = { whole: 0, nano: 0, atto: 0 }
  return addTo(parts, a, 1) && addTo(parts, b, sign) ? textOf(parts) : undefined
}

/** The sum as a decimal. */
export function textOf<U extends string>(parts: Parts): Decimal<U> {
  const carried = carry(parts)
  const isNegative = carried.whole < 0
  const { whole, nano, atto } = isNegative
    ? carry({ whole: -carried.whole, nano: -carried.nano, atto: -carried.atto })
    : carried
  const sign = isNegative ? '-' : ''
  if (nano === 0 && atto === 0) return `${sign}${whole}` as Decimal<U>
  const fraction = atto === 0 ? padded(nano) : padded(nano) + padded(atto)
  let end = fraction.length
  while (fraction.charCodeAt(end - 1) === 48) end--
  return `${sign}${whole}.${end === fraction.length ? fraction : fraction.slice(0, end)}` as Decimal<U>
}

/** The same sum, with 0 <= nano, atto < a billion. */
function carry({ whole, nano, atto }: Parts): Parts {
  const nanos = nano + Math.floor(atto / BILLION)
  const wholes = whole + Math.floor(nanos / BILLION)
  return { whole: wholes, nano: nanos - (wholes - whole) * BILLION, atto: atto - (nanos - nano) * BILLION }
}

const padded = (part: number): string => String(BILLION + part).slice(1)

function digitsOf(value: string, from: number, to: number): number {
  let digits = 0
  for (let i = from; i < to; i++) digits = digits * 10 + value.charCodeAt(i) - 48
  return digits
}
