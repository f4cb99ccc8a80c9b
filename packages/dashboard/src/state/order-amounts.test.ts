import type { OrderData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { orderedAmount, remainingAmount } from './order-amounts.ts'

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

test('a limit order has unfilled quantity × limit price left, without price improvement', () => {
  expect(orderedAmount(order)).toBe('24.9')
  expect(remainingAmount(order)).toBe('14.94')
  const canceled: OrderData = { ...order, status: 'PARTIALLY_CANCELED' }
  expect(remainingAmount(canceled)).toBe('14.94')
  const filled: OrderData = { ...order, status: 'FILLED', remainingQuantity: '0', executedQuantity: '10' }
  expect(remainingAmount(filled)).toBe('0')
})

test('an order by amount has its unspent amount left, at least 0', () => {
  const byAmount: OrderData = { ...order, type: 'MARKET', quantity: '0', remainingQuantity: '0', quoteQuantity: '20' }
  expect(remainingAmount(byAmount)).toBe('10.4')
  expect(remainingAmount({ ...byAmount, executedQuoteQuantity: '20.1' })).toBe('0')
  expect(remainingAmount({ ...byAmount, status: 'FILLED' })).toBe('0')
})

test('a market order by quantity has no ordered amount: its protective price is not an amount', () => {
  const market: OrderData = { ...order, type: 'MARKET', status: 'PARTIALLY_CANCELED' }
  expect(orderedAmount(market)).toBeUndefined()
  expect(remainingAmount(market)).toBeUndefined()
})

test('no amount is invented if the exchange gave neither price nor amount', () => {
  const bare: OrderData = { ...order, type: 'MARKET', price: '0', quoteQuantity: '0' }
  expect(orderedAmount(bare)).toBeUndefined()
  expect(remainingAmount(bare)).toBeUndefined()
  expect(remainingAmount({ ...bare, quantity: '0', remainingQuantity: '0' })).toBeUndefined()
})
