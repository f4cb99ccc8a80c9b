/** Filters and pages of the fake desk's lists. */

import type { DealData, OrderData, Page } from '@spotdeck/api'
import type { ListQuery } from '@spotdeck/reports'

/** True if a row of a list passes its filters. */
export function matches(
  record: OrderData | DealData,
  time: number,
  { symbol, side, from, to, hides }: ListQuery,
): boolean {
  if (hides?.('symbol', record.symbol) === true) return false
  if ('feeAsset' in record && hides?.('asset', record.feeAsset) === true) return false
  if (symbol !== undefined && symbol !== record.symbol) return false
  if (side !== undefined && side !== record.side) return false
  return time >= (from ?? 0) && time <= (to ?? Number.MAX_SAFE_INTEGER)
}

/** One page of a list, from its cursor on. */
export function pageOf<Item>(items: readonly Item[], { cursor, limit }: ListQuery): Page<Item> {
  const from = cursor === undefined ? 0 : Number(cursor)
  const next = from + limit
  return { items: items.slice(from, next), nextCursor: next < items.length ? String(next) : null }
}
