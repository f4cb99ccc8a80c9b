/** All symbols that can have been traded: lists change, and delisted symbols must be read too. */

import type { SymbolAnswer } from '@spotdeck/wire'
import { type ListedPair, type Symbols, symbolsOf } from '../symbols.ts'

/** Every symbol that was listed since this process started. `since`: exchange time of the first list. */
export type Universe = {
  readonly symbols: Symbols
  readonly last: readonly SymbolAnswer[]
  readonly since: number
  /** Number of symbols of the first list, which go before those that were listed later. */
  readonly firstCount: number
}

/** A universe before the first list. */
export const EMPTY_UNIVERSE: Universe = { symbols: symbolsOf([]), last: [], since: Infinity, firstCount: 0 }

/** Adds pairs of lists that an earlier process had: their assets are known, they are not read. */
export function withKnown(universe: Universe, known: readonly ListedPair[]): Universe {
  return { ...universe, symbols: symbolsOf(universe.symbols.all, [...known, ...universe.symbols.known]) }
}

/** Adds the symbols of a newer list; those that it no longer has stay known. */
export function withListed(universe: Universe, listed: readonly SymbolAnswer[], at: number): Universe {
  if (listed === universe.last || listed.length === 0) return universe
  const all = new Map([...universe.symbols.all, ...listed].map((one) => [one.symbol, one] as const))
  return {
    symbols: symbolsOf([...all.values()], universe.symbols.known),
    last: listed,
    since: Math.min(universe.since, at),
    firstCount: universe.firstCount || all.size,
  }
}
