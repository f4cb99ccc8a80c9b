/** Lists of a ledger in SQLite: orders, deals, flows and history. */

import type { Deal, Order } from '@spotdeck/ledger'
import type { LedgerLists } from '../port.ts'
import { type SqliteFile, bodyOf } from './database.ts'
import { readBalances, readHistory } from './history.ts'
import {
  dealFilter,
  orderFilter,
  readFlowPrices,
  readFlows,
  readFlowsAfter,
  readHistories,
  readUnpriced,
} from './lists.ts'
import { visibleDeals, visibleHistory, visibleOrders } from './visible.ts'

/** Reads the lists of an open file. A query that hides names reads one index range per visible name. */
export function storedLists(file: SqliteFile): LedgerLists {
  return {
    async histories(orderIds) {
      return readHistories(file, orderIds)
    },
    async orders(query) {
      if (query.hides !== undefined) return visibleOrders(file, query, query.hides)
      const { where, values } = orderFilter(query)
      const sql = `SELECT body FROM orders ${where} ORDER BY created_at DESC, order_id DESC LIMIT ?`
      return file.all(sql, ...values, query.limit).map(bodyOf<Order>)
    },
    async deals(query) {
      if (query.hides !== undefined) return visibleDeals(file, query, query.hides)
      const { where, values } = dealFilter(query)
      const sql = `SELECT body FROM deals ${where} ORDER BY time DESC, id DESC LIMIT ?`
      return file.all(sql, ...values, query.limit).map(bodyOf<Deal>)
    },
    async dealsAscending({ from, to }, limit, after) {
      const start = after ?? { time: from, id: '' }
      const sql =
        'SELECT body FROM deals WHERE (time, id) > (?, ?) AND time >= ? AND time < ? ORDER BY time, id LIMIT ?'
      // The first bound on time selects the index range: it must not be earlier than the cursor.
      return file.all(sql, start.time, start.id, Math.max(from, start.time), to, limit).map(bodyOf<Deal>)
    },
    async flows() {
      return readFlows(file)
    },
    async flowsAscending(limit, after) {
      return readFlowsAfter(file, limit, after)
    },
    async flowPrices(ns) {
      return readFlowPrices(file, ns)
    },
    async unpriced(limit, after) {
      return readUnpriced(file, limit, after)
    },
    async history(list, query) {
      return query.hides === undefined ? readHistory(file, list, query) : visibleHistory(file, list, query, query.hides)
    },
    async balances(query) {
      return readBalances(file, query)
    },
  }
}
