/** Projection tables: orders, deals and flows as lists. `pages.ts` has the queries with filters. */

import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type CostKey,
  type Deal,
  type DealPrices,
  type KnownDeal,
  type LedgerEvent,
  type Naming,
  type Order,
  type UnitPrice,
  costKey,
} from '@spotdeck/ledger'
import type { ListedFlow, OrderHistory, Unpriced } from '../port.ts'
import { type FlowPrice, flowId, knownDeal, listed, unpricedKey } from '../projection.ts'
import { type Row, type SqliteFile, bodyOf } from './file.ts'
import { DEAL_KINDS, ORDER_KINDS, kindOf } from './kinds.ts'
import { dealOf, orderOf, packDeal, packOrder } from './packed.ts'

/** Adds the event's list entry, inside the transaction that stores the event. */
export function listEvent(file: SqliteFile, event: LedgerEvent): void {
  const entry = listed(event)
  switch (entry?.kind) {
    case 'order':
      return putOrder(file, entry.order)
    case 'deal':
      putDeal(file, entry.deal, entry.namedBy)
      return listUnpriced(file, entry)
    case 'name': {
      const sql = 'UPDATE deals SET alias = ? WHERE order_id = ? AND trade_id = ? AND side = ?'
      return file.run(sql, entry.alias, entry.orderId, entry.tradeId, entry.side)
    }
    case 'dropped': {
      const sql = 'DELETE FROM deals WHERE order_id = ? AND trade_id = ? AND side = ?'
      file.run(sql, entry.deal.orderId, entry.deal.tradeId, entry.deal.side)
      return withdrawUnpriced(file, entry)
    }
    case 'flow': {
      const sql = 'INSERT INTO flows (id, time, body) VALUES (?, ?, ?)'
      file.run(sql, entry.flow.id, entry.flow.time, JSON.stringify(entry.flow))
      return listUnpriced(file, entry)
    }
    case 'deal-prices':
      return priceDeal(file, entry.deal, entry.prices)
    case 'flow-price':
      return priceFlow(file, entry.id, entry.price)
    case 'told': {
      const sql = "UPDATE flows SET body = json_set(body, '$.told', json(?)) WHERE id = ?"
      return file.run(sql, JSON.stringify(entry.told), entry.id)
    }
    case undefined:
  }
}

/** Puts an order in the list, in the place of an earlier report of it. */
export function putOrder(file: Writing, order: Order): void {
  const kind = kindOf(file, ORDER_KINDS, [order.symbol, order.side, order.type, order.status])
  const sql = 'INSERT OR REPLACE INTO orders (order_id, created_at, kind, body) VALUES (?, ?, ?, ?)'
  file.run(sql, order.orderId, order.createdAt, kind, packOrder(order))
}

/** Puts a deal in the list. */
export function putDeal(file: Writing, deal: Deal, namedBy: Naming, alias: string | null = null): void {
  const kind = kindOf(file, DEAL_KINDS, [deal.symbol, deal.side, deal.feeAsset])
  const sql = `INSERT INTO deals (order_id, trade_id, side, named_by, alias, time, id, kind, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const { orderId, tradeId, side, time } = deal
  const { id } = costKey({ kind: 'deal', deal })
  file.run(sql, orderId, tradeId, side, namedBy, alias, time, id, kind, packDeal(deal))
}

type Writing = Pick<SqliteFile, 'constant' | 'run'>

function listUnpriced(file: SqliteFile, one: Unpriced): void {
  const key = unpricedKey(one)
  if (key === undefined) return
  const body = one.kind === 'deal' ? { kind: one.kind, deal: one.deal } : { kind: one.kind, flow: one.flow }
  file.run('INSERT INTO unpriced (time, id, body) VALUES (?, ?, ?)', key.time, key.id, JSON.stringify(body))
}

/** Removes a deal from the list of those without a price. */
function withdrawUnpriced(file: SqliteFile, { deal }: { readonly deal: Deal }): void {
  const { time, id } = costKey({ kind: 'deal', deal })
  file.run('DELETE FROM unpriced WHERE time = ? AND id = ?', time, `deal ${id}`)
}

function priceDeal(file: SqliteFile, { orderId, tradeId, side }: DealName, prices: DealPrices): void {
  const named = 'order_id = ? AND trade_id = ? AND side = ?'
  const [row] = file.all(`SELECT body FROM deals WHERE ${named}`, orderId, tradeId, side)
  if (row === undefined) return
  const deal = { ...dealOf(row), ...prices }
  file.run(`UPDATE deals SET body = ? WHERE ${named}`, packDeal(deal), orderId, tradeId, side)
  withdrawUnpriced(file, { deal })
  listUnpriced(file, { kind: 'deal', deal })
}

function priceFlow(file: SqliteFile, id: string, price: FlowPrice): void {
  const [row] = file.all('SELECT body FROM flows WHERE id = ?', id)
  if (row === undefined) return
  const flow = { ...bodyOf<ListedFlow>(row), ...price }
  file.run('UPDATE flows SET body = ? WHERE id = ?', JSON.stringify(flow), id)
  file.run('DELETE FROM unpriced WHERE time = ? AND id = ?', flow.time, id)
}

/** Prices of flows by the `n` of the event that brought each. */
export function readFlowPrices(file: Pick<SqliteFile, 'all'>, ns: readonly number[]): ReadonlyMap<number, UnitPrice> {
  const ids = JSON.stringify(ns.map(flowId))
  const rows = file.all('SELECT body FROM flows WHERE id IN (SELECT value FROM json_each(?))', ids)
  const prices = new Map(rows.map(bodyOf<ListedFlow>).map(({ id, unitPrice }) => [id, unitPrice]))
  return new Map(
    ns.flatMap((n) => {
      const price = prices.get(flowId(n))
      return price === undefined ? [] : [[n, price] as const]
    }),
  )
}

/** Deals and flows without a price, ascending by (time, id). */
export function readUnpriced(file: Pick<SqliteFile, 'all'>, limit: number, after?: CostKey): readonly Unpriced[] {
  const { time, id } = after ?? { time: -1, id: '' }
  return file
    .all('SELECT body FROM unpriced WHERE (time, id) > (?, ?) ORDER BY time, id LIMIT ?', time, id, limit)
    .map(bodyOf<Unpriced>)
}

type DealName = Pick<Deal, 'orderId' | 'tradeId' | 'side'>

/** Stored data of each of these orders, without unknown ones. */
export function readHistories(file: SqliteFile, orderIds: readonly string[]): ReadonlyMap<string, OrderHistory> {
  const ids = JSON.stringify(orderIds)
  const named = 'order_id IN (SELECT value FROM json_each(?))'
  const orders = new Map(
    file.all(`SELECT order_id, body FROM orders WHERE ${named}`, ids).map((row) => [row['order_id'], orderOf(row)]),
  )
  const deals = new Map<unknown, KnownDeal[]>()
  // In order of the index, and sorted here: the index on time would be read as a whole.
  for (const row of inTime(file.all(`SELECT * FROM deals WHERE ${named}`, ids))) {
    const ofOrder = deals.get(row['order_id'])
    if (ofOrder === undefined) deals.set(row['order_id'], [known(row)])
    else ofOrder.push(known(row))
  }
  const result = new Map<string, OrderHistory>()
  for (const id of orderIds) {
    const [order, ofOrder] = [orders.get(id), deals.get(id) ?? []]
    if (order !== undefined || ofOrder.length > 0) result.set(id, { order, deals: ofOrder })
  }
  return result
}

/** Sorts deals by time, then by id. */
const inTime = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => Number(a['time']) - Number(b['time']) || (String(a['id']) < String(b['id']) ? -1 : 1))

function known(row: Row): KnownDeal {
  const alias = row['alias']
  return knownDeal(dealOf(row), row['named_by'] as Naming, typeof alias === 'string' ? alias : undefined)
}

/** Flows per read: some milliseconds. */
const FLOWS_PAGE = 500

/** All flows, ascending by time. Many are read page by page, and other work runs between two pages. */
export async function readFlows(file: SqliteFile): Promise<readonly ListedFlow[]> {
  const flows: ListedFlow[] = []
  let after: CostKey | undefined
  for (;;) {
    const page = readFlowsAfter(file, FLOWS_PAGE, after)
    flows.push(...page)
    after = page.at(-1)
    if (after === undefined || page.length < FLOWS_PAGE) return flows
    await nextTurn()
  }
}

/** Flows ascending by (time, id). */
export function readFlowsAfter(
  file: Pick<SqliteFile, 'all'>,
  limit: number,
  { time, id }: CostKey = BEFORE_ALL,
): readonly ListedFlow[] {
  const sql = 'SELECT body FROM flows WHERE (time, id) > (?, ?) ORDER BY time, id LIMIT ?'
  return file.all(sql, time, id, limit).map(bodyOf<ListedFlow>)
}

const BEFORE_ALL: CostKey = { time: -1, id: '' }
