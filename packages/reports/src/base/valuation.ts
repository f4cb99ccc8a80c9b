/** Values amounts in USDT at a given price, and rounds values for display. */

import { type AnyDecimal, as, multiply, roundHalfEven } from '@spotdeck/exact'
import { type UnitPrice, VALUE_ASSET, type Value } from '@spotdeck/ledger'

/** Digits of a shown USDT value; balances themselves are never rounded. */
export const VALUE_DIGITS = 8

/** `undefined` where no price is known: never 0 in its place. */
export function valueInUsdt(amount: AnyDecimal, asset: string, unitPrice: UnitPrice | undefined): Value | undefined {
  if (asset === VALUE_ASSET || amount === '0') return as<'USDT'>(amount)
  return unitPrice === undefined ? undefined : multiply<'USDT'>(amount, unitPrice)
}

/** A USDT value rounded for display, half to even. */
export function shown(value: Value): Value {
  return roundHalfEven(value, VALUE_DIGITS)
}
