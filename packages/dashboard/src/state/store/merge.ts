/** Merges rows read over REST with later live ones: each row once, the live copy in place of the read one. */

import type { DealData, OrderData } from '@spotdeck/api'
import { type RowRules, mergeRows, sortedRows } from './row-list.ts'

/** Filter of a list of rows; absent fields do not filter. Times are ms since the epoch. */
export type RowFilter = {
  readonly symbol?: string | undefined
  readonly side?: string | undefined
  readonly type?: string | undefined
  readonly statuses?: ReadonlySet<string> | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly orderId?: string | undefined
}

/** Deals, newest first. A deal never changes, so the copies are the same. */
export function dealRules(filter: RowFilter = {}): RowRules<DealData> {
  return {
    key: dealKey,
    before: (a, b) => b.time - a.time || descending(dealKey(a), dealKey(b)),
    matches: (deal) => matchesDeal(deal, filter),
    replaces: () => false,
  }
}

/** Orders, newest first by when they were placed. A row that changed so that it no longer matches leaves the list. */
export function orderRules(filter: RowFilter = {}): RowRules<OrderData> {
  return {
    key: (order) => order.orderId,
    before: (a, b) => b.createdAt - a.createdAt || descending(a.orderId, b.orderId),
    matches: (order) => matchesOrder(order, filter),
    replaces: (live, shown) => live.updatedAt >= shown.updatedAt,
  }
}

/** Deals read over REST together with those that came since. */
export function mergeDeals(live: readonly DealData[], read: readonly DealData[], filter: RowFilter = {}) {
  const rules = dealRules(filter)
  return mergeRows(sortedRows(read, rules), live, rules)
}

function descending(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? 1 : -1
}

/** Key of a deal: one trade can fill two of our own orders, so its id alone is not unique. */
export function dealKey(deal: Pick<DealData, 'orderId' | 'tradeId' | 'side'>): string {
  return `${deal.orderId}/${deal.tradeId}/${deal.side}`
}

function matchesDeal(deal: DealData, filter: RowFilter): boolean {
  return (
    (filter.symbol === undefined || deal.symbol === filter.symbol) &&
    (filter.side === undefined || deal.side === filter.side) &&
    (filter.orderId === undefined || deal.orderId === filter.orderId) &&
    isWithin(deal.time, filter)
  )
}

/** True if an order belongs to a list with this filter. */
export function matchesOrder(order: OrderData, filter: RowFilter): boolean {
  return (
    (filter.symbol === undefined || order.symbol === filter.symbol) &&
    (filter.side === undefined || order.side === filter.side) &&
    (filter.type === undefined || order.type === filter.type) &&
    (filter.statuses === undefined || filter.statuses.has(order.status)) &&
    isWithin(order.createdAt, filter)
  )
}

function isWithin(time: number, { from = -Infinity, to = Infinity }: RowFilter): boolean {
  return time >= from && time < to
}
