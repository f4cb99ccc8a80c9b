/** The numbers of the private streams and the names REST has for them. Unknown ones answer undefined, never an exception. */

import type { OrderSide, OrderStatus, OrderType } from '../rest/answers.ts'

/** privateOrders.status */
export const STATUS_NUMBERS = {
  NEW: 1,
  FILLED: 2,
  PARTIALLY_FILLED: 3,
  CANCELED: 4,
  PARTIALLY_CANCELED: 5,
} as const satisfies Record<OrderStatus, number>

/** privateOrders.orderType. MEXC: 100 is a stop or take profit of the web page; 101 and 102 were seen for OCO legs. */
export const TYPE_NUMBERS = {
  LIMIT: 1,
  LIMIT_MAKER: 2,
  IMMEDIATE_OR_CANCEL: 3,
  FILL_OR_KILL: 4,
  MARKET: 5,
} as const satisfies Record<OrderType, number>

/** privateOrders.orderType of a stop or take profit: read only, REST cannot place one. */
export const STOP_TYPE_NUMBER = 100
/** Name of a stop order's type in REST answers. */
export const STOP_TYPE_NAME = 'STOP_MARKET_ORDER'

/** tradeType: the side of the own order, or of the taker in public trades. */
export const SIDE_NUMBERS = { BUY: 1, SELL: 2 } as const satisfies Record<OrderSide, number>

/** Order statuses that REST is known to use. */
export const ORDER_STATUSES = [
  'NEW',
  'PARTIALLY_FILLED',
  'FILLED',
  'CANCELED',
  'PARTIALLY_CANCELED',
] as const satisfies readonly OrderStatus[]
/** Order types that REST can place. */
export const ORDER_TYPES = [
  'LIMIT',
  'MARKET',
  'LIMIT_MAKER',
  'IMMEDIATE_OR_CANCEL',
  'FILL_OR_KILL',
] as const satisfies readonly OrderType[]
/** Both sides of an order. */
export const ORDER_SIDES = ['BUY', 'SELL'] as const satisfies readonly OrderSide[]

const ORDER_STATUSES_BY_NUMBER = byNumber(ORDER_STATUSES, STATUS_NUMBERS)
const ORDER_TYPES_BY_NUMBER = byNumber(ORDER_TYPES, TYPE_NUMBERS)
const ORDER_SIDES_BY_NUMBER = byNumber(ORDER_SIDES, SIDE_NUMBERS)

/** Returns whether REST is known to use this status. */
export function isOrderStatus(text: string): text is OrderStatus {
  return Object.hasOwn(STATUS_NUMBERS, text)
}
/** Returns whether REST is known to use this order type; false for stops, which it cannot place. */
export function isOrderType(text: string): text is OrderType {
  return Object.hasOwn(TYPE_NUMBERS, text)
}
/** Returns whether the text is `BUY` or `SELL`. */
export function isOrderSide(text: string): text is OrderSide {
  return text === 'BUY' || text === 'SELL'
}

/** privateOrders.status as REST names it; undefined for a number that is not known. */
export function statusName(status: number): OrderStatus | undefined {
  return ORDER_STATUSES_BY_NUMBER[status]
}
/** privateOrders.orderType as REST names it; undefined for a number that is not known, stops among them. */
export function typeName(orderType: number): OrderType | undefined {
  return ORDER_TYPES_BY_NUMBER[orderType]
}
/** tradeType as REST names it: of the own order, or of the taker in public trades; undefined for any other number. */
export function sideName(tradeType: number): OrderSide | undefined {
  return ORDER_SIDES_BY_NUMBER[tradeType]
}

/** True when nothing more can happen to the order. MEXC: PARTIALLY_CANCELED is closed too, after some fill. */
export function isTerminal(status: OrderStatus): boolean {
  return status === 'FILLED' || status === 'CANCELED' || status === 'PARTIALLY_CANCELED'
}

function byNumber<T extends string>(
  names: readonly T[],
  numbers: Readonly<Record<T, number>>,
): readonly (T | undefined)[] {
  const list: (T | undefined)[] = []
  for (const name of names) list[numbers[name]] = name
  return list
}
