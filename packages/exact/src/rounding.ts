/** Rounding by digits after the point, or to a step such as a tick. A negative count rounds before the point. */

import { add, halfEven, subtract, zero } from './arithmetic.ts'
import { type AnyDecimal, type Decimal, ExactError, fromScaled, powerOfTen, toScaled } from './decimal.ts'

/** Toward zero at `digits` places: never shows money one does not have. */
export function roundDown<U extends string>(value: Decimal<U>, digits: number): Decimal<U> {
  const { coefficient, scale } = toScaled(value)
  if (scale <= digits) return value
  return fromScaled(coefficient / powerOfTen(scale - digits), digits)
}

/** Away from zero at `digits` places: never shows a cost lower than it is. */
export function roundUp<U extends string>(value: Decimal<U>, digits: number): Decimal<U> {
  const { coefficient, scale } = toScaled(value)
  if (scale <= digits) return value
  return fromScaled(awayFromZero(coefficient, powerOfTen(scale - digits)), digits)
}

/** Half to even at `digits` places. */
export function roundHalfEven<U extends string>(value: Decimal<U>, digits: number): Decimal<U> {
  const { coefficient, scale } = toScaled(value)
  if (scale <= digits) return value
  return fromScaled(halfEven(coefficient, powerOfTen(scale - digits)), digits)
}

/**
 * Values rounded half to even so that they add up to their rounded sum: each carries what rounding left of those
 * before it, and differs from its own value by less than one step.
 */
export function roundTogether<U extends string>(values: readonly Decimal<U>[], digits: number): readonly Decimal<U>[] {
  let [exact, rounded] = [zero<U>(), zero<U>()]
  return values.map((value) => {
    const before = rounded
    exact = add(exact, value)
    rounded = roundHalfEven(exact, digits)
    return subtract(rounded, before)
  })
}

/**
 * True when the value is a whole number of steps: what an exchange asks of a price (tick) or a quantity (lot).
 * @throws {ExactError} `EXACT_BAD_STEP` for a step that is not positive
 */
export function isOnGrid<U extends string>(value: Decimal<U>, step: Decimal<U>): boolean {
  const { count, size } = inSteps(value, step)
  return count % size === 0n
}

/**
 * The nearest whole number of steps toward zero: the quantity of an order cut to its lot.
 * @throws {ExactError} `EXACT_BAD_STEP` for a step that is not positive
 */
export function stepDown<U extends string>(value: Decimal<U>, step: Decimal<U>): Decimal<U> {
  const { count, size, scale } = inSteps(value, step)
  return fromScaled(count - (count % size), scale)
}

/**
 * The nearest whole number of steps away from zero: the least quantity that still covers `value`.
 * @throws {ExactError} `EXACT_BAD_STEP` for a step that is not positive
 */
export function stepUp<U extends string>(value: Decimal<U>, step: Decimal<U>): Decimal<U> {
  const { count, size, scale } = inSteps(value, step)
  return fromScaled(awayFromZero(count, size) * size, scale)
}

/** Value and step as integers of one scale. */
function inSteps(value: AnyDecimal, step: AnyDecimal): { count: bigint; size: bigint; scale: number } {
  const one = toScaled(step)
  if (one.coefficient <= 0n) throw new ExactError('EXACT_BAD_STEP', `A step is above zero, not ${step}.`)
  const given = toScaled(value)
  const scale = Math.max(given.scale, one.scale)
  return {
    count: given.coefficient * powerOfTen(scale - given.scale),
    size: one.coefficient * powerOfTen(scale - one.scale),
    scale,
  }
}

/** Numerator over a positive denominator, rounded away from zero. */
function awayFromZero(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  if (numerator % denominator === 0n) return quotient
  return numerator < 0n ? quotient - 1n : quotient + 1n
}
