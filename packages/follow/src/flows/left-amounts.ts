/** Amounts that a search left unexplained. */

import { isZero } from '@spotdeck/exact'
import { unexplained } from '@spotdeck/ledger'
import type { FlowsDraft } from './state.ts'
import type { LeftAmount } from '../base/searched.ts'
import { searchedTo } from '../balances/explain.ts'
import { isUp } from '../phase/state.ts'

/** Amounts that stayed unexplained after a search, each with the time up to which it was searched. */
export function leftAmounts(draft: FlowsDraft): readonly LeftAmount[] {
  return [...(draft.flows.explaining?.open.keys() ?? [])].flatMap((asset): LeftAmount[] => {
    const amount = unexplained(draft.ledger, asset)
    return isZero(amount) ? [] : [{ amount, searchedTo: searchedTo(draft, asset, amount) }]
  })
}

/** True while the stream that the lists were compared with continues. */
export function isHeard(draft: FlowsDraft): boolean {
  return isUp(draft) && draft.recovery.gapFrom === undefined && draft.flows.listedIn === draft.recovery.upAt
}
