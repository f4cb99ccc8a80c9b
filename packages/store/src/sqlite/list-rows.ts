/** Reads the rows of a file's lists. A page with a filter reads ranges of an index; hidden names are never read. */

import type { Naming } from '@spotdeck/ledger'
import type { ListedFlow, Unpriced } from '../port.ts'
import { LISTS, type ListPage, type ListRows } from '../sql/lists.ts'
import { type SqliteFile, bodiesOf, bodyOf } from './file.ts'
import type { EventLog } from './event-log.ts'
import { kindsOf } from './kinds.ts'
import { boundsOf, mergedPage } from './merged.ts'
import { dealAt, dealOf, orderAt, orderOf } from './packed.ts'

/** A table that is read in pages: columns of its order, column that is read, number of a history list. */
type PagedTable = {
  readonly table: string
  readonly time: string
  readonly id: string
  readonly body: string
  readonly list?: number
}
const ORDERS: PagedTable = { table: 'orders', time: 'created_at', id: 'order_id', body: 'body' }
const DEALS: PagedTable = { table: 'deals', time: 'time', id: 'id', body: 'body' }
const HISTORY: PagedTable = { table: 'history', time: 'time', id: 'n', body: 'n' }

/** Reads the lists of an open file, whose events are in `log`. */
export function listRows(file: Pick<SqliteFile, 'all'>, log: EventLog): ListRows {
  return {
    kinds: async (list) => kindsOf(file, list),
    orders: async (page) => pageOf(file, ORDERS, page).map(orderAt),
    deals: async (page) => pageOf(file, DEALS, page).map(dealAt),
    events: async (list, page) => log.at(pageOf(file, { ...HISTORY, list: LISTS[list] }, page).map(Number)),
    async ordersOf(ids) {
      return file.all(`SELECT body FROM orders WHERE order_id ${LISTED}`, JSON.stringify(ids)).map(orderOf)
    },
    async dealsOf(ids) {
      // In order of the primary key: for another one the index on time would be read as a whole.
      return file.all(`SELECT * FROM deals WHERE order_id ${LISTED}`, JSON.stringify(ids)).map((row) => {
        const alias = row['alias']
        const deal = dealOf(row)
        return { deal, namedBy: row['named_by'] as Naming, alias: typeof alias === 'string' ? alias : undefined }
      })
    },
    async flowsOf(ids) {
      return file.all(`SELECT body FROM flows WHERE id ${LISTED}`, JSON.stringify(ids)).map(bodyOf<ListedFlow>)
    },
    async dealsAfter({ time, id }, to, limit) {
      // The first bound on time selects the range of the index.
      const sql =
        'SELECT body FROM deals WHERE (time, id) > (?, ?) AND time >= ? AND time < ? ORDER BY time, id LIMIT ?'
      return bodiesOf(file, sql, time, id, time, to, limit).map(dealAt)
    },
    async flowsAfter({ time, id }, limit) {
      const sql = 'SELECT body FROM flows WHERE (time, id) > (?, ?) ORDER BY time, id LIMIT ?'
      return file.all(sql, time, id, limit).map(bodyOf<ListedFlow>)
    },
    async unpriced(limit, { time, id }) {
      const sql = 'SELECT body FROM unpriced WHERE (time, id) > (?, ?) ORDER BY time, id LIMIT ?'
      return file.all(sql, time, id, limit).map(bodyOf<Unpriced>)
    },
    async balances(kinds, { from, to, stepMs }) {
      const sql = `SELECT max(n) AS n FROM history WHERE kind ${LISTED} AND time < ?
        GROUP BY CASE WHEN time < ? THEN -1 ELSE CAST((time - ?) / ? AS INTEGER) END`
      const rows = file.all(sql, JSON.stringify(kinds), to, from, from, stepMs)
      return log.at(rows.map(({ n }) => Number(n)).sort((a, b) => a - b))
    },
  }
}

/** True for one of the values of a parameter, a list as JSON. */
const LISTED = 'IN (SELECT value FROM json_each(?))'

/** Values of a page as they are in JSON. */
function pageOf(
  file: Pick<SqliteFile, 'all'>,
  { table, time, id, body, list }: PagedTable,
  page: ListPage,
): readonly unknown[] {
  const { kinds, orderId, limit } = page
  const bounds = boundsOf(page, { time, id })
  if (kinds !== undefined && orderId === undefined) {
    const select = `SELECT ${time} AS time, ${id} AS id, ${body} AS body FROM ${table}`
    return mergedPage(file, { select, kinds, bounds, limit }).map(bodyOf)
  }
  const ofKinds = kinds === undefined ? '' : ` AND kind ${LISTED}`
  const ofList = list === undefined ? '' : ` AND list = ${list}`
  const sql = `SELECT ${body} AS body FROM ${table} WHERE ${bounds.sql}${ofKinds}${ofList}
    ORDER BY ${time} DESC, ${id} DESC LIMIT ?`
  const values = kinds === undefined ? [] : [JSON.stringify(kinds)]
  return bodiesOf(file, sql, ...bounds.values, ...values, limit)
}
