/** Events of records that neither the stream nor REST brought: imports. */

import { type Deal, type EventDraft, type EventSource, type LedgerState, type Order, record } from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/store'
import { OrderFold, historiesNeeded } from '../orders/fold.ts'
import { lookUp } from '../history/look-up.ts'
import { priced } from './priced.ts'

/** Orders and deals of one source. */
export type Reports = {
  readonly orders?: readonly Order[]
  readonly deals?: readonly Deal[]
  readonly source: EventSource
}

type Ledger = { readonly state: LedgerState; readonly store: LedgerStore; readonly time: number }

/** Folds reports into the events that they add to a ledger at `time`, ms since the epoch: for a proposal. */
export async function eventsOfReports(
  { state, store, time }: Ledger,
  { orders = [], deals = [], source }: Reports,
): Promise<readonly EventDraft[]> {
  if (orders.length + deals.length === 0) return []
  const orderIds = [...orders.map(({ orderId }) => orderId), ...deals.map(({ orderId }) => orderId)]
  const lacking = historiesNeeded(state, orderIds)
  const needs = { orderIds, lacking, deals, flows: [] }
  const { dropped, histories, inferred } = await lookUp({ store, state }, needs)
  const without = dropped.length === 0 ? state : record(state, dropped, time).state
  const fold = new OrderFold(without, histories, inferred)
  for (const order of orders) fold.order(order, source)
  for (const deal of [...deals].sort((a, b) => a.time - b.time)) fold.deal({ deal, namedBy: 'rest', source })
  return priced([...dropped, ...fold.happenings])
}
