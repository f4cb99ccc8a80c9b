/**
 * Valuation changes: an asset gains its price (its market was listed) or loses it (delisted). Equity then changes by its
 * value although nothing was earned or lost: the change is an external flow.
 */

import { type AssetAmount, add, isZero, multiply, negate, zero } from '@spotdeck/exact'
import { type Asset, totalOf } from '../asset/asset.ts'
import type { PriceOf } from '../report/valuation.ts'
import type { UnitPrice, Value } from '../words.ts'

/** An asset begins (`isPriced`) or ceases to be part of equity. */
export type ValuationChange = {
  readonly asset: string
  readonly isPriced: boolean
  /** Total held at that moment. */
  readonly quantity: AssetAmount
  /** USDT for one unit: the first price, or the last one that equity used; absent where that is not known. */
  readonly unitPrice?: UnitPrice | undefined
  /** Exchange time in ms. */
  readonly time: number
}

/** The part of the state that says what equity counts. */
type Valued = { readonly assets: ReadonlyMap<string, Asset>; readonly unvalued: ReadonlyMap<string, number> }

/** Key of a valuation change: there is one per asset and moment. */
export function valuationKey({ asset, time }: Pick<ValuationChange, 'asset' | 'time'>): string {
  return `${asset} ${time}`
}

/** Value in USDT that enters equity (positive) or leaves it; `undefined` where the price is not known. */
export function valuationValue({ isPriced, quantity, unitPrice }: ValuationChange): Value | undefined {
  if (isZero(quantity)) return zero()
  if (unitPrice === undefined) return undefined
  const value = multiply<'USDT'>(quantity, unitPrice)
  return isPriced ? value : negate(value)
}

/** Sum of all valuation changes in USDT; those without a price are excluded. */
export function netRevalued(changes: Iterable<ValuationChange>): Value {
  let net = zero<'USDT'>()
  for (const change of changes) net = add(net, valuationValue(change) ?? zero<'USDT'>())
  return net
}

/**
 * True for times at which equity excluded the asset: what came then entered equity with the valuation change, if at all. An
 * asset that was never valued was excluded before its first change, too.
 */
export function unvaluedAt(changes: Iterable<ValuationChange>): (asset: string, time: number) => boolean {
  const byAsset = new Map<string, ValuationChange[]>()
  for (const change of changes) byAsset.set(change.asset, [...(byAsset.get(change.asset) ?? []), change])
  for (const list of byAsset.values()) list.sort((a, b) => a.time - b.time)
  return (asset, time) => {
    const list = byAsset.get(asset) ?? []
    const next = list.find((change) => change.time > time)
    if (next === undefined) return list.at(-1)?.isPriced === false
    return next.isPriced || (next === list[0] && next.unitPrice === undefined)
  }
}

/** Prices as equity uses them: an asset without a price stays out until its valuation change is recorded. */
export function valuedBy({ unvalued }: Pick<Valued, 'unvalued'>, priceOf: PriceOf): PriceOf {
  return (asset) => (unvalued.has(asset) ? undefined : priceOf(asset))
}

/**
 * Returns the valuation changes that are due: assets held whose price is gone, and assets without a price that have one.
 * @param lastPriceOf the price that equity used last
 */
export function valuationChanges(
  { assets, unvalued }: Valued,
  { priceOf, lastPriceOf, time }: { readonly priceOf: PriceOf; readonly lastPriceOf: PriceOf; readonly time: number },
): readonly ValuationChange[] {
  const totals = new Map([...assets].map(([asset, held]) => [asset, totalOf(held)]))
  return [...new Set([...totals.keys(), ...unvalued.keys()])].flatMap((asset): ValuationChange[] => {
    const quantity = totals.get(asset) ?? zero<'asset'>()
    const price = priceOf(asset)
    const isPriced = price !== undefined
    if (isPriced !== unvalued.has(asset) || (!isPriced && isZero(quantity))) return []
    return [{ asset, isPriced, quantity, unitPrice: price ?? lastPriceOf(asset), time }]
  })
}
