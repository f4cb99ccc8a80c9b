/** Placing orders: one, many, or only in earnest enough to be checked. */

import { type OrderSide, type OrderType, type PlacedOrderAnswer, STP_MODES, type StpMode } from '../answers.ts'
import { type Endpoint, type Parameter, SIGNED_CHANGE } from '../endpoint.ts'
import { BATCH_POOL, ORDER_POOL } from '../limits.ts'
import { optional, optionalOneOf, required, requiredOneOf } from '../parameters.ts'

/**
 * Type, price and size of an order: every type but MARKET needs `price` and `quantity`, MARKET one of `quantity` (base)
 * and `quoteOrderQty`. All are plain decimal text.
 */
export type OrderTerms =
  | {
      readonly type: Exclude<OrderType, 'MARKET'>
      readonly price: string
      readonly quantity: string
      readonly quoteOrderQty?: never
    }
  | { readonly type: 'MARKET'; readonly price?: never; readonly quantity: string; readonly quoteOrderQty?: never }
  | { readonly type: 'MARKET'; readonly price?: never; readonly quantity?: never; readonly quoteOrderQty: string }

/** MEXC: there is no timeInForce (a sent one is ignored: use the type), no stop and no iceberg. */
export type PlaceOrderQuery = OrderTerms & {
  readonly symbol: string
  readonly side: OrderSide
  /** At most 32 characters of `[A-Za-z0-9_-]`, unique for the account: what a lost answer is looked up by. */
  readonly newClientOrderId?: string
  readonly stpMode?: StpMode
}

const PLACE_ORDER: { readonly [K in keyof PlaceOrderQuery]-?: Parameter } = {
  symbol: required.text,
  side: requiredOneOf('BUY', 'SELL'),
  type: requiredOneOf('LIMIT', 'MARKET', 'LIMIT_MAKER', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL'),
  quantity: optional.decimal,
  quoteOrderQty: optional.decimal,
  price: optional.decimal,
  newClientOrderId: optional.text,
  stpMode: optionalOneOf(...STP_MODES),
}

/** An acknowledgement, never a fill report. A 5xx or no answer means UNKNOWN: look it up by client id. */
export const placeOrder: Endpoint<PlaceOrderQuery, PlacedOrderAnswer> = {
  ...SIGNED_CHANGE,
  name: 'placeOrder',
  path: '/api/v3/order',
  does: 'Places one order.',
  permission: 'SPOT_DEAL_WRITE',
  weight: { ip: 1, uid: 1 },
  extraLimits: [ORDER_POOL],
  parameters: PLACE_ORDER,
  source: 'docs 2025-09; order pool of 2026-05-22',
}

/** The same checks, without reaching the matching engine; answers `{}`. */
export const testOrder: Endpoint<PlaceOrderQuery, Readonly<Record<string, never>>> = {
  ...SIGNED_CHANGE,
  name: 'testOrder',
  path: '/api/v3/order/test',
  does: 'Checks an order without placing it.',
  permission: 'SPOT_DEAL_WRITE',
  retry: 'read',
  parameters: PLACE_ORDER,
}

/** At most 20 orders, all of one symbol. */
export type PlaceOrdersQuery = { readonly batchOrders: readonly PlaceOrderQuery[] }

/** An order of a batch that was placed. */
export type BatchPlacedOrder = {
  readonly symbol: string
  readonly orderId: string
  readonly orderListId: number
  readonly newClientOrderId?: string
}
/** An order of a batch that was refused, with MEXC's code and text. */
export type BatchRefusedOrder = { readonly newClientOrderId?: string; readonly msg: string; readonly code: number }

/** In the order of the request. MEXC: HTTP 200 even if all failed; each element says for itself. */
export const placeOrders: Endpoint<PlaceOrdersQuery, readonly (BatchPlacedOrder | BatchRefusedOrder)[]> = {
  ...SIGNED_CHANGE,
  name: 'placeOrders',
  path: '/api/v3/batchOrders',
  does: 'Places up to 20 orders of one symbol, each with its own outcome.',
  permission: 'SPOT_DEAL_WRITE',
  weight: { ip: 1, uid: 1 },
  extraLimits: [BATCH_POOL, ORDER_POOL],
  parameters: { batchOrders: { ...required.json, elements: PLACE_ORDER } },
  source: 'docs 2025-08; order pool of 2026-05-22',
}
