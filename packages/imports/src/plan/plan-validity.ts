/** Says whether a plan still holds: only events of its kind, within its file's span, change it. */

import { type LedgerEvent, reasonKind } from '@spotdeck/ledger'
import { SECOND_MS } from '@spotdeck/ports'
import type { Ledger, Plan } from './plan.ts'
import type { FileSpan, FileSummary } from '../file/read-file.ts'

/** Events after a plan that are examined at most; after more it is made anew. */
const MAX_EXAMINED = 500

/** True if nothing that happened in the ledger since the plan can change it. */
export async function stillHolds(
  plan: Plan,
  { kind, span }: Pick<FileSummary, 'kind' | 'span'>,
  { state, store }: Ledger,
): Promise<boolean> {
  const count = state.n - plan.head
  if (count === 0 || span === undefined) return true
  if (count > MAX_EXAMINED) return false
  const events = await store.eventsAfter(plan.head, count)
  return events.length === count && !events.some((event) => changesPlan(event, kind, span))
}

function changesPlan(event: LedgerEvent, kind: FileSummary['kind'], span: FileSpan): boolean {
  const isFlows = kind === 'deposits' || kind === 'withdrawals'
  switch (event.type) {
    case 'coverage.marked':
      return event.window.kind === (isFlows ? 'flows' : kind)
    case 'asset.changed':
      return isFlows && reasonKind(event.change.reason) !== 'trade'
    case 'flow.told':
      return isFlows
    case 'deal.added':
    case 'deal.dropped':
      return kind === 'deals' && isWithin(event.deal.time, span)
    case 'deal.named':
      return kind === 'deals' && isWithin(event.time, span)
    case 'order.updated':
      return !isFlows && event.order.createdAt <= span.to + SECOND_MS && event.order.updatedAt >= span.from - SECOND_MS
    case 'status.changed':
    case 'order.recalled':
    case 'order.set-aside':
    case 'account.checked':
    case 'opening.priced':
    case 'unexplained.noted':
    case 'deal.priced':
    case 'flow.priced':
    case 'valuation.changed':
    case 'plan.changed':
      return false
  }
}

/** Exports have whole seconds. */
const isWithin = (time: number, { from, to }: FileSpan): boolean => time >= from - SECOND_MS && time <= to + SECOND_MS
