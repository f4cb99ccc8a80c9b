/** Changes of the list of searches. */

import { type SearchDraft, type Search, setSearch } from './state.ts'
import { retryAt } from '../base/draft.ts'

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
