/** All symbols that can have been traded: lists change, and delisted symbols must be read too. */

import type { LedgerState } from '@spotdeck/ledger'
import type { OfflineSymbol, SymbolAnswer } from '@spotdeck/wire'
import { type ListedPair, type Symbols, symbolsOf } from '../symbols.ts'
import type { Listing, Span } from './search-state.ts'
import { symbolsToAsk } from './symbols-to-ask.ts'

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

/**
 * Every symbol that was listed at any time in the span: those listed now, those in earlier lists, and those that the
 * exchange delisted since.
 */
export function listingOf(
  {
    ledger,
    universe,
    seenSince,
  }: { readonly ledger: LedgerState; readonly universe: Universe; readonly seenSince: number },
  { since }: Span,
  answer: { readonly listed: readonly SymbolAnswer[]; readonly gone: readonly OfflineSymbol[] | undefined },
  at: number,
): Listing {
  const from = Math.min(since.orders, since.deals)
  const { listed, gone } = answer
  const { first, rest } = symbolsToAsk(ledger, universe.symbols, [], at)
  const lost = (gone ?? []).filter(({ offlineTime = Infinity }) => offlineTime >= from)
  const isListed = new Set(listed.map(({ symbol }) => symbol))
  // If it is listed again, it may have been traded after that time.
  const goneAt = new Map(
    lost.map(({ symbol, offlineTime }) => [symbol, isListed.has(symbol) ? undefined : offlineTime]),
  )
  const names = new Set([...first, ...rest, ...goneAt.keys()])
  return {
    symbols: new Map([...names].map((name) => [name, goneAt.get(name)])),
    complete: universe.symbols.all.length > 0 && (gone !== undefined || seenSince <= from),
  }
}
