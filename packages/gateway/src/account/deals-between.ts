/** Walks through the deals of a ledger, page by page, while other work runs. */

import type { LedgerStore } from '@spotdeck/store'
import { type Deal, costKey } from '@spotdeck/ledger'
import { type Timers, sleep } from '@spotdeck/ports'
import type { Span } from '@spotdeck/reports'

const PAGE = 250

/** Deals with `from <= time < to` (ms), ascending by (time, id). */
export async function* dealsBetween(
  { store, timers }: { readonly store: Pick<LedgerStore, 'dealsAscending'>; readonly timers: Timers },
  span: Span,
): AsyncGenerator<Deal> {
  let page = await store.dealsAscending(span, PAGE)
  while (page.length > 0) {
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    await sleep({ timers, ms: 0 })
    page = await store.dealsAscending(span, PAGE, costKey({ kind: 'deal', deal: last }))
  }
}
