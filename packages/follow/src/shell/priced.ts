/** Adds to deals the prices that they contain themselves; every other price is an event of its own, recorded later. */

import { type EventDraft, pricesOfDeal } from '@spotdeck/ledger'

/** Events whose deals have the prices that follow from their own. */
export function priced(drafts: readonly EventDraft[]): readonly EventDraft[] {
  return drafts.map((draft): EventDraft =>
    draft.type === 'deal.added' ? { ...draft, deal: { ...draft.deal, ...pricesOfDeal(draft.deal) } } : draft,
  )
}
