/**
 * The venue's integers: prices in ticks and quantities in lots (safe integers), money of every asset in bigint units of
 * 10^-18. Within a symbol's digits every notional and every fee is a whole number of units, so nothing is ever rounded.
 */

import { type AnyDecimal, type Decimal, fromScaled, powerOfTen, scaleOf, toScaled, toUnits } from '@spotdeck/exact'
import type { SymbolRules } from './exchange.ts'

/** Places after the point that the venue keeps of every asset. */
export const ASSET_DIGITS = 18

/** A count of 10^-18 of an asset. */
export type Money = bigint

/** @throws {ExactError} `EXACT_NOT_ON_GRID` for more than 18 places */
export function toMoney(value: AnyDecimal): Money {
  return toUnits(value, ASSET_DIGITS)
}

/** Returns money as decimal text. */
export function fromMoney<U extends string>(money: Money): Decimal<U> {
  return fromScaled(money, ASSET_DIGITS)
}

/** `units / 10^digits` as canonical text, for non-negative safe integers: the hot path of ticks and lots. */
export function textOf<U extends string>(units: number, digits: number): Decimal<U> {
  const plain = String(units)
  if (digits === 0 || units === 0) return plain as Decimal<U>
  const padded = plain.length > digits ? plain : plain.padStart(digits + 1, '0')
  const cut = padded.length - digits
  let end = padded.length
  while (end > cut && padded.charCodeAt(end - 1) === 48) end--
  return (end === cut ? padded.slice(0, cut) : `${padded.slice(0, cut)}.${padded.slice(cut, end)}`) as Decimal<U>
}

/**
 * `value × 10^digits` for the hot path of ticks and lots: `undefined` when it has more places than that, is negative, or
 * is no safe integer.
 */
export function stepsOf(value: AnyDecimal, digits: number): number | undefined {
  let steps = 0
  let places = -1
  for (let at = 0; at < value.length; at++) {
    const char = value.charCodeAt(at)
    if (char === POINT) places = 0
    else if (char === MINUS) return undefined
    else {
      steps = steps * 10 + (char - ZERO)
      if (places >= 0) places++
    }
  }
  const missing = digits - Math.max(0, places)
  if (missing < 0 || value.length > MAX_SAFE) return slowSteps(value, digits)
  for (let n = 0; n < missing; n++) steps *= 10
  return steps <= Number.MAX_SAFE_INTEGER ? steps : undefined
}

const ZERO = 48
const POINT = 46
const MINUS = 45
/** Up to this length every intermediate value is exact. */
const MAX_SAFE = 15

function slowSteps(value: AnyDecimal, digits: number): number | undefined {
  if (scaleOf(value) > digits) return undefined
  const steps = toUnits(value, digits)
  return steps >= 0n && steps <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(steps) : undefined
}

/** Conversion of a symbol's ticks and lots into money. */
export type Scale = {
  readonly priceDigits: number
  readonly quantityDigits: number
  /** Base money of one lot. */
  readonly lot: Money
  /** Quote money of one lot at one tick. */
  readonly tickLot: Money
  /** Quote money a resting buy of one lot at one tick holds: its notional and its maker fee. */
  readonly lockedTickLot: Money
  readonly maker: Rate
  readonly taker: Rate
}

/** Fees of a symbol, or of an account in it. */
export type FeeScale = Pick<Scale, 'maker' | 'taker' | 'lockedTickLot'>

/** Fee rates as fractions. */
export type FeeRates = Pick<SymbolRules, 'makerFeeRate' | 'takerFeeRate'>

/** Fees at other rates than the symbol's own. */
export function feeScaleOf({ tickLot }: Scale, { makerFeeRate, takerFeeRate }: FeeRates): FeeScale {
  const maker = rateOf(makerFeeRate)
  return { maker, taker: rateOf(takerFeeRate), lockedTickLot: tickLot + share(tickLot, maker) }
}

/** A fraction as `units / over`. */
export type Rate = { readonly units: bigint; readonly over: bigint }

/** Returns a fraction as integers. */
export function rateOf(fraction: AnyDecimal): Rate {
  const { coefficient, scale } = toScaled(fraction)
  return { units: coefficient, over: powerOfTen(scale) }
}

/** @throws {RangeError} when price, quantity and fee digits together exceed 18: such a symbol could not be kept exactly */
export function scaleOfRules(rules: SymbolRules): Scale {
  const { priceDigits, quantityDigits } = rules
  const feeDigits = Math.max(scaleOf(rules.makerFeeRate), scaleOf(rules.takerFeeRate))
  const spare = ASSET_DIGITS - priceDigits - quantityDigits
  if (spare < feeDigits) {
    throw new RangeError(
      `${rules.symbol}: price, quantity and fee digits exceed ${ASSET_DIGITS}. Give the symbol fewer digits.`,
    )
  }
  const tickLot = powerOfTen(spare)
  const maker = rateOf(rules.makerFeeRate)
  return {
    priceDigits,
    quantityDigits,
    lot: powerOfTen(ASSET_DIGITS - quantityDigits),
    tickLot,
    lockedTickLot: tickLot + share(tickLot, maker),
    maker,
    taker: rateOf(rules.takerFeeRate),
  }
}

/** That fraction of the money, exact within a symbol's digits. */
export function share(money: Money, rate: Rate): Money {
  return rate.units === 0n ? 0n : (money * rate.units) / rate.over
}

/** ticks × lots, exact at every size. */
export function area(ticks: number, lots: number): bigint {
  const product = ticks * lots
  return product <= Number.MAX_SAFE_INTEGER ? BigInt(product) : BigInt(ticks) * BigInt(lots)
}
