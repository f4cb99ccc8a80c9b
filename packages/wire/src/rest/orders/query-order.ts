/** Endpoints of orders' states and of their fills. */

import type { MyTradeAnswer, OrderAnswer } from '../answers.ts'
import { type Endpoint, MAX_LIST_BYTES, SIGNED_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required } from '../parameters.ts'

const QUERY_ORDER = { symbol: required.text, orderId: optional.text, origClientOrderId: optional.text }
/** One of the two ids (else 700004). */
export type QueryOrderQuery = QueryFrom<typeof QUERY_ORDER>

/** Unknown order: -2013, which may pass within a second of placing it. Reaches back 7 days. */
export const queryOrder: Endpoint<QueryOrderQuery, OrderAnswer> = {
  ...SIGNED_READ,
  name: 'queryOrder',
  path: '/api/v3/order',
  does: 'One order, by either id.',
  permission: 'SPOT_DEAL_READ',
  weight: { ip: 2 },
  parameters: QUERY_ORDER,
  source: 'docs 2025-09',
}

/** One symbol, up to five, or all when left out. */
export type OpenOrdersQuery = { readonly symbol?: readonly string[] | string }

/** No paging: an account has at most 500. */
export const openOrders: Endpoint<OpenOrdersQuery, readonly OrderAnswer[]> = {
  ...SIGNED_READ,
  name: 'openOrders',
  path: '/api/v3/openOrders',
  does: 'Open orders, of one symbol or of all.',
  permission: 'SPOT_DEAL_READ',
  weight: { ip: 3 },
  maxBytes: MAX_LIST_BYTES,
  parameters: { symbol: optional.list },
  source: 'docs 2025-09',
}

const ALL_ORDERS = {
  symbol: required.text,
  startTime: optional.integer,
  endTime: optional.integer,
  limit: optional.integer,
}
/** Symbol and time range (ms) of orders of any status. */
export type AllOrdersQuery = QueryFrom<typeof ALL_ORDERS>

/** The last 24 h by default, 7 days at most; `limit` 500 by default, 1,000 at most. No cursor: move `endTime`. */
export const allOrders: Endpoint<AllOrdersQuery, readonly OrderAnswer[]> = {
  ...SIGNED_READ,
  name: 'allOrders',
  path: '/api/v3/allOrders',
  does: 'Orders of one symbol, 7 days at most.',
  permission: 'SPOT_DEAL_READ',
  weight: { ip: 10 },
  parameters: ALL_ORDERS,
  source: 'docs 2025-09',
}

const MY_TRADES = {
  symbol: required.text,
  orderId: optional.text,
  startTime: optional.integer,
  endTime: optional.integer,
  limit: optional.integer,
}
/** Symbol, order and time range (ms) of fills. */
export type MyTradesQuery = QueryFrom<typeof MY_TRADES>

/** Newest first, one month back; `limit` 100 by default. MEXC: later docs allow 1,000, 100 is safe. */
export const myTrades: Endpoint<MyTradesQuery, readonly MyTradeAnswer[]> = {
  ...SIGNED_READ,
  name: 'myTrades',
  path: '/api/v3/myTrades',
  does: 'Own fills of one symbol, one month at most.',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 10 },
  parameters: MY_TRADES,
  source: 'docs 2026-04; keys as recorded live',
}
