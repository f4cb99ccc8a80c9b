/** Reach of the exchange's calls into the past: older records are in its store, and in no call but the truth. */

import { DAY_MS, HOUR_MS } from '@spotdeck/ports'

/** MEXC: how far back closed orders are answered. */
export const ORDERS_REACH_MS = 7 * DAY_MS
/** MEXC: how far back deals are answered. */
export const DEALS_REACH_MS = 30 * DAY_MS
/** Answers as of a moment ago still reach as far. */
const SPARE_MS = HOUR_MS

/** Times before which closed orders and deals are no longer answered, ms since the epoch. */
export type Reach = { readonly orders: number; readonly deals: number }

/** Returns how far the calls of a moment reach. */
export function reachAt(now: number): Reach {
  return { orders: now - ORDERS_REACH_MS - SPARE_MS, deals: now - DEALS_REACH_MS - SPARE_MS }
}
