/** Rows of orders and deals without the names of their fields: half of their JSON. A field that has no place keeps its name. */

import type { Deal, Order } from '@spotdeck/ledger'
import { type Row, bodyOf } from './file.ts'

/** Places of the fields; a released place is never changed, and new fields go to the end. */
const ORDER_FIELDS: readonly (keyof Order)[] = [
  'orderId',
  'symbol',
  'side',
  'type',
  'status',
  'price',
  'quantity',
  'executedQuantity',
  'quoteQuantity',
  'executedQuoteQuantity',
  'createdAt',
  'updatedAt',
  'sentAt',
  'lastExecutedQuantity',
  'clientOrderId',
  'rawType',
  'rawStatus',
]
const DEAL_FIELDS: readonly (keyof Deal)[] = [
  'tradeId',
  'orderId',
  'symbol',
  'baseAsset',
  'quoteAsset',
  'side',
  'price',
  'quantity',
  'quoteQuantity',
  'fee',
  'feeAsset',
  'isMaker',
  'isSelfTrade',
  'time',
  'sentAt',
  'clientOrderId',
  'rank',
  'quoteUnitPrice',
  'feeUnitPrice',
]

/** The stored text of an order. */
export const packOrder = (order: Order): string => pack(order, ORDER_FIELDS)
/** The order in a row's column `body`. */
export const orderOf = (row: Row): Order => orderAt(bodyOf(row))
/** The order of a stored text. @param text what it is as JSON */
export function orderAt(text: unknown): Order {
  const places = text as Places
  // A literal of what every order has: fields that are set one by one take twice the time.
  const order = {
    orderId: places[0],
    symbol: places[1],
    side: places[2],
    type: places[3],
    status: places[4],
    price: places[5],
    quantity: places[6],
    executedQuantity: places[7],
    quoteQuantity: places[8],
    executedQuoteQuantity: places[9],
    createdAt: places[10],
    updatedAt: places[11],
  }
  return withOptional(order, { places, fields: ORDER_FIELDS, from: 12 }) as Order
}
/** The stored text of a deal. */
export const packDeal = (deal: Deal): string => pack(deal, DEAL_FIELDS)
/** The deal in a row's column `body`. */
export const dealOf = (row: Row): Deal => dealAt(bodyOf(row))
/** The deal of a stored text. @param text what it is as JSON */
export function dealAt(text: unknown): Deal {
  const places = text as Places
  const deal = {
    tradeId: places[0],
    orderId: places[1],
    symbol: places[2],
    baseAsset: places[3],
    quoteAsset: places[4],
    side: places[5],
    price: places[6],
    quantity: places[7],
    quoteQuantity: places[8],
    fee: places[9],
    feeAsset: places[10],
    isMaker: places[11],
    isSelfTrade: places[12],
    time: places[13],
  }
  return withOptional(deal, { places, fields: DEAL_FIELDS, from: 14 }) as Deal
}

/** Values in their places, absent ones null; what has no place is an object at the end. */
function pack(value: object, fields: readonly string[]): string {
  const left = new Map<string, unknown>(Object.entries(value))
  const places = fields.map((field) => {
    const found = left.get(field)
    left.delete(field)
    return found ?? null
  })
  if (left.size > 0) return JSON.stringify([...places, Object.fromEntries(left)])
  while (places.at(-1) === null) places.pop()
  return JSON.stringify(places)
}

type Places = readonly unknown[]

/** Adds the fields from place `from` on, as far as they are there, and what has no place. */
function withOptional(
  found: Record<string, unknown>,
  { places, fields, from }: { readonly places: Places; readonly fields: readonly string[]; readonly from: number },
): unknown {
  for (let i = from; i < places.length; i++) {
    const [field, value] = [fields[i], places[i] ?? null]
    if (field === undefined) Object.assign(found, value)
    else if (value !== null) found[field] = value
  }
  return found
}
