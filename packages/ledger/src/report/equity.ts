/** Equity: the account's balances valued at given prices, exact; assets without a price are listed. */

import { type AssetAmount, add, as, isZero, multiply, zero } from '@spotdeck/exact'
import { totalOf } from '../asset/asset.ts'
import type { LedgerState } from '../state.ts'
import type { UnitPrice, Value } from '../words.ts'
import type { PriceOf } from './valuation.ts'

/** Quantity of one asset with its price and value in USDT. */
export type AssetValue = {
  readonly asset: string
  readonly total: AssetAmount
  /** Both absent where no price is known; never 0 instead. */
  readonly price?: UnitPrice
  readonly value?: Value
}

/** Value of the whole account in USDT, and of each asset. */
export type Equity = {
  readonly total: Value
  readonly free: Value
  readonly locked: Value
  readonly byAsset: readonly AssetValue[]
  /** Assets held without a known price; excluded from the sums. */
  readonly unpriced: readonly string[]
}

/** Values every asset held, sorted by asset name. */
export function equityOf(assets: LedgerState['assets'], priceOf: PriceOf): Equity {
  let free = zero<'USDT'>()
  let locked = zero<'USDT'>()
  const byAsset: AssetValue[] = []
  const unpriced: string[] = []
  for (const [asset, held] of [...assets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const total = totalOf(held)
    if (isZero(total)) continue
    const price = priceOf(asset)
    if (price === undefined) {
      unpriced.push(asset)
      byAsset.push({ asset, total })
      continue
    }
    free = add(free, multiply<'USDT'>(held.free, price))
    locked = add(locked, multiply<'USDT'>(held.locked, price))
    byAsset.push({ asset, total, price, value: multiply(total, price) })
  }
  return { total: add(free, as<'USDT'>(locked)), free, locked, byAsset, unpriced }
}
