import type { OrderData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { orderedAmount } from './order-amounts.ts'

const order: OrderData = {
  orderId: 'a',
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  status: 'PARTIALLY_FILLED',
  price: '2.49',
  quantity: '10',
  executedQuantity: '4',
  remainingQuantity: '6',
  quoteQuantity: '24.9',
  executedQuoteQuantity: '9.6',
  createdAt: 1,
  updatedAt: 2,
}

test('a limit order has its amount, and a market order by quantity has none: its protective price is not an amount', () => {
  expect(orderedAmount(order)).toBe('24.9')
  expect(orderedAmount({ ...order, type: 'MARKET', status: 'PARTIALLY_CANCELED' })).toBeUndefined()
  expect(orderedAmount({ ...order, type: 'MARKET', price: '0', quoteQuantity: '0' })).toBeUndefined()
})
