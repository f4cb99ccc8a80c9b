/** A source's prices of one symbol, for readers that ask again and again: without a look-up of the symbol at each call. */

import type { MarketSource } from '../data/source.ts'

/** `price`, `ticks` and `tradeLots` of one symbol. */
export type SymbolPrices = {
  readonly price: (time: number) => number
  readonly ticks: (time: number) => number
  readonly tradeLots: (time: number) => number
}

/** Of the sources made here; another source that is made of one has prices of its own, and is asked by name. */
const direct = new WeakMap<MarketSource, (symbol: string) => SymbolPrices>()

/** The source, of which `pricesOf` gives the same prices as its own functions. */
export function withDirectPrices<Source extends MarketSource>(
  source: Source,
  pricesOf: (symbol: string) => SymbolPrices,
): Source {
  direct.set(source, pricesOf)
  return source
}

/** The prices of one symbol. @throws {RangeError} for an unknown one, from here or from its calls */
export function symbolPrices(source: MarketSource, symbol: string): SymbolPrices {
  return (
    direct.get(source)?.(symbol) ?? {
      price: (time) => source.price(symbol, time),
      ticks: (time) => source.ticks(symbol, time),
      tradeLots: (time) => source.tradeLots(symbol, time),
    }
  )
}
