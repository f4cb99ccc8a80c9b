/** Adds the prices of the moment to events that value something. */

import { type EventDraft, reasonKind } from '@spotdeck/ledger'
import { type PriceAt, valueDeal } from '../unit-prices.ts'

/** Events with the price of each flow and deal, as far as it is known. */
export function priced(drafts: readonly EventDraft[], priceAt: PriceAt): readonly EventDraft[] {
  return drafts.map((draft): EventDraft => {
    if (draft.type === 'deal.added') return { ...draft, deal: valueDeal(draft.deal, priceAt) }
    if (draft.type !== 'asset.changed' || reasonKind(draft.change.reason) !== 'flow') return draft
    const unitPrice = priceAt(draft.change.asset, draft.change.time)
    return unitPrice === undefined ? draft : { ...draft, unitPrice }
  })
}
