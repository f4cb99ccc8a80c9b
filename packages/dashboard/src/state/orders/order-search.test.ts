import type { OrderData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { findOrders, mayNameOrder } from './order-search.ts'

const order = (orderId: string, clientOrderId?: string): OrderData => ({
  orderId,
  ...(clientOrderId === undefined ? {} : { clientOrderId }),
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  status: 'NEW',
  price: '2',
  quantity: '1',
  executedQuantity: '0',
  remainingQuantity: '1',
  quoteQuantity: '2',
  executedQuoteQuantity: '0',
  createdAt: 1,
  updatedAt: 1,
})
const rows = [order('C02__505979017439002624115', 'grid-7'), order('C02__505979017439002624999', 'grid-8')]
const found = (query: string) => findOrders(rows, query).map(({ orderId }) => orderId)

test('an order is found by a part of its id, in any case, and by the id that its owner gave it', () => {
  expect(found('c02__505979017439002624115')).toEqual(['C02__505979017439002624115'])
  expect(found(' 624999 ')).toEqual(['C02__505979017439002624999'])
  expect(found('grid-7')).toEqual(['C02__505979017439002624115'])
  expect(findOrders(rows, 'grid').map(({ name }) => name)).toEqual(['grid-7', 'grid-8'])
})

test('a whole id that no row has is looked up, a market or a few letters are not', () => {
  expect(found('C02__404444444444444444444')).toEqual(['C02__404444444444444444444'])
  expect(found('MXUSDT')).toEqual([])
  expect(found('gri')).toEqual([])
  expect(found('no order at all 12')).toEqual([])
  expect(found('../../../etc/passwd1')).toEqual([])
})

test('of thousands of matches a few are offered', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => order(`C02__${at}`))
  expect(findOrders(many, 'C02_')).toHaveLength(6)
})

test('text without a match is reported as no order if it looks like an id, else as no market', () => {
  for (const id of ['505979', ' C02__404 ', 'grid-99']) expect([id, mayNameOrder(id)]).toEqual([id, true])
  for (const name of ['', 'MXUSD', '1', 'no such market']) expect([name, mayNameOrder(name)]).toEqual([name, false])
})
