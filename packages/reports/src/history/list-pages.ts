/** Pages of the lists of a ledger in the API's words, newest first. */

import type { DealData, Movement, OrderData, Page } from '@spotdeck/api'
import { type LedgerEvent, costKey } from '@spotdeck/ledger'
import type { HistoryList, HistoryPageQuery, LedgerStore } from '@spotdeck/store'
import type { DealsQuery, MovementsQuery, OrdersQuery } from '../base/port.ts'
import { toDealData, toOrderData } from '../base/envelope.ts'
import { decodeCursor, encodeCursor } from '../base/cursor.ts'
import { type MovementNames, reasonsOfMovements, toMovement } from './history.ts'
import { type Naming, flowsOf, tradesOf } from './movements.ts'

/** A page of orders. */
export async function ordersPage(
  store: Pick<LedgerStore, 'orders'>,
  { cursor, ...filter }: OrdersQuery,
): Promise<Page<OrderData>> {
  const rows = await store.orders({ ...filter, before: cursor === undefined ? undefined : decodeCursor(cursor) })
  const last = rows.length === filter.limit ? rows.at(-1) : undefined
  return {
    items: rows.map(toOrderData),
    nextCursor: last === undefined ? null : encodeCursor({ time: last.createdAt, id: last.orderId }),
  }
}

/** A page of deals. */
export async function dealsPage(
  store: Pick<LedgerStore, 'deals'>,
  { cursor, ...filter }: DealsQuery,
): Promise<Page<DealData>> {
  const rows = await store.deals({ ...filter, before: cursor === undefined ? undefined : decodeCursor(cursor) })
  const last = rows.length === filter.limit ? rows.at(-1) : undefined
  return {
    items: rows.map(toDealData),
    nextCursor: last === undefined ? null : encodeCursor(costKey({ kind: 'deal', deal: last })),
  }
}

/** Changes that take some milliseconds to read. */
const LONG = 200

/** A page of balance changes with their names. */
export async function movementsPage(
  { store, turn }: Pick<Naming, 'store' | 'turn'>,
  { kind, reason, ...query }: MovementsQuery,
): Promise<Page<Movement>> {
  const reasons = reason !== undefined ? { only: [reason] } : kind === undefined ? undefined : reasonsOfMovements(kind)
  const { events, nextCursor } = await historyPage(store, 'movements', { ...query, reasons })
  if (events.length > LONG) await turn()
  const trades = await tradesOf(events, { store, turn, hides: query.hides })
  const flows = await flowsOf(events, { store })
  const names = (n: number): MovementNames => ({ ...trades.get(n), ...flows.get(n) })
  return { items: events.flatMap((event) => toMovement(event, names(event.n))), nextCursor }
}

/** Query of a page of events. */
export type PageOfHistory = Omit<HistoryPageQuery, 'before'> & { readonly cursor?: string | undefined }

/** A page of events of a list. */
export async function historyPage(
  store: Pick<LedgerStore, 'history'>,
  list: HistoryList,
  { cursor, ...query }: PageOfHistory,
): Promise<{ readonly events: readonly LedgerEvent[]; readonly nextCursor: string | null }> {
  const key = cursor === undefined ? undefined : decodeCursor(cursor)
  const before = key === undefined ? undefined : { time: key.time, n: Number(key.id) }
  const events = await store.history(list, { ...query, before })
  const last = events.length === query.limit ? events.at(-1) : undefined
  return { events, nextCursor: last === undefined ? null : encodeCursor({ time: last.time, id: String(last.n) }) }
}
