/** Rows of orders and deals without the names of their fields: half of their JSON. A field that has no place keeps its name. */

import type { Deal, Order } from '@spotdeck/ledger'
import type { Row } from './file.ts'

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
export const orderOf = (row: Row): Order => unpack(row, ORDER_FIELDS) as Order
/** The stored text of a deal. */
export const packDeal = (deal: Deal): string => pack(deal, DEAL_FIELDS)
/** The deal in a row's column `body`. */
export const dealOf = (row: Row): Deal => unpack(row, DEAL_FIELDS) as Deal

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

function unpack({ body }: Row, fields: readonly string[]): unknown {
  const places = JSON.parse(String(body)) as readonly unknown[]
  const found: Record<string, unknown> = {}
  for (const [i, field] of fields.entries()) {
    const value = places[i] ?? null
    if (value !== null) found[field] = value
  }
  return Object.assign(found, places[fields.length])
}
