import { decimal } from '@spotdeck/exact'
import { expect, it } from 'vitest'
import { NO_ORDERS, type Orders, withDeal, withOrder } from './view-orders.ts'
import type { ViewDeal, ViewOrder } from './view-rows.ts'

const order = (status: ViewOrder['status'], executed: string): ViewOrder => ({
  ...{ orderId: '1', clientOrderId: '', symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', status, createdAt: 1 },
  ...{ price: decimal('2'), quantity: decimal('10'), executedQuantity: decimal(executed) },
  executedQuoteQuantity: decimal('0'),
})

const deal = (tradeId: string, time: number): ViewDeal => ({
  ...{ tradeId, orderId: '1', symbol: 'MXUSDT', side: 'BUY', price: decimal('2'), quantity: decimal('4'), time },
  ...{ fee: decimal('0'), feeAsset: 'USDT', isMaker: false },
})

const all = (...states: readonly ViewOrder[]): Orders =>
  states.reduce((orders, state) => withOrder(orders, state, 1) ?? orders, NO_ORDERS)

it('never takes an order back to less executed, an earlier status or open again', () => {
  const partial = all(order('NEW', '0'), order('PARTIALLY_FILLED', '6'))
  expect(withOrder(partial, order('PARTIALLY_FILLED', '4'), 2)).toBeUndefined()
  expect(withOrder(partial, order('NEW', '0'), 2)).toBeUndefined()
  const ended = all(order('NEW', '0'), order('CANCELED', '0'))
  expect([ended.open.size, ended.ended.size]).toEqual([0, 1])
  expect(withOrder(ended, order('NEW', '0'), 2)).toBeUndefined()
  expect(withOrder(ended, order('PARTIALLY_FILLED', '6'), 2)).toBeUndefined()
})

it('has a deal once, also where REST names it otherwise, and two equal ones of the stream twice', () => {
  const stream = { source: 'stream', most: 10 } as const
  const rest = { source: 'rest', most: 10 } as const
  const two = [deal('a', 1_500), deal('b', 1_700)].reduce(
    (orders, one) => withDeal(orders, one, stream) ?? orders,
    NO_ORDERS,
  )
  expect(two.deals.size).toBe(2)
  const matched = [deal('hex1', 1_000), deal('hex2', 1_000), deal('hex1', 1_000), deal('a', 1_500)].reduce(
    (orders, one) => withDeal(orders, one, rest) ?? orders,
    two,
  )
  expect([...matched.deals.keys()]).toEqual(['1 a BUY', '1 b BUY'])
  expect(withDeal(matched, deal('hex3', 1_000), rest)?.deals.size).toBe(3)
})

it('forgets the oldest deals beyond its bound', () => {
  const three = [1, 2, 3].reduce(
    (orders, n) => withDeal(orders, deal(`t${n}`, n * 1_000), { source: 'stream', most: 2 }) ?? orders,
    NO_ORDERS,
  )
  expect([...three.deals.values()].map(({ tradeId }) => tradeId)).toEqual(['t2', 't3'])
})
