/** Balances, orders and deals of a view, in the SDK's terms: from a push or from REST. */

import {
  add,
  decimal,
  type Amount,
  type AssetAmount,
  type Decimal,
  ExactError,
  isZero,
  type Price,
  type Quantity,
  zero,
} from '@spotdeck/exact'
import {
  type BalanceAnswer,
  executedQuoteOf,
  isOrderSide,
  isOrderStatus,
  isTerminal,
  type MyTradeAnswer,
  type OrderAnswer,
  type OrderSide,
  type OrderStatus,
  type PrivateDeals,
  type PrivateOrders,
  sideName,
  statusName,
  typeName,
} from '@spotdeck/wire'

/** Balance of one asset. */
export type ViewBalance = {
  readonly asset: string
  /** Available to new orders. */
  readonly free: AssetAmount
  /** Held by open orders. */
  readonly locked: AssetAmount
  readonly total: AssetAmount
}

/** An order as it is known now. */
export type ViewOrder = {
  readonly orderId: string
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: OrderSide
  /** As REST names it; `UNKNOWN` for types that only the website can place. */
  readonly type: string
  readonly status: OrderStatus | 'UNKNOWN'
  readonly price: Price
  /** Base. */
  readonly quantity: Quantity
  readonly executedQuantity: Quantity
  readonly executedQuoteQuantity: Amount
  /** ms since the epoch. */
  readonly createdAt: number
}

/** A fill of an own order. */
export type ViewDeal = {
  readonly tradeId: string
  readonly orderId: string
  readonly symbol: string
  readonly side: OrderSide
  readonly price: Price
  readonly quantity: Quantity
  readonly fee: AssetAmount
  readonly feeAsset: string
  readonly isMaker: boolean
  /** ms since the epoch; over REST cut to a whole second. */
  readonly time: number
}

/** MEXC: a field that is not there is zero. @throws {ExactError} for text that is no number: it is not shown as zero */
function number<U extends string>(text: string | null | undefined): Decimal<U> {
  return text === '' || text === null || text === undefined ? zero() : decimal<U>(String(text))
}

/** The row of a push; undefined where its side is not known or a number cannot be read. */
function readable<Row>(tradeType: number, rowOf: (side: OrderSide) => Row): Row | undefined {
  const side = sideName(tradeType)
  try {
    return side && rowOf(side)
  } catch (error) {
    if (error instanceof ExactError) return undefined
    throw error
  }
}

/** The order of a push; undefined where it cannot be read. */
export function orderOfPush(symbol: string, push: PrivateOrders): ViewOrder | undefined {
  return readable(push.tradeType, (side) => ({
    orderId: push.id,
    clientOrderId: push.clientId,
    symbol,
    side,
    type: typeName(push.orderType) ?? 'UNKNOWN',
    status: statusName(push.status) ?? 'UNKNOWN',
    price: number(push.price),
    quantity: number(push.quantity),
    executedQuantity: number(push.cumulativeQuantity),
    executedQuoteQuantity: number(push.cumulativeAmount),
    createdAt: push.createTime,
  }))
}

/** The order of an answer; undefined where its side is not known, or its amount is not said. */
export function orderOfAnswer(answer: OrderAnswer): ViewOrder | undefined {
  const { side, status } = answer
  const executedQuantity = number<'base'>(answer.executedQty)
  const executedQuote = executedQuoteOf(answer)
  if (!isOrderSide(side) || (executedQuote === undefined && !isZero(executedQuantity))) return undefined
  return {
    orderId: answer.orderId,
    clientOrderId: answer.clientOrderId ?? '',
    symbol: answer.symbol,
    side,
    type: answer.type,
    status: isOrderStatus(status) ? status : 'UNKNOWN',
    price: number(answer.price),
    quantity: number(answer.origQty),
    executedQuantity,
    executedQuoteQuantity: number(executedQuote),
    createdAt: answer.time,
  }
}

/** The deal of a push; undefined where it cannot be read. */
export function dealOfPush(symbol: string, push: PrivateDeals): ViewDeal | undefined {
  return readable(push.tradeType, (side) => ({
    tradeId: push.tradeId,
    orderId: push.orderId,
    symbol,
    side,
    price: number(push.price),
    quantity: number(push.quantity),
    fee: number(push.feeAmount),
    feeAsset: push.feeCurrency,
    isMaker: push.isMaker,
    time: push.time,
  }))
}

/** The deal of an answer. */
export function dealOfAnswer(row: MyTradeAnswer): ViewDeal {
  return {
    tradeId: row.id,
    orderId: row.orderId,
    symbol: row.symbol,
    side: row.isBuyer ? 'BUY' : 'SELL',
    price: number(row.price),
    quantity: number(row.qty),
    fee: number(row.commission),
    feeAsset: row.commissionAsset ?? '',
    isMaker: row.isMaker,
    time: row.time,
  }
}

/** True once nothing more can happen to the order. */
export function hasEnded({ status }: ViewOrder): boolean {
  return status !== 'UNKNOWN' && isTerminal(status)
}

/** A balance with its total. */
export function valued(asset: string, free: AssetAmount, locked: AssetAmount): ViewBalance {
  return { asset, free, locked, total: add(free, locked) }
}

/** The balance of an answer. */
export const balanceOf = ({ asset, free, locked }: BalanceAnswer): ViewBalance =>
  valued(asset, number(free), number(locked))
