import type { PrivateOrders } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { pushed, venueSymbols as symbols } from '../testing/pushes.ts'
import { normalizeOrder, normalizeTrade } from './normalize.ts'
import { withPair } from '../base/question.ts'

const order: PrivateOrders = {
  id: 'C02__900000000000000000042',
  clientId: 'grid-7',
  price: '2.4900',
  quantity: '10',
  amount: '24.90',
  avgPrice: '2.49',
  orderType: 1,
  tradeType: 1,
  isMaker: true,
  remainAmount: '14.94',
  remainQuantity: '6',
  lastDealQuantity: '4',
  cumulativeQuantity: '4',
  cumulativeAmount: '9.96',
  status: 3,
  createTime: 900,
}
const orders = (over: Partial<PrivateOrders>) => pushed({ kind: 'privateOrders', value: { ...order, ...over } })

describe('normalizing pushes', () => {
  it('reads a balance as free and locked, never as a total', () => {
    const value = {
      vcoinName: 'USDT',
      coinId: '1',
      balanceAmount: '75.10',
      balanceAmountChange: '-24.9',
      frozenAmount: '24.9',
      frozenAmountChange: '24.9',
      type: 'ENTRUST_PLACE',
      time: 990,
    }
    expect(pushed({ kind: 'privateAccount', value })).toEqual({
      change: {
        kind: 'asset',
        madeAt: 1_000,
        change: {
          asset: 'USDT',
          free: '75.1',
          locked: '24.9',
          freeChange: '-24.9',
          lockedChange: '24.9',
          reason: 'ENTRUST_PLACE',
          time: 990,
          sentAt: 1_009,
        },
      },
      drift: [],
    })
  })

  it('reads an order with canonical decimals and the sending time as its update', () => {
    expect(orders({}).change).toMatchObject({
      kind: 'order',
      order: {
        price: '2.49',
        quoteQuantity: '24.9',
        status: 'PARTIALLY_FILLED',
        updatedAt: 1_009,
        clientOrderId: 'grid-7',
      },
    })
  })

  it('gives a market order by quantity the same amount from the stream and from REST', () => {
    const { change } = orders({ orderType: 5, amount: '0', price: '2.9554', quantity: '5', status: 2 })
    const told = normalizeOrder({
      symbol: 'MXUSDT',
      orderId: order.id,
      orderListId: -1,
      clientOrderId: order.clientId,
      price: '2.9554',
      origQty: '5',
      executedQty: '4',
      cummulativeQuoteQty: '9.96',
      status: 'FILLED',
      timeInForce: null,
      type: 'MARKET',
      side: 'BUY',
      stopPrice: null,
      time: 900,
      updateTime: 1_009,
      isWorking: true,
      origQuoteOrderQty: '14.777',
    })
    expect(change).toEqual({ kind: 'order', order: { ...told, lastExecutedQuantity: '4', sentAt: 1_009 } })
  })

  it('keeps the last fill’s quantity and sending time, and invents neither', () => {
    expect(orders({ lastDealQuantity: '4.00' }).change).toMatchObject({
      order: { lastExecutedQuantity: '4', sentAt: 1_009 },
    })
    for (const lastDealQuantity of ['', '0', '0.00', undefined]) {
      const { lastDealQuantity: _, ...without } = order
      const value = lastDealQuantity === undefined ? without : { ...without, lastDealQuantity }
      const { change } = pushed({ kind: 'privateOrders', value }, { sendTime: 0 })
      expect(change).not.toHaveProperty('order.lastExecutedQuantity')
      expect(change).not.toHaveProperty('order.sentAt')
    }
    expect(orders({ lastDealQuantity: 'NaN' }).drift).toEqual([{ code: 'BAD_VALUE', raw: 'NaN', lost: true }])
  })

  it('finds the order id in clientId where id is empty, and reports no client id where both are equal', () => {
    const slipped = orders({ id: '', clientId: 'C02__1' }).change
    expect(slipped).toMatchObject({ order: { orderId: 'C02__1' } })
    expect(slipped).not.toHaveProperty('order.clientOrderId')
    expect(orders({ clientId: order.id }).change).not.toHaveProperty('order.clientOrderId')
  })

  it('keeps unknown values raw and reports drift', () => {
    const { change, drift } = orders({ status: 9, orderType: 101 })
    expect(change).toMatchObject({ order: { status: 'UNKNOWN', rawStatus: '9', type: 'UNKNOWN', rawType: '101' } })
    expect(drift.map(({ code }) => code)).toEqual(['UNKNOWN_STATUS', 'UNKNOWN_TYPE'])
    expect(
      pushed({ kind: 'none' }, { unknown: [{ path: 'privateOrders', field: 77, bytes: new Uint8Array() }] }).drift,
    ).toEqual([{ code: 'UNKNOWN_FIELD', raw: 'privateOrders.77', lost: false }])
  })

  it('reports a push as lost if a number is unreadable', () => {
    expect(orders({ cumulativeQuantity: 'NaN' })).toEqual({ drift: [{ code: 'BAD_VALUE', raw: 'NaN', lost: true }] })
    expect(orders({ tradeType: 3 }).drift).toEqual([{ code: 'UNKNOWN_SIDE', raw: '3', lost: true }])
  })

  it('reads an empty fee as 0 in the quote asset', () => {
    const value = {
      price: '2',
      quantity: '1',
      amount: '2',
      tradeType: 2,
      isMaker: false,
      isSelfTrade: false,
      tradeId: '1X1',
      clientOrderId: '',
      orderId: 'C02__1',
      feeAmount: '',
      feeCurrency: '',
      time: 5,
    }
    expect(pushed({ kind: 'privateDeals', value }).change).toMatchObject({
      deal: { fee: '0', feeAsset: 'USDT', side: 'SELL', baseAsset: 'MX', sentAt: 1_009 },
    })
  })
})

describe('normalizing REST rows', () => {
  const answer = {
    symbol: 'MXUSDT',
    orderId: 'C02__1',
    orderListId: -1,
    clientOrderId: '',
    price: '2.49',
    origQty: '10',
    executedQty: '4',
    cummulativeQuoteQty: '9.96',
    status: 'CANCELED',
    timeInForce: null,
    type: 'STOP_MARKET_ORDER',
    side: 'SELL',
    stopPrice: null,
    time: 5,
    updateTime: null,
    isWorking: true,
    origQuoteOrderQty: null,
  }

  it('calls a cancel after a fill a partial cancel, and keeps the raw type of stops', () => {
    expect(normalizeOrder(answer)).toMatchObject({
      status: 'PARTIALLY_CANCELED',
      type: 'STOP',
      rawType: 'STOP_MARKET_ORDER',
      updatedAt: 5,
      quoteQuantity: '0',
    })
  })

  it('never takes the assets of a symbol from its name', () => {
    const trade = {
      symbol: 'GONEUSDC',
      id: 'a',
      orderId: 'b',
      orderListId: -1,
      price: '1',
      qty: '1',
      quoteQty: '1',
      commission: '0',
      commissionAsset: '',
      time: 1,
      isBuyer: true,
      isMaker: false,
      isBestMatch: true,
      isSelfTrade: false,
      clientOrderId: null,
    }
    const deal = normalizeTrade(trade)
    expect([deal, deal.feeAsset, symbols.pairOf(trade.symbol)]).toMatchObject([
      { symbol: trade.symbol },
      undefined,
      undefined,
    ])
    expect(withPair(deal, { baseAsset: 'GON', quoteAsset: 'EUSDC' })).toMatchObject({ feeAsset: 'EUSDC' })
  })
})
