/** Integer grids (ticks and lots) for hot loops, and the padded or approximate forms that leave exact arithmetic. */

import { type AnyDecimal, decimal, type Decimal, ExactError, fromScaled, powerOfTen, toScaled } from './decimal.ts'

/** Number of digits after the point: `scaleOf('0.010')` is 2. */
export function scaleOf(value: AnyDecimal): number {
  const point = value.indexOf('.')
  return point < 0 ? 0 : value.length - point - 1
}

/**
 * `value × 10^scale` as an integer.
 * @throws {ExactError} `EXACT_NOT_ON_GRID` when the value has more than `scale` digits after the point
 */
export function toUnits(value: AnyDecimal, scale: number): bigint {
  const parts = toScaled(value)
  if (parts.scale > scale) {
    throw new ExactError('EXACT_NOT_ON_GRID', `${value} has more than ${scale} digits after the point: round it first.`)
  }
  return parts.coefficient * powerOfTen(scale - parts.scale)
}

/** `units / 10^scale`; `units` is a whole number. */
export function fromUnits<U extends string>(units: bigint | number, scale: number): Decimal<U> {
  return fromScaled(BigInt(units), scale)
}

/** `1 / 10^scale`, such as a tick size from a count of digits. */
export function stepOf<U extends string>(scale: number): Decimal<U> {
  if (!Number.isInteger(scale) || scale < 0 || scale > 64) {
    throw new ExactError('EXACT_BAD_SCALE', `A scale is a whole number from 0 to 64, not ${scale}.`)
  }
  return fromScaled(1n, scale)
}

/** Text with at least `digits` places after the point: `pad('2.49', 4)` is `2.4900`. Not canonical: for the wire only. */
export function pad(value: AnyDecimal, digits: number): string {
  const scale = scaleOf(value)
  if (scale >= digits) return value
  return `${value}${scale === 0 ? '.' : ''}${'0'.repeat(digits - scale)}`
}

/** The nearest double: for drawing a chart, never for a figure that is shown or kept. */
export function toApproximate(value: AnyDecimal): number {
  return Number(value)
}

/**
 * A double as a decimal with `digits` places: for seeded models, never for money that came from elsewhere.
 * @throws {ExactError} `EXACT_NOT_A_DECIMAL` when it is not finite or beyond 10^21
 */
export function fromApproximate<U extends string>(value: number, digits: number): Decimal<U> {
  const units = Math.round(value * 10 ** digits)
  if (Number.isSafeInteger(units)) return fromScaled(BigInt(units), digits)
  if (!(Math.abs(value) < 1e21)) throw new ExactError('EXACT_NOT_A_DECIMAL', `Not a number in reach: ${value}.`)
  return decimal(value.toFixed(Math.min(digits, 100)))
}
