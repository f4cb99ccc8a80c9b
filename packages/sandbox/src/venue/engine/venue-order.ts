/** An order inside the venue, in integers, and the record it shows to the world. */

import { defined } from '@spotdeck/ports'
import type { OrderStatus } from '@spotdeck/wire'
import type { OrderRecord } from '../contract/exchange.ts'
import { fromMoney, textOf } from '../contract/units.ts'
import type { VenueOrder } from './model.ts'

/** The order as the world sees it now. */
export function recordOf(order: VenueOrder): OrderRecord {
  if (order.record !== undefined) return order.record
  const { priceDigits, quantityDigits } = order.market.scale
  const record: OrderRecord = defined({
    account: order.account.id,
    symbol: order.symbol,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.type,
    status: order.status,
    price: textOf<'quote per base'>(order.ticks, priceDigits),
    quantity: textOf<'base'>(order.lots, quantityDigits),
    quoteQuantity: fromMoney<'quote'>(order.quote),
    executedQuantity: textOf<'base'>(order.executedLots, quantityDigits),
    executedQuoteQuantity: fromMoney<'quote'>(order.executedQuote),
    isMaker: order.isMaker,
    heldBack: order.heldBack,
    stpMode: order.stpMode,
    cancelReason: order.stopped ? ('stp_cancel' as const) : undefined,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  })
  order.record = record
  return record
}

/** Records a change of the order's state. */
export function touch(order: VenueOrder, status: OrderStatus, time: number): void {
  order.status = status
  order.updatedAt = time
  order.record = undefined
}

/** Returns whether an order of this status is open. */
export function isOpen(status: OrderStatus): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED'
}

/** Returns the final status of an order that is canceled now. */
export function canceledStatus(order: VenueOrder): OrderStatus {
  return order.executedLots > 0 ? 'PARTIALLY_CANCELED' : 'CANCELED'
}
