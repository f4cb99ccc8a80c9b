/** Base and quote asset of a symbol: from the exchange's list, or by its suffix for delisted symbols. */

import type { SymbolAnswer } from '@spotdeck/wire'

/** Base and quote asset of a symbol. */
export type Pair = { readonly baseAsset: string; readonly quoteAsset: string }

/** The exchange's listed symbols with their assets. */
export type Symbols = {
  readonly all: readonly SymbolAnswer[]
  pairOf(symbol: string): Pair
  /** Assets of a listed symbol; `undefined` where the list lacks it. */
  listedPair(symbol: string): Pair | undefined
  /** Symbols whose base is `asset`, in the exchange's order. */
  withBase(asset: string): readonly string[]
}

/** MEXC's quote assets, longest first, for delisted symbols. */
const QUOTES: readonly string[] = ['USDT', 'USDC', 'USD1', 'BTC', 'ETH', 'EUR', 'BRL']

/** A listed symbol and its assets. */
export type ListedPair = Pair & { readonly symbol: string }

/** Returns a lookup of a symbol's assets: by the list, or by the symbol's suffix. */
export function pairFinder(listed: readonly ListedPair[]): (symbol: string) => Pair {
  const pairs = new Map(listed.map(({ symbol, baseAsset, quoteAsset }) => [symbol, { baseAsset, quoteAsset }]))
  return (symbol) => pairs.get(symbol) ?? byEnding(symbol)
}

/** Indexes the answer of `exchangeInfo`. */
export function symbolsOf(all: readonly SymbolAnswer[]): Symbols {
  const byBase = new Map<string, string[]>()
  for (const { symbol, baseAsset } of all) byBase.set(baseAsset, [...(byBase.get(baseAsset) ?? []), symbol])
  const pairs = new Map(all.map(({ symbol, baseAsset, quoteAsset }) => [symbol, { baseAsset, quoteAsset }]))
  return {
    all,
    pairOf: pairFinder(all),
    listedPair: (symbol) => pairs.get(symbol),
    withBase: (asset) => byBase.get(asset) ?? [],
  }
}

function byEnding(symbol: string): Pair {
  const quoteAsset = QUOTES.find((quote) => symbol.endsWith(quote) && symbol.length > quote.length)
  if (quoteAsset === undefined) return { baseAsset: symbol, quoteAsset: 'USDT' }
  return { baseAsset: symbol.slice(0, -quoteAsset.length), quoteAsset }
}
