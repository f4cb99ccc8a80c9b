/** Changes of the list of searches, and the gaps that answers leave in them. */

import type { Search, SearchState, SearchView } from './state.ts'
import { retryAt } from '../base/draft.ts'
import type { Complete } from '../exchange.ts'
import type { Certainty } from '../base/searched.ts'

/** Bounds of the wait after a failure, in ms. */
const RETRY = { baseMs: 2_000, capMs: 60_000 }

/** The searches with the first one delayed, longer after each failure. */
export function retriedLater(view: SearchView, state: SearchState): SearchState {
  const [first] = state.searches
  if (first === undefined) return state
  const searching = { kind: 'waiting', until: retryAt(view, first.failures, RETRY) } as const
  return { ...changed(state, first.id, { failures: first.failures + 1 }), searching }
}

/** The searches with one of them changed. */
export function changed(state: SearchState, id: number, part: Partial<Search>): SearchState {
  return { ...state, searches: state.searches.map((search) => (search.id === id ? { ...search, ...part } : search)) }
}

/** Records incomplete answers of a symbol: uncertain up to `goneAt` if it was delisted, else for the whole span. */
export function noted({ certainty, listing }: Search, given: Complete, symbol: string): Certainty {
  const { complete, knownFrom, lacks } = certainty
  const goneAt = listing?.symbols.get(symbol)
  const of = (kind: keyof Complete): { readonly isComplete: boolean; readonly from: number } => {
    if (given[kind]) return { isComplete: complete[kind], from: knownFrom[kind] }
    if (goneAt === undefined) return { isComplete: false, from: knownFrom[kind] }
    return { isComplete: complete[kind], from: Math.max(knownFrom[kind], goneAt) }
  }
  const [orders, deals] = [of('orders'), of('deals')]
  return {
    complete: { orders: orders.isComplete, deals: deals.isComplete },
    knownFrom: { orders: orders.from, deals: deals.from },
    lacks: {
      orders: given.orders ? lacks.orders : withSymbols(lacks.orders, symbol),
      deals: given.deals ? lacks.deals : withSymbols(lacks.deals, symbol),
    },
  }
}

/** Maximal number of symbols that a window of coverage names; beyond it any may be missing. */
const MAX_NAMED = 20

/** Names with more of them; none where there are too many to name. */
export function withSymbols(
  names: readonly string[] | undefined,
  ...more: readonly string[]
): readonly string[] | undefined {
  const all = names && [...new Set([...names, ...more])].sort()
  return all === undefined || all.length > MAX_NAMED ? undefined : all
}
