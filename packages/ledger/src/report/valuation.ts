/** Valuation: USDT for one unit of any asset, over a path of trading pairs. */

import { type Decimal, type Price, divide, isPositive, multiply } from '@spotdeck/exact'
import { type UnitPrice, VALUE_ASSET } from '../words.ts'

/** A pair and its last price; a pair without a positive price is not used. */
export type PricedPair = { readonly baseAsset: string; readonly quoteAsset: string; readonly price: Price }

/** Returns USDT for one unit; `undefined` where no path of priced pairs leads to USDT. */
export type PriceOf = (asset: string) => UnitPrice | undefined

/** Maximal number of pairs in a path: three reach any asset through any two quote assets. */
const MAX_STEPS = 3
/** Order among quote assets at the same distance: the deeper market first. */
const PREFERRED: readonly string[] = [VALUE_ASSET, 'USDC', 'BTC', 'ETH']

/**
 * Values assets over the shortest path to USDT; among equally short ones through the preferred quote assets, then by
 * name. Selling along a pair multiplies, which is exact; buying along it divides, rounded half to even at 18 digits.
 */
export function priceThrough(pairs: Iterable<PricedPair>): PriceOf {
  const edges = new Map<string, PricedPair[]>()
  for (const pair of pairs) {
    if (!isPositive(pair.price)) continue
    listAt(edges, pair.baseAsset).push(pair)
    listAt(edges, pair.quoteAsset).push(pair)
  }
  const prices = spread(edges)
  return (asset) => prices.get(asset)
}

function listAt(edges: Map<string, PricedPair[]>, asset: string): PricedPair[] {
  const list = edges.get(asset) ?? []
  edges.set(asset, list)
  return list
}

function spread(edges: ReadonlyMap<string, readonly PricedPair[]>): ReadonlyMap<string, UnitPrice> {
  const prices = new Map<string, UnitPrice>([[VALUE_ASSET, '1' as UnitPrice]])
  let reached: readonly string[] = [VALUE_ASSET]
  for (let steps = 0; steps < MAX_STEPS && reached.length > 0; steps++) {
    const next: string[] = []
    for (const known of [...reached].sort(byPreference)) {
      const worth = prices.get(known)
      if (worth === undefined) continue
      for (const pair of edges.get(known) ?? []) {
        const sells = pair.quoteAsset === known
        const asset = sells ? pair.baseAsset : pair.quoteAsset
        if (prices.has(asset)) continue
        prices.set(asset, sells ? multiply(pair.price, worth) : divide(worth, pair.price as Decimal<string>))
        next.push(asset)
      }
    }
    reached = next
  }
  return prices
}

function byPreference(a: string, b: string): number {
  const rank = (asset: string): number => (PREFERRED.includes(asset) ? PREFERRED.indexOf(asset) : PREFERRED.length)
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0)
}
