/** Folds received pushes into events: orders, then balances, then deals. */

import { withBalances } from '../balances/state.ts'
import type { EventDraft } from '@spotdeck/ledger'
import { explainContained, sequenceChanges } from '../balances/balances-job.ts'
import type { Found } from '../base/needs.ts'
import type { ReceivedChange } from '../base/question.ts'
import { splitAt } from '../orders/fold.ts'
import { foldPushed } from '../orders/orders-job.ts'
import { missed } from '../phase/recover.ts'
import { withChained } from '../phase/state.ts'
import { apply } from './apply.ts'
import type { Draft } from './draft.ts'

/** Maximal number of pending deals, and of balance changes during a read; beyond it the account is reconciled. */
const MAX_HELD = 10_000

/** Folds pushes that arrived together. */
export function foldPushes(draft: Draft, arrivals: readonly ReceivedChange[], found: Found): readonly EventDraft[] {
  const folded = foldPushed(draft, arrivals, found)
  const { balances, happenings, contained, isHeard } = sequenceChanges(draft, arrivals, found.repeats)
  draft.orders = folded.orders
  draft.balances = balances
  if (isHeard) draft.recovery = withChained(draft.recovery)
  const [first, rest] = splitAt(folded.drafts, (event) => event.type === 'deal.added')
  const drafts = [...first, ...happenings, ...rest]
  if (draft.orders.pending.length > MAX_HELD || (draft.balances.buffer?.length ?? 0) > MAX_HELD) overflow(draft)
  return [...drafts, ...explainContained(draft, drafts, contained)]
}

function overflow(draft: Draft): void {
  draft.orders = { ...draft.orders, pending: draft.orders.pending.slice(-MAX_HELD) }
  if (draft.balances.buffer !== undefined) draft.balances = withBalances(draft.balances, { buffer: [] })
  apply(draft, missed(draft, 'INTAKE_FULL'))
}
