/** Answers of one symbol as work for the ledger. */

import type { Answer, Rest } from './question.ts'
import type { Work } from './work.ts'

/** Orders per commit: far fewer than the finished orders that the state keeps while their deals are pending. */
const ORDERS_A_BATCH = 50

/** Orders with their deals in batches: the state keeps a limited number of finished orders whose deals are pending. */
export function inBatches(
  { orders, deals }: Extract<Answer, { kind: 'symbol' }>,
  to: Pick<Extract<Work, { kind: 'reports' }>, 'source' | 'tag'>,
): readonly Work[] {
  const works: Work[] = []
  for (let from = 0; from < orders.rows.length; from += ORDERS_A_BATCH) {
    const some = orders.rows.slice(from, from + ORDERS_A_BATCH)
    const ids = new Set(some.map(({ orderId }) => orderId))
    const own = deals.rows.filter(({ orderId }) => ids.has(orderId))
    works.push({ kind: 'reports', orders: some, deals: own, ...to })
  }
  const told = new Set(orders.rows.map(({ orderId }) => orderId))
  const left = deals.rows.filter(({ orderId }) => !told.has(orderId))
  return left.length === 0 ? works : [...works, { kind: 'reports', orders: [], deals: left, ...to }]
}

/** Ends of what one call did not reach, per kind. */
export function restOf({ orders, deals }: Extract<Answer, { kind: 'symbol' }>): Rest | undefined {
  if (orders.from === undefined && deals.from === undefined) return undefined
  return { orders: orders.from, deals: deals.from }
}
