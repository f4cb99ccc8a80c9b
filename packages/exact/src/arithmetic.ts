/** Exact arithmetic on decimals. Only the divisions and `rounding.ts` can lose a digit, and each says how. */

import { type Amount, type AnyDecimal, type Decimal, ExactError, type Price, type Quantity } from './decimal.ts'
import { fromScaled, powerOfTen, toScaled } from './decimal.ts'
import { addParts } from './parts.ts'
import { addSmall, multiplySmall } from './small.ts'

/** Zero, in any unit. */
export function zero<U extends string>(): Decimal<U> {
  return '0' as Decimal<U>
}

/** a + b, of the same unit. */
export function add<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  if (a === '0') return b
  if (b === '0') return a
  return addSmall(a, b, 1) ?? addParts(a, b, 1) ?? addLong(a, b, 1n)
}

/** a - b */
export function subtract<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  if (b === '0') return a
  if (a === b) return zero()
  return addSmall(a, b, -1) ?? addParts(a, b, -1) ?? addLong(a, b, -1n)
}

function addLong<U extends string>(a: AnyDecimal, b: AnyDecimal, sign: 1n | -1n): Decimal<U> {
  const left = toScaled(a)
  const right = toScaled(b)
  const scale = Math.max(left.scale, right.scale)
  const x = left.coefficient * powerOfTen(scale - left.scale)
  const y = right.coefficient * powerOfTen(scale - right.scale)
  return fromScaled(x + sign * y, scale)
}

/** The value with the other sign; zero has none. */
export function negate<U extends string>(value: Decimal<U>): Decimal<U> {
  if (value === '0') return value
  return (isNegative(value) ? value.slice(1) : `-${value}`) as Decimal<U>
}

/** The value without its sign. */
export function absolute<U extends string>(value: Decimal<U>): Decimal<U> {
  return isNegative(value) ? negate(value) : value
}

/** The exact product; its unit is for the caller to name, since units multiply. */
export function multiply<U extends string>(a: AnyDecimal, b: AnyDecimal): Decimal<U> {
  if (a === '0' || b === '0') return zero<U>()
  const short = multiplySmall<U>(a, b)
  if (short !== undefined) return short
  const left = toScaled(a)
  const right = toScaled(b)
  return fromScaled(left.coefficient * right.coefficient, left.scale + right.scale)
}

/** price × quantity, in quote; exact. */
export function notional(price: Price, quantity: Quantity): Amount {
  return multiply(price, quantity)
}

/** Digits after the point that the divisions keep unless told otherwise. */
export const DIVISION_DIGITS = 18

/**
 * The quotient rounded half to even at `digits` places after the point. Ask for the digits that are wanted: rounding a
 * rounded quotient once more may land on the other side.
 * @throws {ExactError} `EXACT_DIVISION_BY_ZERO`, `EXACT_BAD_SCALE`
 */
export function divide<U extends string>(a: AnyDecimal, b: AnyDecimal, digits = DIVISION_DIGITS): Decimal<U> {
  const { numerator, denominator } = ratio(a, b, digits)
  return fromScaled(halfEven(numerator, denominator), digits)
}

/**
 * The quotient cut toward zero at `digits` places: how much an amount buys at a price without overspending.
 * @throws {ExactError} `EXACT_DIVISION_BY_ZERO`, `EXACT_BAD_SCALE`
 */
export function divideDown<U extends string>(a: AnyDecimal, b: AnyDecimal, digits = DIVISION_DIGITS): Decimal<U> {
  const { numerator, denominator } = ratio(a, b, digits)
  return fromScaled(numerator / denominator, digits)
}

/** a / b × 10^digits as a ratio of integers. */
function ratio(a: AnyDecimal, b: AnyDecimal, digits: number): { numerator: bigint; denominator: bigint } {
  if (b === '0') throw new ExactError('EXACT_DIVISION_BY_ZERO', `Cannot divide ${a} by zero: check the divisor first.`)
  const left = toScaled(a)
  const right = toScaled(b)
  const shift = digits + right.scale - left.scale
  if (shift >= 0) return { numerator: left.coefficient * powerOfTen(shift), denominator: right.coefficient }
  return { numerator: left.coefficient, denominator: right.coefficient * powerOfTen(-shift) }
}

/** The integer nearest to a ratio, the even one of two that are equally near. */
export function halfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const quotient = n / d
  const twice = (n % d) * 2n
  const up = twice > d || (twice === d && quotient % 2n === 1n)
  const rounded = up ? quotient + 1n : quotient
  return negative ? -rounded : rounded
}

/** -1, 0 or 1. Canonical text orders like its value once sign and length of the whole part are settled. */
export function compare<U extends string>(a: Decimal<U>, b: Decimal<U>): -1 | 0 | 1 {
  if (a === b) return 0
  const negative = isNegative(a)
  if (negative !== isNegative(b)) return negative ? -1 : 1
  const wholeA = wholeLength(a)
  const wholeB = wholeLength(b)
  const smaller = wholeA === wholeB ? a < b : wholeA < wholeB
  return smaller === negative ? 1 : -1
}

function wholeLength(value: AnyDecimal): number {
  const point = value.indexOf('.')
  return point < 0 ? value.length : point
}

/** The smaller of the two. */
export function min<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  return compare(a, b) <= 0 ? a : b
}

/** The larger of the two. */
export function max<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  return compare(a, b) >= 0 ? a : b
}

/** Equal to zero. */
export const isZero = (value: AnyDecimal): boolean => value === '0'
/** Below zero. */
export const isNegative = (value: AnyDecimal): boolean => value.charCodeAt(0) === 45
/** Above zero. */
export const isPositive = (value: AnyDecimal): boolean => value !== '0' && !isNegative(value)

/** The same value reread in another unit: say so where the meaning changes (a quote amount becomes a balance). */
export function as<V extends string>(value: AnyDecimal): Decimal<V> {
  return value as string as Decimal<V>
}
