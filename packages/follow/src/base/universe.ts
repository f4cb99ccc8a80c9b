/** All symbols that can have been traded: lists change, and delisted symbols must be read too. */

import type { SymbolAnswer } from '@spotdeck/wire'
import { type ListedPair, type Symbols, symbolsOf } from '../symbols.ts'

/** Every symbol that was listed since this process started. `since`: exchange time of the first list. */
export type Universe = {
  readonly all: readonly SymbolAnswer[]
  /** Pairs of earlier lists. */
  readonly known: readonly ListedPair[]
  /** The newest list. */
  readonly last: readonly SymbolAnswer[]
  readonly since: number
  /** Number of symbols of the first list, which go before those that were listed later. */
  readonly firstCount: number
}

/** A universe before the first list. */
export const EMPTY_UNIVERSE: Universe = { all: [], known: [], last: [], since: Infinity, firstCount: 0 }

/** Adds pairs of lists that an earlier process had: their assets are known, they are not read. */
export function withKnown(universe: Universe, known: readonly ListedPair[]): Universe {
  return { ...universe, known: [...known, ...universe.known] }
}

/** Adds the symbols of a newer list; those that it no longer has stay known. */
export function withListed(universe: Universe, listed: readonly SymbolAnswer[], at: number): Universe {
  if (listed === universe.last || listed.length === 0) return universe
  const all = new Map([...universe.all, ...listed].map((one) => [one.symbol, one] as const))
  return {
    all: [...all.values()],
    known: universe.known,
    last: listed,
    since: Math.min(universe.since, at),
    firstCount: universe.firstCount || all.size,
  }
}

const indexes = new WeakMap<Universe, Symbols>()

/** The index of all symbols; it is made once for each universe, and is no part of it. */
export function symbolsIn(universe: Universe): Symbols {
  const known = indexes.get(universe)
  if (known !== undefined) return known
  const made = symbolsOf(universe.all, universe.known)
  indexes.set(universe, made)
  return made
}
