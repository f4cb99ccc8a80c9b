import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { Order } from '@spotdeck/ledger'
import { deal, order } from '@spotdeck/store/testing'
import { type ChangeEvent, namesOf } from './movement-names.ts'

const TIME = 1_790_000_000_000
const NONE = { deals: [], placed: [], ended: [] }

/** A change of USDT, so many ms after `TIME`. */
function change(n: number, ms: number, free: string, locked: string, reason = 'ENTRUST'): ChangeEvent {
  const time = TIME + ms
  const balance = { free: decimal<'asset'>('100'), locked: decimal<'asset'>('100') }
  const changes = { freeChange: decimal<'asset'>(free), lockedChange: decimal<'asset'>(locked) }
  return {
    type: 'asset.changed',
    n,
    seq: n,
    time,
    learntAt: time,
    source: 'stream',
    change: { asset: 'USDT', ...balance, ...changes, reason, time },
  }
}
const bought = (tradeId: string, orderId: string, ms: number, fee = '0.01') =>
  deal(tradeId, orderId, TIME + ms, {
    symbol: 'MXUSDT',
    side: 'BUY',
    price: decimal('2'),
    quantity: decimal('10'),
    quoteQuantity: decimal('20'),
    fee: decimal(fee),
    feeAsset: 'USDT',
  })
const placed = (orderId: string, ms: number, over: Partial<Order> = {}): Order =>
  order(orderId, TIME + ms, {
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    price: decimal('2'),
    quantity: decimal('10'),
    updatedAt: TIME + ms,
    ...over,
  })
const ordersOf = (...args: Parameters<typeof namesOf>) =>
  Object.fromEntries([...namesOf(...args)].map(([n, { orderId, tradeId }]) => [n, tradeId ?? orderId]))

describe('a balance change', () => {
  it('is of the deal of its amount that is nearest in time, each deal once', () => {
    const deals = [bought('T1', 'O1', 0), bought('T2', 'O2', 700), bought('T3', 'O3', 90_000)]
    const events = [change(1, 10, '0', '-20.01'), change(2, 705, '-0.01', '-20'), change(3, 800, '0', '-20.01')]
    expect(ordersOf(events, { ...NONE, deals })).toEqual({ 1: 'T1', 2: 'T2' })
  })

  it('is of a deal with its fee in the amount, or beside it', () => {
    const deals = [bought('T1', 'O1', 0)]
    const apart = [change(1, 0, '0', '-20'), change(2, 0, '-0.01', '0', 'TRADE_FEE')]
    expect(ordersOf(apart, { ...NONE, deals })).toEqual({ 1: 'T1', 2: 'T1' })
  })

  it('of a reserve is of the order that reserves as much; where that is not known, only of the one order about then', () => {
    const [limit, market] = [placed('O1', 0), placed('O2', 5, { type: 'MARKET' })]
    const events = [change(1, 0, '-20', '20', 'ENTRUST_PLACE'), change(2, 6, '-21', '21', 'ENTRUST_PLACE')]
    expect(ordersOf(events, { ...NONE, placed: [limit, market] })).toEqual({ 1: 'O1', 2: 'O2' })
    const another = placed('O3', 7, { type: 'MARKET' })
    expect(ordersOf(events, { ...NONE, placed: [limit, market, another] })).toEqual({ 1: 'O1' })
  })

  it('that releases is of the order that ended with so much left, never of one that is open', () => {
    const release = [change(1, 0, '12', '-12', 'ENTRUST_CANCEL')]
    const ended = placed('O1', 0, { status: 'PARTIALLY_CANCELED', executedQuantity: decimal('4') })
    expect(ordersOf(release, { ...NONE, ended: [placed('O2', 0), ended] })).toEqual({ 1: 'O1' })
    expect(ordersOf(release, { ...NONE, ended: [placed('O2', 0, { executedQuantity: decimal('4') })] })).toEqual({})
  })
})
