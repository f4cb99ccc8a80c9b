/**
 * Exact decimal text as people read it: thousands separated, no exponent and no negative zero. Values are rounded half to even,
 * gains and costs alike; quantities of an asset are cut, never rounded up into money one does not have. Every figure on the page
 * passes here; charts alone use doubles.
 */

import {
  type AnyDecimal,
  type Decimal,
  absolute,
  compare,
  decimal,
  fromScaled,
  isNegative,
  isPositive,
  isZero,
  multiply,
  pad,
  powerOfTen,
  roundDown,
  roundHalfEven,
  stepOf,
  subtract,
  toScaled,
  tryDecimal,
} from '@spotdeck/exact'

type Plain = Decimal<'shown'>

/** Text of an unknown value. */
export const UNKNOWN = '–'
/** Between a figure and its unit or percent sign: thin, and never broken. */
export const THIN = '\u202f'
const MINUS = '\u2212'

const SHORT_UNITS = [
  { power: 12, word: 'T' },
  { power: 9, word: 'B' },
  { power: 6, word: 'M' },
] as const

/** Down to `digits` places, also below zero: what is shown is never more than what there is. */
export function floorTo<U extends string>(value: Decimal<U>, digits: number): Decimal<U> {
  const cut = roundDown(value, digits)
  return isNegative(value) && cut !== value ? subtract(cut, stepOf<U>(digits)) : cut
}

/** Thousands separated, a real minus sign; `digits` zeros are kept after the point. */
function write(value: AnyDecimal, digits: number): string {
  const text = pad(absolute(value as Plain), digits)
  const point = text.indexOf('.')
  const whole = point < 0 ? text : text.slice(0, point)
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${isNegative(value) ? MINUS : ''}${grouped}${point < 0 ? '' : text.slice(point)}`
}

function shown(text: string | undefined, format: (value: Plain) => string): string {
  const value = text === undefined ? undefined : tryDecimal<'shown'>(text)
  return value === undefined ? UNKNOWN : format(value)
}

/** A quantity or a price at exactly `digits` places, floored: `fixed('1234.567', 2)` is `1,234.56`. */
export function fixed(text: string | undefined, digits: number): string {
  return shown(text, (value) => write(floorTo(value, digits), digits))
}

/** A value at exactly `digits` places, half to even: `rounded('1234.567', 2)` is `1,234.57`. */
export function rounded(text: string | undefined, digits: number): string {
  return shown(text, (value) => write(roundHalfEven(value, digits), digits))
}

/** As `fixed`, and nothing is `0` whatever the digits: a zero reads the same in every column. */
export function amountAt(text: string | undefined, digits: number): string {
  return shown(text, (value) => (isZero(value) ? '0' : write(floorTo(value, digits), digits)))
}

/**
 * Change of a balance with its sign: at the asset's digits, so that a column lines up; in full where those would show zero. Gains and
 * losses are cut alike, so that both sides of a move show the same digits.
 */
export function changeAt(text: string | undefined, digits: number): string {
  const cut = signed(text, (one) => shown(one, (value) => write(roundDown(value, digits), digits)))
  return /[1-9]/.test(cut) ? cut : signed(text, full)
}

/**
 * A quantity where there is room for a few digits alone, as in an order book: at its digits below a million, from there cut to
 * two places of millions, billions or trillions: `205905708.01` is `205.90M`.
 */
export function shortQuantity(text: string | undefined, digits: number): string {
  return shown(text, (value) => {
    const { coefficient, scale } = toScaled(value)
    const unit = SHORT_UNITS.find(({ power }) => coefficient >= powerOfTen(power + scale))
    if (unit === undefined) return write(floorTo(value, digits), digits)
    return `${write(floorTo(fromScaled<'shown'>(coefficient, scale + unit.power), 2), 2)}${unit.word}`
  })
}

/** Every digit there is, at least `digits` of them: for hovers. */
export function full(text: string | undefined, digits = 0): string {
  return shown(text, (value) => write(value, digits))
}

/**
 * A value or a fee: 2 places, or 4 significant digits below one, half to even, without trailing zeros behind the fourth
 * place. Fees are costs: positive, without a sign, uncolored; only a rebate has a minus.
 */
export function money(text: string | undefined): string {
  return shown(text, (value) => {
    if (isZero(value)) return write(value, 2)
    if (compare(absolute(value), decimal<'shown'>('1')) >= 0) return write(roundHalfEven(value, 2), 2)
    const digits = significantDigits(value, 4)
    return write(roundHalfEven(value, digits), Math.min(digits, 4))
  })
}

/** A value in a column of values: always 2 places, so that points line up; what is less than a cent says so. */
export function valueInColumn(text: string | undefined): string {
  return shown(text, (value) => {
    if (isPositive(value) && compare(value, decimal<'shown'>('0.01')) < 0) return '<0.01'
    return write(roundHalfEven(value, 2), 2)
  })
}

/** A price where no market says its digits: 6 significant digits, at least 2 places. */
export function loosePrice(text: string | undefined): string {
  return shown(text, (value) => {
    if (isZero(value)) return write(value, 2)
    return write(roundHalfEven(value, Math.max(2, significantDigits(value, 6))), 2)
  })
}

/** With its sign in front: `+184.20`, `−3.02`, and nothing before zero. */
export function signed(text: string | undefined, format: (text: string | undefined) => string): string {
  return shown(text, (value) => {
    const figure = format(text)
    return isPositive(value) && /[1-9]/.test(figure) ? `+${figure}` : figure
  })
}

/** A fraction as percent with 2 places: `0.015` is `1.50%`. Rounded half to even: a percentage is not money. */
export function percent(fraction: string | undefined, options: { readonly sign?: boolean } = {}): string {
  return shown(fraction, (value) => {
    const hundredths = roundHalfEven(multiply<'shown'>(value, decimal<'shown'>('100')), 2)
    const figure = write(hundredths, 2)
    return `${options.sign === true && isPositive(hundredths) ? '+' : ''}${figure}%`
  })
}

/** -1, 0 or 1: for colour and arrows. Unknown counts as 0. */
export function signOf(text: string | undefined): -1 | 0 | 1 {
  const value = text === undefined ? undefined : tryDecimal<'shown'>(text)
  if (value === undefined || isZero(value)) return 0
  return isNegative(value) ? -1 : 1
}

/** Number of decimal places that show `count` significant digits of `value`. */
function significantDigits(value: Plain, count: number): number {
  const { coefficient, scale } = toScaled(absolute(value))
  let length = 0
  while (powerOfTen(length) <= coefficient) length += 1
  return Math.max(0, count + scale - length)
}
