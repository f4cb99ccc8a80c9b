/**
 * The short cut of the hot path: a value of at most 15 characters has a coefficient that a double holds exactly, so sums
 * and products of two of them need no bigint as long as the result stays a safe integer.
 */

import { type AnyDecimal, type Decimal, placePoint } from './decimal.ts'

/** At most 15 digits, hence below 2^53. */
const SHORT = 15

const POWERS: readonly number[] = Array.from({ length: SHORT + 1 }, (_, n) => 10 ** n)

/** a + b, or a - b with `sign` -1; undefined when a double cannot be trusted with it. */
export function addSmall<U extends string>(a: AnyDecimal, b: AnyDecimal, sign: 1 | -1): Decimal<U> | undefined {
  if (a.length > SHORT || b.length > SHORT) return undefined
  const [pointA, pointB] = [a.indexOf('.'), b.indexOf('.')]
  const scaleA = pointA < 0 ? 0 : a.length - pointA - 1
  const scaleB = pointB < 0 ? 0 : b.length - pointB - 1
  let left = coefficient(a, pointA)
  let right = coefficient(b, pointB)
  if (scaleA < scaleB) left *= POWERS[scaleB - scaleA] ?? Number.NaN
  else if (scaleB < scaleA) right *= POWERS[scaleA - scaleB] ?? Number.NaN
  const total = left + sign * right
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right) || !Number.isSafeInteger(total)) return undefined
  return fromSmall(total, scaleA < scaleB ? scaleB : scaleA)
}

/** a × b; undefined when a double cannot be trusted with it. */
export function multiplySmall<U extends string>(a: AnyDecimal, b: AnyDecimal): Decimal<U> | undefined {
  if (a.length > SHORT || b.length > SHORT) return undefined
  const [pointA, pointB] = [a.indexOf('.'), b.indexOf('.')]
  const product = coefficient(a, pointA) * coefficient(b, pointB)
  if (!Number.isSafeInteger(product)) return undefined
  return fromSmall(product, (pointA < 0 ? 0 : a.length - pointA - 1) + (pointB < 0 ? 0 : b.length - pointB - 1))
}

/** The digits of a short decimal as one integer. */
function coefficient(value: AnyDecimal, point: number): number {
  if (point < 0) return Number(value)
  let digits = 0
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code >= 48) digits = digits * 10 + code - 48
  }
  return value.charCodeAt(0) === 45 ? -digits : digits
}

function fromSmall<U extends string>(value: number, scale: number): Decimal<U> {
  if (value === 0) return '0' as Decimal<U>
  return placePoint(value < 0, String(Math.abs(value)), scale)
}
