/** An order inside the venue, in integers, and the record it shows to the world. */

import type { OrderSide, OrderStatus, OrderType } from '@spotdeck/wire'
import type { BookOrder } from '../matching/order.ts'
import type { Account } from './account.ts'
import type { OrderRecord, StpMode } from './exchange.ts'
import type { Market } from './market-book.ts'
import type { BotOrder } from './bot-order.ts'
import { type Money, fromMoney, textOf } from './units.ts'

/** Whoever has an order in a book. */
export type Party = VenueOrder | BotOrder

export type VenueOrder = {
  readonly account: Account
  readonly market: Market
  readonly symbol: string
  readonly orderId: string
  readonly clientOrderId: string | undefined
  readonly side: OrderSide
  readonly type: OrderType
  /** The limit; for MARKET the protective price. */
  readonly ticks: number
  /** Ordered lots; for MARKET by quote amount the lots executed so far. */
  lots: number
  /** Ordered quote. */
  readonly quote: Money
  /** Bounded by `quote` instead of `lots`. */
  readonly byQuote: boolean
  executedLots: number
  executedQuote: Money
  /** What the account still has locked for it: quote of a buy, base of a sell. */
  held: Money
  status: OrderStatus
  /** Where it rests, or rested. */
  resting: BookOrder<VenueOrder> | undefined
  isMaker: boolean
  readonly stpMode: StpMode | undefined
  /** Set when self-trade prevention ended it. */
  stopped: boolean
  readonly createdAt: number
  updatedAt: number
  /** What was shown last; dropped with every change. */
  record: OrderRecord | undefined
}

/** The order as the world sees it now. */
export function recordOf(order: VenueOrder): OrderRecord {
  if (order.record !== undefined) return order.record
  const { priceDigits, quantityDigits } = order.market.scale
  const record: OrderRecord = {
    account: order.account.id,
    symbol: order.symbol,
    orderId: order.orderId,
    ...(order.clientOrderId === undefined ? {} : { clientOrderId: order.clientOrderId }),
    side: order.side,
    type: order.type,
    status: order.status,
    price: textOf(order.ticks, priceDigits),
    quantity: textOf(order.lots, quantityDigits),
    quoteQuantity: fromMoney(order.quote),
    executedQuantity: textOf(order.executedLots, quantityDigits),
    executedQuoteQuantity: fromMoney(order.executedQuote),
    isMaker: order.isMaker,
    ...(order.stpMode === undefined ? {} : { stpMode: order.stpMode }),
    ...(order.stopped ? { cancelReason: 'stp_cancel' as const } : {}),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  }
  order.record = record
  return record
}

/** Notes a change of the order's state. */
export function touch(order: VenueOrder, status: OrderStatus, time: number): void {
  order.status = status
  order.updatedAt = time
  order.record = undefined
}

export function isOpen(status: OrderStatus): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED'
}

/** How an order that was canceled now ends. */
export function canceledStatus(order: VenueOrder): OrderStatus {
  return order.executedLots > 0 ? 'PARTIALLY_CANCELED' : 'CANCELED'
}
