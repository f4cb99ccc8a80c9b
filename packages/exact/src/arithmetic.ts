/** Exact arithmetic on decimals. Only `divide` and the rounding calls can lose a digit, and each says how. */

import { type Amount, type AnyDecimal, type Decimal, ExactError, type Price, type Quantity } from './decimal.ts'
import { fromScaled, powerOfTen, toScaled } from './decimal.ts'

/** Zero, in any unit. */
export function zero<U extends string>(): Decimal<U> {
  return '0' as Decimal<U>
}

export function add<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  if (a === '0') return b
  if (b === '0') return a
  const left = toScaled(a)
  const right = toScaled(b)
  if (left.scale === right.scale) return fromScaled(left.coefficient + right.coefficient, left.scale)
  const scale = Math.max(left.scale, right.scale)
  return fromScaled(
    left.coefficient * powerOfTen(scale - left.scale) + right.coefficient * powerOfTen(scale - right.scale),
    scale,
  )
}

export function subtract<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  return add(a, negate(b))
}

/** The sum of all values, zero for none. */
export function sum<U extends string>(values: Iterable<Decimal<U>>): Decimal<U> {
  let total = zero<U>()
  for (const value of values) total = add(total, value)
  return total
}

export function negate<U extends string>(value: Decimal<U>): Decimal<U> {
  if (value === '0') return value
  return (value.startsWith('-') ? value.slice(1) : `-${value}`) as Decimal<U>
}

export function absolute<U extends string>(value: Decimal<U>): Decimal<U> {
  return value.startsWith('-') ? negate(value) : value
}

/** The exact product; its unit is for the caller to name, since units multiply. */
export function multiply<U extends string>(a: AnyDecimal, b: AnyDecimal): Decimal<U> {
  if (a === '0' || b === '0') return zero<U>()
  const left = toScaled(a)
  const right = toScaled(b)
  return fromScaled(left.coefficient * right.coefficient, left.scale + right.scale)
}

/** Digits after the point that `divide` keeps unless told otherwise. */
export const DIVISION_DIGITS = 18

/**
 * The quotient rounded half to even at `digits` places after the point: the one inexact call of this package.
 * @throws {ExactError} `EXACT_DIVISION_BY_ZERO`
 */
export function divide<U extends string>(a: AnyDecimal, b: AnyDecimal, digits = DIVISION_DIGITS): Decimal<U> {
  if (b === '0') throw new ExactError('EXACT_DIVISION_BY_ZERO', `Cannot divide ${a} by zero: check the divisor first.`)
  const left = toScaled(a)
  const right = toScaled(b)
  const shift = digits + right.scale - left.scale
  const numerator = shift >= 0 ? left.coefficient * powerOfTen(shift) : left.coefficient
  const denominator = shift >= 0 ? right.coefficient : right.coefficient * powerOfTen(-shift)
  return fromScaled(halfEven(numerator, denominator), digits)
}

function halfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const quotient = n / d
  const twice = (n % d) * 2n
  const up = twice > d || (twice === d && quotient % 2n === 1n)
  const rounded = up ? quotient + 1n : quotient
  return negative ? -rounded : rounded
}

/** -1, 0 or 1. */
export function compare<U extends string>(a: Decimal<U>, b: Decimal<U>): -1 | 0 | 1 {
  if (a === b) return 0
  const left = toScaled(a)
  const right = toScaled(b)
  const scale = Math.max(left.scale, right.scale)
  const x = left.coefficient * powerOfTen(scale - left.scale)
  const y = right.coefficient * powerOfTen(scale - right.scale)
  return x < y ? -1 : x > y ? 1 : 0
}

export const isZero = (value: AnyDecimal): boolean => value === '0'
export const isNegative = (value: AnyDecimal): boolean => value.startsWith('-')
export const isPositive = (value: AnyDecimal): boolean => value !== '0' && !value.startsWith('-')

export function min<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  return compare(a, b) <= 0 ? a : b
}

export function max<U extends string>(a: Decimal<U>, b: Decimal<U>): Decimal<U> {
  return compare(a, b) >= 0 ? a : b
}

/** price × quantity, in quote; exact. */
export function notional(price: Price, quantity: Quantity): Amount {
  return multiply(price, quantity)
}

/** Toward zero at `digits` places: never shows money one does not have. */
export function roundDown<U extends string>(value: Decimal<U>, digits: number): Decimal<U> {
  const { coefficient, scale } = toScaled(value)
  if (scale <= digits) return value
  return fromScaled(coefficient / powerOfTen(scale - digits), digits)
}

/** Half to even at `digits` places. */
export function roundHalfEven<U extends string>(value: Decimal<U>, digits: number): Decimal<U> {
  const { coefficient, scale } = toScaled(value)
  if (scale <= digits) return value
  return fromScaled(halfEven(coefficient, powerOfTen(scale - digits)), digits)
}

/** The same value reread in another unit: say so where the meaning changes (a quote amount becomes a balance). */
export function as<V extends string>(value: AnyDecimal): Decimal<V> {
  return value as string as Decimal<V>
}
