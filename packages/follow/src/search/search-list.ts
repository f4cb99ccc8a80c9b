/** Changes of the list of searches. */

import { type SearchDraft, type Search, setSearch } from './state.ts'

const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/** Delays a search, longer after each failure. */
export function retryLater(draft: SearchDraft, id: number): void {
  const failures = (draft.search.searches.find((search) => search.id === id)?.failures ?? 0) + 1
  change(draft, id, { failures })
  const longest = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures)
  setSearch(draft, { searching: { kind: 'waiting', until: draft.now + longest * (0.5 + draft.random / 2) } })
}

/** Changes one search. */
export function change(draft: SearchDraft, id: number, part: Partial<Search>): void {
  setSearch(draft, {
    searches: draft.search.searches.map((search) => (search.id === id ? { ...search, ...part } : search)),
  })
}
