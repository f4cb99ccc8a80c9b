/** One list out of what was read over REST and what has happened since: each row once, the live copy over the read one. */

import type { DealData, OrderData } from '@spotdeck/api'

/** Which rows a list is about; absent fields do not filter. Times are ms since the epoch. */
export type RowFilter = {
  readonly symbol?: string | undefined
  readonly side?: string | undefined
  readonly statuses?: ReadonlySet<string> | undefined
  readonly from?: number | undefined
  readonly orderId?: string | undefined
}

/** Deals, newest first. A deal never changes, so the copies are the same. */
export function mergeDeals(
  live: readonly DealData[],
  read: readonly DealData[],
  filter: RowFilter = {},
): readonly DealData[] {
  const rows = new Map(read.map((deal) => [dealKey(deal), deal]))
  for (const deal of live) {
    if (matchesDeal(deal, filter)) rows.set(dealKey(deal), deal)
  }
  return [...rows.values()].sort((a, b) => b.time - a.time || (dealKey(a) < dealKey(b) ? 1 : -1))
}

/** What names a deal: one trade can fill two of our own orders, so the trade's id alone does not. */
export function dealKey(deal: DealData): string {
  return `${deal.orderId}/${deal.tradeId}/${deal.side}`
}

/** Orders, newest first by when they were placed. A row that changed so that it no longer matches leaves the list. */
export function mergeOrders(
  live: readonly OrderData[],
  read: readonly OrderData[],
  filter: RowFilter = {},
): readonly OrderData[] {
  const rows = new Map(read.map((order) => [order.orderId, order]))
  for (const order of live) {
    const known = rows.get(order.orderId)
    if (known !== undefined && known.updatedAt > order.updatedAt) continue
    if (matchesOrder(order, filter)) rows.set(order.orderId, order)
    else rows.delete(order.orderId)
  }
  return [...rows.values()].sort((a, b) => b.createdAt - a.createdAt || (a.orderId < b.orderId ? 1 : -1))
}

function matchesDeal(deal: DealData, filter: RowFilter): boolean {
  return (
    (filter.symbol === undefined || deal.symbol === filter.symbol) &&
    (filter.side === undefined || deal.side === filter.side) &&
    (filter.orderId === undefined || deal.orderId === filter.orderId) &&
    (filter.from === undefined || deal.time >= filter.from)
  )
}

/** Whether an order belongs to a list with this filter. */
export function matchesOrder(order: OrderData, filter: RowFilter): boolean {
  return (
    (filter.symbol === undefined || order.symbol === filter.symbol) &&
    (filter.side === undefined || order.side === filter.side) &&
    (filter.statuses === undefined || filter.statuses.has(order.status)) &&
    (filter.from === undefined || order.createdAt >= filter.from)
  )
}
