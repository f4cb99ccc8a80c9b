/** Searches for what unreadable rows hid, once all lists are readable. */

import type { CoverageKind, CoverageWindow } from '@spotdeck/ledger'
import { SECOND_MS, defined } from '@spotdeck/ports'
import { sweepReach } from '../exchange.ts'
import type { SearchStep, SearchView } from './state.ts'
import { isLive } from '../phase/state.ts'
import { LIST_REASON } from '../orders/unreadable-lists.ts'
import { MARGIN_MS } from '../base/margins.ts'
import { withSpan } from './spans.ts'

/** Interval of looking for times to search, in ms, and of the searches. */
const LOOK_MS = 5 * SECOND_MS
const HEAL_MS = 60 * SECOND_MS
const KINDS = ['orders', 'deals'] as const

/** Repairs what unreadable rows left unknown, also in an earlier run: every symbol is searched, as after a gap. */
export function searchUnreadable(view: SearchView): SearchStep {
  const { at, now, ledger, orders, search } = view
  if (!isLive(view) || orders.unreadableLists.size > 0 || search.nextHealAt > now || search.searches.length > 0)
    return { search, effects: [] }
  const reach = sweepReach(at)
  const left = KINDS.flatMap((kind) =>
    ledger.coverage.flatMap((window): readonly (CoverageWindow & { readonly kind: (typeof KINDS)[number] })[] => {
      const from = Math.max(window.from, reach[kind])
      const { to = at } = window
      if (window.kind !== kind || window.reason !== LIST_REASON || to <= from) return []
      return [{ kind, from, to, state: 'repairing', ...defined({ symbols: window.symbols }) }]
    }),
  )
  if (left.length === 0) return { search: { ...search, nextHealAt: now + LOOK_MS }, effects: [] }
  const since = (kind: CoverageKind): number =>
    Math.min(at, ...left.filter((window) => window.kind === kind).map(({ from }) => from)) - MARGIN_MS
  const to = Math.max(...left.map((window) => window.to ?? at))
  const span = { since: { orders: since('orders'), deals: since('deals') }, to, amounts: new Map<string, string>() }
  return {
    search: withSpan({ ...search, nextHealAt: now + HEAL_MS }, span),
    effects: [{ type: 'enqueue', work: { kind: 'mark', windows: left } }],
  }
}
