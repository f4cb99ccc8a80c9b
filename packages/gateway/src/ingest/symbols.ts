/** Which assets a symbol trades: from the exchange's list, or by its ending for what is listed no more. */

import type { SymbolAnswer } from '@spotdeck/wire'

export type Pair = { readonly baseAsset: string; readonly quoteAsset: string }

export type Symbols = {
  readonly all: readonly SymbolAnswer[]
  pairOf(symbol: string): Pair
  /** Symbols whose base is `asset`, in the exchange's order. */
  withBase(asset: string): readonly string[]
}

/** MEXC's quote assets, longest first, for symbols that were delisted. */
const QUOTES: readonly string[] = ['USDT', 'USDC', 'USD1', 'BTC', 'ETH', 'EUR', 'BRL']

export function symbolsOf(all: readonly SymbolAnswer[]): Symbols {
  const pairs = new Map(all.map(({ symbol, baseAsset, quoteAsset }) => [symbol, { baseAsset, quoteAsset }]))
  const byBase = new Map<string, string[]>()
  for (const { symbol, baseAsset } of all) byBase.set(baseAsset, [...(byBase.get(baseAsset) ?? []), symbol])
  return {
    all,
    pairOf: (symbol) => pairs.get(symbol) ?? byEnding(symbol),
    withBase: (asset) => byBase.get(asset) ?? [],
  }
}

/** Every symbol that was listed at some time while this process runs, and since when lists were read. */
export class SymbolsSeen {
  #seen = new Map<string, SymbolAnswer>()
  #since: number | undefined
  #last: readonly SymbolAnswer[] = []
  #symbols = symbolsOf([])

  /** Takes in a list as the exchange gave it at `at`; answers all symbols seen. */
  note(all: readonly SymbolAnswer[], at: number): Symbols {
    if (all === this.#last || all.length === 0) return this.#symbols
    this.#last = all
    this.#since ??= at
    this.#seen = new Map([...this.#seen, ...all.map((one) => [one.symbol, one] as const)])
    this.#symbols = symbolsOf([...this.#seen.values()])
    return this.#symbols
  }

  /** From when on no symbol can have gone unseen, but one that came and went between two lists. */
  get since(): number {
    return this.#since ?? Infinity
  }
}

function byEnding(symbol: string): Pair {
  const quoteAsset = QUOTES.find((quote) => symbol.endsWith(quote) && symbol.length > quote.length)
  if (quoteAsset === undefined) return { baseAsset: symbol, quoteAsset: 'USDT' }
  return { baseAsset: symbol.slice(0, -quoteAsset.length), quoteAsset }
}
