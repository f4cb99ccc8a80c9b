/** Folds received pushes into events: orders, then balances, then deals. */

import { withBalances } from '../balances/state.ts'
import type { EventDraft } from '@spotdeck/ledger'
import { explainContained, sequenceChanges } from '../balances/balances-job.ts'
import type { Found } from '../base/needs.ts'
import type { ReceivedChange } from '../base/question.ts'
import { splitAt } from '../orders/fold.ts'
import { foldOrders, inArrival } from '../orders/orders-job.ts'
import { type PendingDeal, setOrders } from '../orders/state.ts'
import { missed } from '../phase/recover.ts'
import { noteChained } from '../phase/state.ts'
import type { Draft } from './draft.ts'

/** Maximal number of pending deals, and of balance changes during a read; beyond it the account is reconciled. */
const MAX_HELD = 10_000

/** Folds pushes that arrived together. */
export function foldPushes(draft: Draft, arrivals: readonly ReceivedChange[], found: Found): readonly EventDraft[] {
  const orders = arrivals.flatMap(({ change }) => (change.kind === 'order' ? [change.order] : []))
  const reports = arrivals.flatMap(({ change, receivedAt }): PendingDeal[] =>
    change.kind === 'deal'
      ? [{ report: { deal: inArrival(draft, change.deal), namedBy: 'stream', source: 'stream' }, since: receivedAt }]
      : [],
  )
  const folded = foldOrders(draft, { orders, reports, source: 'stream' }, found)
  const { balances, happenings, contained, isHeard } = sequenceChanges(draft, arrivals, found.repeats)
  draft.balances = balances
  if (isHeard) noteChained(draft)
  const [first, rest] = splitAt(folded, (event) => event.type === 'deal.added')
  const drafts = [...first, ...happenings, ...rest]
  if (draft.orders.pending.length > MAX_HELD || (draft.balances.buffer?.length ?? 0) > MAX_HELD) overflow(draft)
  return [...drafts, ...explainContained(draft, drafts, contained)]
}

function overflow(draft: Draft): void {
  setOrders(draft, { pending: draft.orders.pending.slice(-MAX_HELD) })
  if (draft.balances.buffer !== undefined) draft.balances = withBalances(draft.balances, { buffer: [] })
  missed(draft, 'INTAKE_FULL')
}
