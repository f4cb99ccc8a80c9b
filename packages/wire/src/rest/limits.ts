/** Limits of the exchange besides weights, and the windows of the weights. */

import type { ExtraLimit } from './endpoint.ts'

/** Placing and canceling share one budget per user. */
export const ORDER_POOL: ExtraLimit = { calls: 12, perMs: 1_000, pool: 'orders' }
/** Budget of batch orders. */
export const BATCH_POOL: ExtraLimit = { calls: 2, perMs: 1_000, pool: 'batchOrders' }
/** Budget of account queries. */
export const ACCOUNT_POOL: ExtraLimit = { calls: 2, perMs: 1_000, pool: 'account' }
/** Budget of announcement queries. */
export const ANNOUNCEMENT_POOL: ExtraLimit = { calls: 5, perMs: 2_000, pool: 'announcements' }

/**
 * Budgets of weights. MEXC: the sources disagree. `perEndpoint` is the older model (each endpoint has its own budget by
 * IP and by user), `shared` the newer one (all endpoints of a kind draw on one); support advises `requestsPerSecond`.
 */
export const WEIGHT_LIMITS = {
  windowMs: 10_000,
  perEndpoint: 500,
  sharedByIp: 300,
  sharedByUser: 500,
  requestsPerSecond: 20,
} as const

/** Times of signed requests, in ms. Accepted when `timestamp < now + aheadMs` and `now - timestamp <= recvWindow`. */
export const RECEIVE_WINDOW = { defaultMs: 5_000, maxMs: 60_000, aheadMs: 1_000 } as const

/** The most an account may have. */
export const ACCOUNT_LIMITS = {
  openOrders: 500,
  batchOrders: 20,
  stpGroups: 10,
  dustAssets: 15,
  clientOrderIdLength: 32,
} as const
