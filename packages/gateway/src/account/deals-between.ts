/** Walks through the deals of a ledger, page by page, while other work runs. */

import type { Deal } from '@spotdeck/ledger'
import { type Timers, sleep } from '@spotdeck/ports'
import { type Span, dealPages } from '@spotdeck/reports'
import type { LedgerStore } from '@spotdeck/store'

const PAGE = 250

/** Deals with `from <= time < to` (ms), ascending by (time, id). */
export async function* dealsBetween(
  { store, timers }: { readonly store: Pick<LedgerStore, 'dealsAscending'>; readonly timers: Timers },
  span: Span,
): AsyncGenerator<Deal> {
  for await (const page of dealPages({ store, turn: () => sleep({ timers, ms: 0 }) }, span, PAGE)) yield* page
}
