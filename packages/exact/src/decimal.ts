/**
 * A decimal number kept as canonical text with its unit in the type, so that money never touches a float
 * and a price can never be added to a quantity.
 */

declare const unit: unique symbol

/**
 * Canonical decimal text: optional `-`, digits, optional `.` and digits; no exponent, no leading zeros, no trailing
 * zeros after the point, no `-0`. The unit is invariant, so `add(price, quantity)` does not compile.
 */
export type Decimal<U extends string> = string & { readonly [unit]: (u: U) => U }

/** A decimal of any unit, for calls that read a value without mixing units. */
export type AnyDecimal = string & { readonly [unit]: (u: never) => string }

/** Quote per one base. */
export type Price = Decimal<'quote per base'>
/** A count of the base asset. */
export type Quantity = Decimal<'base'>
/** A count of the quote asset. */
export type Amount = Decimal<'quote'>
/** A count of one named asset: a balance, a fee, a deposit. */
export type AssetAmount = Decimal<'asset'>
/** A dimensionless share or rate: 0.001 is 0.1 %. */
export type Fraction = Decimal<'fraction'>

/** The most characters `decimal` reads; MEXC sends at most about 50 (30 decimals on deposits). */
export const MAX_DECIMAL_LENGTH = 128

/** Stable code of an `ExactError`. */
export type ExactErrorCode =
  /** Text that is no plain decimal number, or a number that is not safe or not finite. */
  | 'EXACT_NOT_A_DECIMAL'
  | 'EXACT_DIVISION_BY_ZERO'
  /** More digits after the point than the grid has. */
  | 'EXACT_NOT_ON_GRID'
  /** A count of digits that is no whole number, or out of range. */
  | 'EXACT_BAD_SCALE'
  /** A step that is zero or negative. */
  | 'EXACT_BAD_STEP'

/** Marks errors with `code` and `advice`, across packages: the base class of the SDK's errors knows them by it. */
export const ADVISED: unique symbol = Symbol.for('spotdeck.advised')

/** A value that this package cannot take. `code` is stable; the message ends in the next step. */
export class ExactError extends Error {
  override readonly name = 'ExactError'
  readonly [ADVISED] = true
  readonly code: ExactErrorCode
  /** The next step, for a person. */
  readonly advice = 'Check the number before computing with it.'
  constructor(code: ExactErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)$/
const CANONICAL = /^(?:0|-?(?:[1-9]\d*|(?:0|[1-9]\d*)\.\d*[1-9]))$/

/**
 * Reads plain decimal text (`2.4900`, `-.5`, `007`) into its canonical form, keeping every significant digit.
 * @throws {ExactError} `EXACT_NOT_A_DECIMAL` for anything else: exponents, empty text, `NaN`, over 128 characters
 */
export function decimal<U extends string>(text: string): Decimal<U> {
  if (text.length <= MAX_DECIMAL_LENGTH) {
    if (CANONICAL.test(text)) return text as Decimal<U>
    if (PLAIN.test(text)) return canonical(text) as Decimal<U>
  }
  throw new ExactError(
    'EXACT_NOT_A_DECIMAL',
    `Not a plain decimal number: ${JSON.stringify(text.slice(0, 40))}. Write digits with at most one point, such as 0.0001.`,
  )
}

/** Like `decimal`, but answers `undefined` for text that is not a plain decimal number. */
export function tryDecimal<U extends string>(text: string): Decimal<U> | undefined {
  if (text.length > MAX_DECIMAL_LENGTH) return undefined
  if (CANONICAL.test(text)) return text as Decimal<U>
  return PLAIN.test(text) ? (canonical(text) as Decimal<U>) : undefined
}

/** A safe integer as a decimal. */
export function fromInteger<U extends string>(value: number | bigint): Decimal<U> {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new ExactError('EXACT_NOT_A_DECIMAL', `Not a safe integer: ${value}. Pass decimal text instead.`)
  }
  return (value === 0 ? '0' : value.toString()) as Decimal<U>
}

function canonical(text: string): string {
  const negative = text.startsWith('-')
  const digits = negative || text.startsWith('+') ? text.slice(1) : text
  const point = digits.indexOf('.')
  const whole = (point < 0 ? digits : digits.slice(0, point)).replace(/^0+(?=\d)/, '') || '0'
  const rest = point < 0 ? '' : digits.slice(point + 1).replace(/0+$/, '')
  const plain = rest === '' ? whole : `${whole}.${rest}`
  return negative && plain !== '0' ? `-${plain}` : plain
}

/** An integer coefficient and how many of its digits stand after the point. */
export type Scaled = { readonly coefficient: bigint; readonly scale: number }

/** Splits a decimal into its integer coefficient and scale. */
export function toScaled(value: AnyDecimal): Scaled {
  const point = value.indexOf('.')
  if (point < 0) return { coefficient: BigInt(value), scale: 0 }
  return { coefficient: BigInt(value.slice(0, point) + value.slice(point + 1)), scale: value.length - point - 1 }
}

/**
 * Writes `coefficient / 10^scale` as a canonical decimal; a negative scale appends zeros.
 * @throws {ExactError} `EXACT_BAD_SCALE` for a scale that is no whole number or beyond 4,096
 */
export function fromScaled<U extends string>(coefficient: bigint, scale: number): Decimal<U> {
  if (coefficient === 0n) return '0' as Decimal<U>
  if (scale < 0) return (coefficient * powerOfTen(-scale)).toString() as Decimal<U>
  requireScale(scale)
  const negative = coefficient < 0n
  return placePoint(negative, (negative ? -coefficient : coefficient).toString(), scale)
}

/** Puts the point into the digits of a value that is not zero, and drops the zeros that end it. */
export function placePoint<U extends string>(negative: boolean, digits: string, scale: number): Decimal<U> {
  let text = digits
  if (scale > 0) {
    const padded = digits.length > scale ? digits : digits.padStart(scale + 1, '0')
    const cut = padded.length - scale
    let end = padded.length
    while (end > cut && padded.charCodeAt(end - 1) === 48) end--
    text = end === cut ? padded.slice(0, cut) : `${padded.slice(0, cut)}.${padded.slice(cut, end)}`
  }
  return (negative ? `-${text}` : text) as Decimal<U>
}

/** No value of any exchange comes near; it keeps a wrong argument from filling the memory. */
const MAX_SCALE = 4_096
const POWERS: readonly bigint[] = Array.from({ length: 65 }, (_, n) => 10n ** BigInt(n))

/**
 * 10 to the `n`.
 * @throws {ExactError} `EXACT_BAD_SCALE` when `n` is not a whole number from 0 to 4,096
 */
export function powerOfTen(n: number): bigint {
  const known = POWERS[n]
  if (known !== undefined) return known
  requireScale(n)
  return 10n ** BigInt(n)
}

function requireScale(n: number): void {
  if (Number.isInteger(n) && n >= 0 && n <= MAX_SCALE) return
  throw new ExactError('EXACT_BAD_SCALE', `A count of digits is a whole number up to ${MAX_SCALE}, not ${n}.`)
}
