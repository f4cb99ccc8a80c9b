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

function listAt<Edge>(edges: Map<string, Edge[]>, asset: string): Edge[] {
  const list = edges.get(asset) ?? []
  edges.set(asset, list)
  return list
}

function spread(edges: ReadonlyMap<string, readonly PricedPair[]>): ReadonlyMap<string, UnitPrice> {
  const prices = new Map<string, UnitPrice>([[VALUE_ASSET, '1' as UnitPrice]])
  let reached: readonly string[] = [VALUE_ASSET]
  for (let steps = 0; steps < MAX_STEPS; steps++) {
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

/** One pair of a path: `sells` when the path sells its base asset, else it sells its quote asset. */
export type PairStep<Pair> = { readonly pair: Pair; readonly sells: boolean }

/** Paths of one asset that are tried, at most. */
const MAX_PATHS = 8

/**
 * Paths over pairs from `asset` to USDT, the shortest first; among equally short ones through the preferred quote assets.
 * No path visits an asset twice.
 */
export function pathsToValue<Pair extends Pick<PricedPair, 'baseAsset' | 'quoteAsset'>>(
  asset: string,
  pairs: Iterable<Pair>,
): readonly (readonly PairStep<Pair>[])[] {
  const edges = new Map<string, PairStep<Pair>[]>()
  for (const pair of pairs) {
    listAt(edges, pair.baseAsset).push({ pair, sells: true })
    listAt(edges, pair.quoteAsset).push({ pair, sells: false })
  }
  const found: (readonly PairStep<Pair>[])[] = []
  let open: readonly { readonly at: string; readonly path: readonly PairStep<Pair>[] }[] = [{ at: asset, path: [] }]
  for (let steps = 0; steps < MAX_STEPS && found.length < MAX_PATHS; steps++) {
    const next: { at: string; path: readonly PairStep<Pair>[] }[] = []
    for (const { at, path } of open) {
      const visited = new Set([asset, ...path.map(targetOf)])
      for (const step of edges.get(at) ?? []) {
        const to = targetOf(step)
        if (visited.has(to)) continue
        if (to === VALUE_ASSET) found.push([...path, step])
        else if (PREFERRED.includes(to) || edges.get(to)?.some((one) => targetOf(one) === VALUE_ASSET) === true)
          next.push({ at: to, path: [...path, step] })
      }
    }
    open = next.sort((a, b) => byPreference(a.at, b.at)).slice(0, MAX_PATHS)
  }
  return found.slice(0, MAX_PATHS)
}

function targetOf<Pair extends Pick<PricedPair, 'baseAsset' | 'quoteAsset'>>({ pair, sells }: PairStep<Pair>): string {
  return sells ? pair.quoteAsset : pair.baseAsset
}

function byPreference(a: string, b: string): number {
  const rank = (asset: string): number => (PREFERRED.includes(asset) ? PREFERRED.indexOf(asset) : PREFERRED.length)
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0)
}
