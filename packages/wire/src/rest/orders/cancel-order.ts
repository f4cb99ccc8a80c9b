/** Canceling one order, a symbol's orders, or everything. */

import type { CanceledOrderAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE } from '../endpoint.ts'
import { ORDER_POOL } from '../limits.ts'
import { type NoQuery, type QueryFrom, optional, required } from '../parameters.ts'

const CANCEL_ORDER = {
  symbol: required.text,
  orderId: optional.text,
  origClientOrderId: optional.text,
  /** A name for the cancel itself. */
  newClientOrderId: optional.text,
}
/** One of the two ids (else 700004). */
export type CancelOrderQuery = QueryFrom<typeof CANCEL_ORDER>

/** Unknown or already closed: -2011. Repeating it is harmless: the second attempt can only find the order gone. */
export const cancelOrder: Endpoint<CancelOrderQuery, CanceledOrderAnswer> = {
  ...SIGNED_CHANGE,
  name: 'cancelOrder',
  method: 'DELETE',
  path: '/api/v3/order',
  does: 'Cancels one order, by either id.',
  permission: 'SPOT_DEAL_WRITE',
  extraLimits: [ORDER_POOL],
  retry: 'read',
  parameters: CANCEL_ORDER,
  source: 'docs 2025-08; order pool of 2026-05-22',
}

/** MEXC: older docs take up to five symbols in one call, newer ones one. */
export type CancelOpenOrdersQuery = { readonly symbol: readonly string[] | string }

/** All open orders of a symbol; `[]` when there were none. */
export const cancelOpenOrders: Endpoint<CancelOpenOrdersQuery, readonly CanceledOrderAnswer[]> = {
  ...SIGNED_CHANGE,
  name: 'cancelOpenOrders',
  method: 'DELETE',
  path: '/api/v3/openOrders',
  does: 'Cancels all open orders of one or of several symbols.',
  permission: 'SPOT_DEAL_WRITE',
  extraLimits: [ORDER_POOL],
  parameters: { symbol: required.list },
  source: 'docs 2025-09, 2026-04',
}

/** MEXC: `code` 200 in the docs, 0 in what clients accept: both are success. */
export type CancelAllOrdersAnswer = { readonly code: number; readonly msg: string; readonly timestamp?: number }

/** All open orders of all symbols. */
export const cancelAllOrders: Endpoint<NoQuery, CancelAllOrdersAnswer> = {
  ...SIGNED_CHANGE,
  name: 'cancelAllOrders',
  method: 'DELETE',
  path: '/api/v3/order/all',
  does: 'Cancels every open order of the account.',
  permission: 'SPOT_DEAL_WRITE',
  extraLimits: [ORDER_POOL],
  parameters: {},
  source: 'docs 2026-04',
}
