/** Lists of a ledger in SQLite: orders, deals, flows and history. */

import type { LedgerLists } from '../port.ts'
import { type SqliteFile, bodiesOf } from './file.ts'
import type { EventLog } from './event-log.ts'
import { readBalances, readHistory } from './history.ts'
import { readFlowPrices, readFlows, readFlowsAfter, readHistories, readUnpriced } from './lists.ts'
import { dealAt } from './packed.ts'
import { readDeals, readOrders } from './pages.ts'

/** Reads the lists of an open file. */
export function storedLists(file: SqliteFile, log: EventLog): LedgerLists {
  return {
    async histories(orderIds) {
      return readHistories(file, orderIds)
    },
    async orders(query) {
      return readOrders(file, query)
    },
    async deals(query) {
      return readDeals(file, query)
    },
    async dealsAscending({ from, to }, limit, after) {
      const start = after ?? { time: from, id: '' }
      const sql =
        'SELECT body FROM deals WHERE (time, id) > (?, ?) AND time >= ? AND time < ? ORDER BY time, id LIMIT ?'
      // The first bound on time selects the index range: it must not be earlier than the cursor.
      return bodiesOf(file, sql, start.time, start.id, Math.max(from, start.time), to, limit).map(dealAt)
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
      return readHistory(file, log, list, query)
    },
    async balances(query) {
      return readBalances(file, log, query)
    },
  }
}
