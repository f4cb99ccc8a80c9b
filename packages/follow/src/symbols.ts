/** Base and quote asset of a symbol, from the exchange's list of any time. Never guessed from a name. */

import type { SymbolAnswer } from '@spotdeck/wire'

/** Base and quote asset of a symbol. */
export type Pair = { readonly baseAsset: string; readonly quoteAsset: string }

/** A symbol that is or was listed, and its assets. */
export type ListedPair = Pair & { readonly symbol: string }

/** The exchange's symbols with their assets. */
export type Symbols = {
  readonly all: readonly SymbolAnswer[]
  /** Every pair that was ever listed. */
  readonly known: readonly ListedPair[]
  /** Assets of a symbol that is or was listed; `undefined`: unknown. */
  readonly pairOf: (symbol: string) => Pair | undefined
  /** Symbols whose base is `asset`, in the exchange's order. */
  readonly withBase: (asset: string) => readonly string[]
}

/** Indexes the answer of `exchangeInfo`. @param known pairs of earlier lists */
export function symbolsOf(all: readonly SymbolAnswer[], known: readonly ListedPair[] = []): Symbols {
  const byBase = new Map<string, string[]>()
  for (const { symbol, baseAsset } of all) byBase.set(baseAsset, [...(byBase.get(baseAsset) ?? []), symbol])
  const pairs = new Map([...known, ...all].map((one) => [one.symbol, pairIn(one)] as const))
  return {
    all,
    known: [...pairs.values()],
    pairOf: (symbol) => pairs.get(symbol),
    withBase: (asset) => byBase.get(asset) ?? [],
  }
}

const pairIn = ({ symbol, baseAsset, quoteAsset }: ListedPair): ListedPair => ({ symbol, baseAsset, quoteAsset })
