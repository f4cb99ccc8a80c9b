/**
 * An order, and the rule that merges two reports of it: executed quantity and status only rise, so the merge of any
 * reports, in any order and repeated, is the same.
 */

import {
  type Amount,
  type Price,
  type Quantity,
  compare,
  isPositive,
  isZero,
  max,
  multiply,
  subtract,
  zero,
} from '@spotdeck/exact'
import type { OrderStatus, OrderType, Side } from '../words.ts'

/** An order of the account, with the highest executed sums reported so far. */
export type Order = {
  readonly orderId: string
  readonly clientOrderId?: string
  readonly symbol: string
  readonly side: Side
  readonly type: OrderType
  /** The exchange's own value where `type` is UNKNOWN or STOP. */
  readonly rawType?: string
  readonly status: OrderStatus
  readonly rawStatus?: string
  /** The limit price; for MARKET orders the exchange's protective price, never a fill price. */
  readonly price: Price
  readonly quantity: Quantity
  readonly executedQuantity: Quantity
  /**
   * Quantity and price of the fill that led to `executedQuantity`; absent before the first fill and where no push
   * reported it.
   */
  readonly lastExecutedQuantity?: Quantity
  readonly quoteQuantity: Amount
  readonly executedQuoteQuantity: Amount
  /** ms since the epoch */
  readonly createdAt: number
  readonly updatedAt: number
  /**
   * Time at which the exchange sent its newest push of the order, in ms since the epoch; absent where the order was
   * only read over REST.
   */
  readonly sentAt?: number
}

/** True for FILLED, CANCELED and PARTIALLY_CANCELED: the order cannot change any more. */
export function isTerminal(status: OrderStatus): boolean {
  return status === 'FILLED' || status === 'CANCELED' || status === 'PARTIALLY_CANCELED'
}

/** Raw status of an order that ended during a gap and that REST no longer returns. */
const BEYOND_REACH = 'BEYOND_REACH'

/** True if the order cannot change any more, whether or not its final status is known. */
export function isOver(order: Pick<Order, 'status' | 'rawStatus'>): boolean {
  return isTerminal(order.status) || isLost(order)
}

const isLost = ({ status, rawStatus }: Pick<Order, 'status' | 'rawStatus'>): boolean =>
  status === 'UNKNOWN' && rawStatus === BEYOND_REACH

/**
 * Closes an order that REST no longer returns, from its deals. `isWhole`: all its executions are known, and so is its
 * final status; otherwise its status is UNKNOWN unless it was filled.
 */
export function closedMissingOrder(
  order: Order,
  executed: Pick<Order, 'executedQuantity' | 'executedQuoteQuantity'>,
  isWhole: boolean,
): Order {
  const { rawStatus: _, ...ended } =
    compare(executed.executedQuantity, order.executedQuantity) > 0 ? { ...withoutLast(order), ...executed } : order
  const isFilled = isPositive(ended.executedQuantity) && compare(ended.executedQuantity, order.quantity) >= 0
  if (isFilled) return { ...ended, status: 'FILLED' }
  if (isWhole) return { ...ended, status: isZero(ended.executedQuantity) ? 'CANCELED' : 'PARTIALLY_CANCELED' }
  return { ...ended, status: 'UNKNOWN', rawStatus: BEYOND_REACH }
}

const withoutLast = ({ lastExecutedQuantity: _, ...order }: Order): Order => order

/** Remaining quantity: never below zero; zero where the exchange gives no quantity. */
export function remainingQuantity(order: Order): Quantity {
  const left = subtract(order.quantity, order.executedQuantity)
  return isPositive(left) ? left : zero()
}

/**
 * Amount not filled, in quote: of an order by amount what it has not spent, else the quantity not filled at its price. A
 * filled order has none left, whatever better prices saved it. `undefined` where it names neither a price nor an amount.
 */
export function remainingQuoteQuantity(order: Order): Amount | undefined {
  const { status, type, price, quantity, quoteQuantity } = order
  if (status === 'FILLED') return zero()
  // MEXC: the amount of a market order by quantity is its quantity at the price that protects it, which nobody ordered.
  if (type === 'MARKET' && isPositive(quantity) && multiply<'quote'>(price, quantity) === quoteQuantity)
    return undefined
  if (type !== 'MARKET' && !isZero(price)) return multiply<'quote'>(price, remainingQuantity(order))
  if (isZero(quoteQuantity)) return undefined
  const left = subtract(quoteQuantity, order.executedQuoteQuantity)
  return isPositive(left) ? left : zero()
}

/**
 * Merges two reports of one order: commutative, associative and idempotent. A late report never reverts anything; a
 * cancel that did not include a fill becomes a partial cancel when the fill arrives.
 */
export function joinOrders(a: Order, b: Order): Order {
  const executedQuantity = max(a.executedQuantity, b.executedQuantity)
  const newer = isNewer(b, a) ? b : a
  const clientOrderId = least(a.clientOrderId, b.clientOrderId)
  const typed = joinType(a, b)
  return {
    orderId: a.orderId,
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    symbol: newer.symbol,
    side: newer.side,
    ...typed,
    ...joinStatus(a, b, executedQuantity),
    price: max(a.price, b.price),
    quantity: max(a.quantity, b.quantity),
    executedQuantity,
    ...joinLastExecuted(a, b, executedQuantity),
    quoteQuantity: max(a.quoteQuantity, b.quoteQuantity),
    executedQuoteQuantity: max(a.executedQuoteQuantity, b.executedQuoteQuantity),
    createdAt: Math.min(a.createdAt, b.createdAt),
    updatedAt: Math.max(a.updatedAt, b.updatedAt),
    ...joinSentAt(a, b),
  }
}

/** True if `next` contains anything that `known` did not; a later time alone does not count. */
export function changesOrder(known: Order, next: Order): boolean {
  return (
    known.status !== next.status ||
    known.rawStatus !== next.rawStatus ||
    known.type !== next.type ||
    known.executedQuantity !== next.executedQuantity ||
    known.executedQuoteQuantity !== next.executedQuoteQuantity ||
    known.quantity !== next.quantity ||
    known.quoteQuantity !== next.quoteQuantity ||
    known.price !== next.price ||
    known.clientOrderId !== next.clientOrderId
  )
}

type StatusPart = Pick<Order, 'status' | 'rawStatus'>

function joinStatus(a: Order, b: Order, executed: Quantity): StatusPart {
  if (a.status === 'FILLED' || b.status === 'FILLED') return { status: 'FILLED' }
  if (isTerminal(a.status) || isTerminal(b.status)) {
    return { status: isZero(executed) ? 'CANCELED' : 'PARTIALLY_CANCELED' }
  }
  if (isLost(a) || isLost(b)) return { status: 'UNKNOWN', rawStatus: BEYOND_REACH }
  if (a.status === 'UNKNOWN' && b.status === 'UNKNOWN') {
    const rawStatus = least(a.rawStatus, b.rawStatus)
    return { status: 'UNKNOWN', ...(rawStatus === undefined ? {} : { rawStatus }) }
  }
  return { status: isZero(executed) && !isPartial(a, b) ? 'NEW' : 'PARTIALLY_FILLED' }
}

/** Among reports with the highest executed quantity: an older report's last fill is no longer the last. */
function joinLastExecuted(a: Order, b: Order, executed: Quantity): Pick<Order, 'lastExecutedQuantity'> {
  const told = [a, b].flatMap((order) =>
    order.lastExecutedQuantity !== undefined && compare(order.executedQuantity, executed) === 0
      ? order.lastExecutedQuantity
      : [],
  )
  const [first, second = first] = told
  return first === undefined || second === undefined ? {} : { lastExecutedQuantity: max(first, second) }
}

function joinSentAt(a: Order, b: Order): Pick<Order, 'sentAt'> {
  const sentAt = Math.max(a.sentAt ?? -Infinity, b.sentAt ?? -Infinity)
  return sentAt === -Infinity ? {} : { sentAt }
}

const isPartial = (a: Order, b: Order): boolean => a.status === 'PARTIALLY_FILLED' || b.status === 'PARTIALLY_FILLED'

function joinType(a: Order, b: Order): Pick<Order, 'type' | 'rawType'> {
  const known = [a, b].filter((order) => order.type !== 'UNKNOWN')
  const pool = known.length > 0 ? known : [a, b]
  const type = pool.map((order) => order.type).sort()[0] ?? a.type
  const rawType = pool
    .filter((order) => order.type === type)
    .reduce<string | undefined>((raw, order) => least(raw, order.rawType), undefined)
  return { type, ...(rawType === undefined ? {} : { rawType }) }
}

function isNewer(b: Order, a: Order): boolean {
  const byQuantity = compare(b.executedQuantity, a.executedQuantity)
  if (byQuantity !== 0) return byQuantity > 0
  return b.updatedAt > a.updatedAt
}

function least(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined) return b
  if (b === undefined) return a
  return a < b ? a : b
}
