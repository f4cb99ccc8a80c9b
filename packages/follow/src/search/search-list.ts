/** Changes of the list of searches, and the gaps that answers leave in them. */

import { type SearchDraft, type Search, setSearch } from './state.ts'
import { retryAt } from '../base/draft.ts'
import type { Complete } from '../exchange.ts'
import type { Certainty } from '../base/searched.ts'

/** Bounds of the wait after a failure, in ms. */
const RETRY = { baseMs: 2_000, capMs: 60_000 }

/** Delays a search, longer after each failure. */
export function retryLater(draft: SearchDraft, id: number): void {
  const failures = draft.search.searches.find((search) => search.id === id)?.failures ?? 0
  change(draft, id, { failures: failures + 1 })
  setSearch(draft, { searching: { kind: 'waiting', until: retryAt(draft, failures, RETRY) } })
}

/** Changes one search. */
export function change(draft: SearchDraft, id: number, part: Partial<Search>): void {
  setSearch(draft, {
    searches: draft.search.searches.map((search) => (search.id === id ? { ...search, ...part } : search)),
  })
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
