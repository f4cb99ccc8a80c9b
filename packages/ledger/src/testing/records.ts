/** Orders and deals for tests of the ledger. */

import { decimal, zero } from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import type { Order } from '../order/order.ts'

/** A BUY of 10 MX at 2 USDT, of which `executed` is executed. */
export function orderOf(id: string, executed: string, status: Order['status'] = 'FILLED'): Order {
  return {
    orderId: id,
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    status,
    price: decimal('2'),
    quantity: decimal('10'),
    executedQuantity: decimal(executed),
    quoteQuantity: decimal('20'),
    executedQuoteQuantity: zero(),
    createdAt: 1,
    updatedAt: 2,
  }
}

/** A deal of that order: bought at 2 USDT without a fee. */
export function dealOf(id: string, orderId: string, quantity: string): Deal {
  return {
    tradeId: id,
    orderId,
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'BUY',
    price: decimal('2'),
    quantity: decimal(quantity),
    quoteQuantity: decimal('20'),
    fee: zero(),
    feeAsset: 'USDT',
    isMaker: false,
    isSelfTrade: false,
    time: 9_000,
  }
}
