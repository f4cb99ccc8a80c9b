import { decimal } from '@spotdeck/exact'
import type { Order, TrackedOrder } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { reservesOf } from './locked.ts'

const pairOf = (symbol: string) => (symbol === 'MXUSDT' ? { baseAsset: 'MX', quoteAsset: 'USDT' } : undefined)

function tracked(part: Partial<Order>): TrackedOrder {
  const order: Order = {
    orderId: '1',
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    status: 'NEW',
    price: decimal('2.5'),
    quantity: decimal('10'),
    executedQuantity: decimal('0'),
    quoteQuantity: decimal('25'),
    executedQuoteQuantity: decimal('0'),
    createdAt: 1,
    updatedAt: 1,
    ...part,
  }
  return { order, deals: [], dealt: decimal('0'), since: 1 }
}

it('a limit buy reserves price × remaining quantity, and a sell the remaining quantity', () => {
  const { amounts } = reservesOf(
    [tracked({ executedQuantity: decimal('4') }), tracked({ side: 'SELL', executedQuantity: decimal('1') })],
    pairOf,
  )
  expect(Object.fromEntries(amounts)).toEqual({ USDT: '15', MX: '9' })
})

it('a finished order reserves nothing, and neither does one of a symbol that is not listed', () => {
  const orders = [tracked({ status: 'CANCELED' }), tracked({ symbol: 'ODDUSDT' })]
  expect(reservesOf(orders, pairOf).amounts.size).toBe(0)
})

it.each(['MARKET', 'STOP', 'UNKNOWN'] as const)('what an order of type %s reserves is not known', (type) => {
  const { amounts, unknown } = reservesOf([tracked({ type })], pairOf)
  expect({ amounts: amounts.size, unknown: [...unknown] }).toEqual({ amounts: 0, unknown: ['MX', 'USDT'] })
})

it('what an order of unknown status or without a quantity reserves is not known', () => {
  const unknown = (part: Partial<Order>) => [...reservesOf([tracked(part)], pairOf).unknown]
  expect([unknown({ status: 'UNKNOWN' }), unknown({ quantity: decimal('0') }), unknown({})]).toEqual([
    ['MX', 'USDT'],
    ['MX', 'USDT'],
    [],
  ])
})

it('deals without their order reserve nothing', () => {
  expect(reservesOf([{ deals: [], dealt: decimal('1'), since: 1 }], pairOf).amounts.size).toBe(0)
})
