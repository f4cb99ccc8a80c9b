/** Entry into the ledger for records that neither the stream nor REST brought: imports. */

import { type Deal, type EventSource, type Order, record } from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/store'
import { OrderFold, historiesNeeded } from '../orders/fold.ts'
import { lookUp } from '../history/look-up.ts'
import { priced } from './priced.ts'
import type { Writer } from './writer.ts'

/** Orders and deals of one source. */
export type Reports = {
  readonly orders?: readonly Order[]
  readonly deals?: readonly Deal[]
  readonly source: EventSource
}

/** Writes reports into the ledger. */
export interface LedgerIngest {
  /** Folds and commits reports. Call inside `writer.serial`. Returns the number of changes. */
  applyReports(reports: Reports): Promise<number>
}

/** The intake of one ledger. */
export function intakeOf(desk: { readonly writer: Writer; readonly store: LedgerStore }): LedgerIngest {
  return { applyReports: (reports) => applyReports(desk, reports) }
}

async function applyReports(
  { writer, store }: Parameters<typeof intakeOf>[0],
  { orders = [], deals = [], source }: Reports,
): Promise<number> {
  const orderIds = [...orders.map(({ orderId }) => orderId), ...deals.map(({ orderId }) => orderId)]
  const lacking = historiesNeeded(writer.state, orderIds)
  const needs = { orderIds, lacking, deals, flows: [] }
  const { dropped, histories, inferred } = await lookUp({ store, state: writer.state }, needs)
  const state = dropped.length === 0 ? writer.state : record(writer.state, dropped, writer.now()).state
  const fold = new OrderFold(state, histories, inferred)
  for (const order of orders) fold.order(order, source)
  for (const deal of [...deals].sort((a, b) => a.time - b.time)) fold.deal({ deal, namedBy: 'rest', source })
  await writer.write(priced([...dropped, ...fold.happenings]))
  return fold.happenings.length
}
