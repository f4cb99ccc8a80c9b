/** Projection tables: orders, deals and flows as lists, and the filters over them. */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Deal, type KnownDeal, type LedgerEvent, type Naming, type Order, costKey } from '@spotdeck/ledger'
import type { DealPageQuery, ListedFlow, OrderHistory, OrderPageQuery } from '../port.ts'
import { knownDeal, listed } from '../projection.ts'
import { type Row, type SqliteFile, type Value, bodyOf } from './database.ts'

/** Adds the event's list entry, inside the transaction that stores the event. */
export function listEvent(file: SqliteFile, event: LedgerEvent): void {
  const entry = listed(event)
  switch (entry?.kind) {
    case 'order': {
      const { order } = entry
      const sql =
        'INSERT OR REPLACE INTO orders (order_id, created_at, symbol, side, status, body) VALUES (?, ?, ?, ?, ?, ?)'
      return file.run(
        sql,
        order.orderId,
        order.createdAt,
        order.symbol,
        order.side,
        order.status,
        JSON.stringify(order),
      )
    }
    case 'deal':
      return insertDeal(file, entry.deal, entry.namedBy)
    case 'name': {
      const sql = 'UPDATE deals SET alias = ? WHERE order_id = ? AND trade_id = ? AND side = ?'
      return file.run(sql, entry.alias, entry.orderId, entry.tradeId, entry.side)
    }
    case 'dropped': {
      const sql = 'DELETE FROM deals WHERE order_id = ? AND trade_id = ? AND side = ?'
      return file.run(sql, entry.deal.orderId, entry.deal.tradeId, entry.deal.side)
    }
    case 'flow':
      return file.run(
        'INSERT INTO flows (id, time, body) VALUES (?, ?, ?)',
        entry.flow.id,
        entry.flow.time,
        JSON.stringify(entry.flow),
      )
    case 'told': {
      const sql = "UPDATE flows SET body = json_set(body, '$.told', json(?)) WHERE id = ?"
      return file.run(sql, JSON.stringify(entry.told), entry.id)
    }
    case undefined:
  }
}

function insertDeal(file: SqliteFile, deal: Deal, namedBy: Naming): void {
  const sql =
    'INSERT INTO deals (order_id, trade_id, side, named_by, time, id, symbol, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
  const { id } = costKey({ kind: 'deal', deal })
  file.run(sql, deal.orderId, deal.tradeId, deal.side, namedBy, deal.time, id, deal.symbol, JSON.stringify(deal))
}

/** Stored data of each of these orders, without unknown ones. */
export function readHistories(file: SqliteFile, orderIds: readonly string[]): ReadonlyMap<string, OrderHistory> {
  const ids = JSON.stringify(orderIds)
  const named = 'order_id IN (SELECT value FROM json_each(?))'
  const orders = new Map(
    file
      .all(`SELECT order_id, body FROM orders WHERE ${named}`, ids)
      .map((row) => [row['order_id'], bodyOf<Order>(row)]),
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
  return knownDeal(bodyOf<Deal>(row), row['named_by'] as Naming, typeof alias === 'string' ? alias : undefined)
}

/** Flows per read: some milliseconds. */
const FLOWS_PAGE = 500

/** All flows, ascending by time. Many are read page by page, and other work runs between two pages. */
export async function readFlows(file: SqliteFile): Promise<readonly ListedFlow[]> {
  const flows: ListedFlow[] = []
  for (let [time, id] = [0, '']; ;) {
    const page = file
      .all('SELECT body FROM flows WHERE (time, id) > (?, ?) ORDER BY time, id LIMIT ?', time, id, FLOWS_PAGE)
      .map(bodyOf<ListedFlow>)
    flows.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < FLOWS_PAGE) return flows
    ;[time, id] = [last.time, last.id]
    await nextTurn()
  }
}

type Filter = { readonly where: string; readonly values: readonly Value[] }

/** Conditions of an order query. */
export function orderFilter(query: OrderPageQuery): Filter {
  const clauses = common(query, 'created_at', 'order_id')
  if (query.statuses !== undefined) {
    clauses.push([`status IN (${query.statuses.map(() => '?').join(', ')})`, [...query.statuses]])
  }
  if (query.types !== undefined) {
    clauses.push([`json_extract(body, '$.type') IN (${query.types.map(() => '?').join(', ')})`, [...query.types]])
  }
  return joined(clauses)
}

/** Conditions of a deal query. */
export function dealFilter(query: DealPageQuery): Filter {
  const clauses = common(query, 'time', 'id')
  if (query.orderId !== undefined) clauses.push(['order_id = ?', [query.orderId]])
  return joined(clauses)
}

type Clause = readonly [sql: string, values: readonly Value[]]

function common(query: OrderPageQuery | DealPageQuery, time: string, id: string): Clause[] {
  const clauses: Clause[] = []
  if (query.before !== undefined) clauses.push([`(${time}, ${id}) < (?, ?)`, [query.before.time, query.before.id]])
  if (query.symbol !== undefined) clauses.push(['symbol = ?', [query.symbol]])
  if (query.side !== undefined) clauses.push(['side = ?', [query.side]])
  if (query.from !== undefined) clauses.push([`${time} >= ?`, [query.from]])
  if (query.to !== undefined) clauses.push([`${time} < ?`, [query.to]])
  return clauses
}

function joined(clauses: readonly Clause[]): Filter {
  if (clauses.length === 0) return { where: '', values: [] }
  return {
    where: `WHERE ${clauses.map(([sql]) => sql).join(' AND ')}`,
    values: clauses.flatMap(([, values]) => values),
  }
}
