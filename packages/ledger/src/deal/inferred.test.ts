import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { Order } from '../order/order.ts'
import { type Deal, type KnownDeal, remember } from './deal.ts'
import { executedBy, inferDeal, isInferred } from './inferred.ts'

const PAIR = { baseAsset: 'MX', quoteAsset: 'USDT' }
const order: Order = {
  orderId: 'C02__1',
  symbol: 'MXUSDT',
  side: 'SELL',
  type: 'LIMIT',
  status: 'PARTIALLY_CANCELED',
  price: decimal('2'),
  quantity: decimal('20'),
  executedQuantity: decimal('10'),
  quoteQuantity: decimal('40'),
  executedQuoteQuantity: decimal('25'),
  createdAt: 1_000,
  updatedAt: 7_000,
}
const deal: Deal = {
  ...PAIR,
  tradeId: '900000000000000001X0',
  orderId: 'C02__1',
  symbol: 'MXUSDT',
  side: 'SELL',
  price: decimal('2.5'),
  quantity: decimal('4'),
  quoteQuantity: decimal('10'),
  fee: decimal('0.1'),
  feeAsset: 'USDT',
  isMaker: true,
  isSelfTrade: false,
  time: 5_000,
}
const known = (over: Partial<Deal> = {}): KnownDeal => remember({ ...deal, ...over }, 'stream')

describe('a deal inferred from an order’s sums', () => {
  it('is what the known deals of its side lack, at the average price, without a fee', () => {
    expect(inferDeal(order, [known(), known({ tradeId: '2X0', side: 'BUY' })], PAIR, 17)).toEqual({
      ...PAIR,
      tradeId: 'inferred-C02__1-17',
      orderId: 'C02__1',
      symbol: 'MXUSDT',
      side: 'SELL',
      price: '2.5',
      quantity: '6',
      quoteQuantity: '15',
      fee: '0',
      feeAsset: 'USDT',
      isMaker: false,
      isSelfTrade: false,
      time: 7_000,
    })
    expect(inferDeal({ ...order, clientOrderId: 'mine' }, [], PAIR, 1)).toMatchObject({
      clientOrderId: 'mine',
      quantity: '10',
      quoteQuantity: '25',
    })
  })

  it('costs the order’s price where the sums leave nothing to pay', () => {
    for (const executedQuoteQuantity of ['0', '9', '10']) {
      const told = { ...order, executedQuoteQuantity: decimal<'quote'>(executedQuoteQuantity) }
      expect(inferDeal(told, [known()], PAIR, 1)).toMatchObject({ quantity: '6', quoteQuantity: '12', price: '2' })
    }
  })

  it('is none where the known deals are all', () => {
    expect(inferDeal(order, [known(), known({ tradeId: '2X0', quantity: decimal('6') })], PAIR, 1)).toBeUndefined()
    expect(inferDeal(order, [known({ quantity: decimal('11') })], PAIR, 1)).toBeUndefined()
    expect(inferDeal({ ...order, executedQuantity: decimal('0') }, [], PAIR, 1)).toBeUndefined()
  })

  it('is told by its id', () => {
    expect(isInferred({ tradeId: 'inferred-C02__1-17' })).toBe(true)
    expect([{ tradeId: '900X0' }, { tradeId: 'x-inferred-1' }].some(isInferred)).toBe(false)
  })
})

describe('the executed sums of an order', () => {
  const rest = { ...deal, tradeId: '0123456789abcdef0123456789abcdef', time: 5_000 }

  it('count each deal once, whatever its names, and no inferred one', () => {
    const inferred = known({ tradeId: 'inferred-C02__1-17', quantity: decimal('6') })
    expect(executedBy([known(), inferred], [])).toEqual({ executedQuantity: '4', executedQuoteQuantity: '10' })
    expect(executedBy([known(), inferred], [rest])).toEqual({ executedQuantity: '4', executedQuoteQuantity: '10' })
    expect(executedBy([known()], [rest, rest])).toMatchObject({ executedQuantity: '4' })
    expect(executedBy([known()], [deal])).toMatchObject({ executedQuantity: '4' })
  })

  it('count deals that only REST returns, equal ones too', () => {
    const twin = { ...rest, tradeId: 'fedcba9876543210fedcba9876543210' }
    expect(executedBy([], [rest, twin])).toEqual({ executedQuantity: '8', executedQuoteQuantity: '20' })
    expect(executedBy([known()], [rest, twin])).toEqual({ executedQuantity: '8', executedQuoteQuantity: '20' })
    expect(executedBy([], [])).toEqual({ executedQuantity: '0', executedQuoteQuantity: '0' })
  })
})
