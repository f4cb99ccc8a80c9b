/** Pushes and rows with values that the exchange seldom sends: what is known is kept, and what is lost is told. */

import type {
  DecodedPush,
  MyTradeAnswer,
  OrderAnswer,
  PrivateAccount,
  PrivateDeals,
  PrivateOrders,
} from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { pushed } from '../testing/pushes.ts'
import { normalizeOrder, normalizeTrade } from '../exchange/normalize.ts'

const without = (name: 'createTime' | 'sendTime' | 'symbol', ...more: readonly ('createTime' | 'sendTime')[]) =>
  Object.fromEntries([name, ...more].map((one) => [one, undefined])) as Partial<DecodedPush>

const balance: PrivateAccount = {
  vcoinName: 'USDT',
  coinId: '1',
  balanceAmount: '5',
  balanceAmountChange: '1',
  frozenAmount: '',
  frozenAmountChange: '',
  type: 'DEPOSIT',
  time: 990,
}
const account = (over: Partial<PrivateAccount>, push: Partial<DecodedPush> = {}) =>
  pushed({ kind: 'privateAccount', value: { ...balance, ...over } }, push)
const order: PrivateOrders = {
  id: 'C02__1',
  clientId: '',
  price: '2',
  quantity: '10',
  amount: '20',
  avgPrice: '0',
  orderType: 1,
  tradeType: 1,
  isMaker: true,
  remainAmount: '20',
  remainQuantity: '10',
  cumulativeQuantity: '0',
  cumulativeAmount: '0',
  status: 1,
  createTime: 900,
}
const ordered = (over: Partial<PrivateOrders>, push: Partial<DecodedPush> = {}) =>
  pushed({ kind: 'privateOrders', value: { ...order, ...over } }, push)
const deal: PrivateDeals = {
  price: '2',
  quantity: '1',
  amount: '2',
  tradeType: 1,
  isMaker: true,
  isSelfTrade: true,
  tradeId: '1X1',
  clientOrderId: 'mine',
  orderId: 'C02__1',
  feeAmount: '0.1',
  feeCurrency: 'MX',
  time: 5,
}
const dealt = (over: Partial<PrivateDeals>, push: Partial<DecodedPush> = {}) =>
  pushed({ kind: 'privateDeals', value: { ...deal, ...over } }, push)
const lost = (raw: string) => ({ drift: [{ code: 'BAD_VALUE', raw, lost: true }] })

describe('a pushed balance', () => {
  it('without an asset is lost', () => {
    expect(account({ vcoinName: '' })).toEqual(lost('vcoinName'))
  })

  it('for a reason that is not known is kept with it, and told', () => {
    const odd = account({ type: 'BRAND_NEW' })
    expect([odd.change, odd.drift]).toMatchObject([
      { change: { reason: 'BRAND_NEW', free: '5', locked: '0', lockedChange: '0' } },
      [{ code: 'UNKNOWN_REASON', raw: 'BRAND_NEW', lost: false }],
    ])
    expect(account({ type: '' }).change).toMatchObject({ change: { reason: 'UNKNOWN' } })
    expect(account({}).drift).toEqual([])
  })

  it('without a time has that of its push, and the other way round', () => {
    expect(account({ time: 0 }).change).toMatchObject({ madeAt: 1_000, change: { time: 1_000 } })
    expect(account({}, without('createTime')).change).toMatchObject({ madeAt: 1_009, change: { time: 990 } })
    const bare = account({}, without('createTime', 'sendTime')).change
    expect(bare).toMatchObject({ madeAt: 990, change: { time: 990 } })
    expect(bare).not.toHaveProperty('change.sentAt')
    expect(account({ time: 0 }, without('createTime', 'sendTime')).change).toMatchObject({ change: { time: 0 } })
  })
})

describe('a pushed order', () => {
  it('without an id or a symbol is lost', () => {
    expect(ordered({ id: '', clientId: 'grid-7' })).toEqual(lost('orderId or symbol'))
    expect(ordered({}, without('symbol'))).toEqual(lost('orderId or symbol'))
  })

  it('has a status that agrees with what was executed', () => {
    const statusOf = (status: number, cumulativeQuantity: string) => ordered({ status, cumulativeQuantity }).change
    expect(statusOf(1, '0')).toMatchObject({ order: { status: 'NEW' } })
    expect(statusOf(1, '4')).toMatchObject({ order: { status: 'PARTIALLY_FILLED' } })
    expect(statusOf(4, '0')).toMatchObject({ order: { status: 'CANCELED' } })
    expect(statusOf(4, '4')).toMatchObject({ order: { status: 'PARTIALLY_CANCELED' } })
    expect(statusOf(5, '0')).toMatchObject({ order: { status: 'CANCELED' } })
    expect(statusOf(5, '4')).toMatchObject({ order: { status: 'PARTIALLY_CANCELED' } })
    expect(statusOf(2, '10')).toMatchObject({ order: { status: 'FILLED' } })
  })

  it('of a known status and type has no raw ones, a stop keeps the number of its type', () => {
    for (const raw of ['rawStatus', 'rawType', 'clientOrderId'])
      expect(ordered({}).change).not.toHaveProperty(`order.${raw}`)
    expect(ordered({ orderType: 100 })).toMatchObject({
      change: { order: { type: 'STOP', rawType: '100' } },
      drift: [],
    })
  })

  it('of an unknown status and type is told, and not lost', () => {
    expect(ordered({ status: 9, orderType: 101 }).drift.map(({ lost: isLost }) => isLost)).toEqual([false, false])
  })

  it('was updated when its push was sent, else when it was made, else when it was placed', () => {
    expect(ordered({}, without('sendTime')).change).toMatchObject({ order: { updatedAt: 1_000 } })
    expect(ordered({}, without('sendTime', 'createTime')).change).toMatchObject({ order: { updatedAt: 900 } })
  })

  it('by amount keeps it: only a market order by quantity has none of its own', () => {
    expect(ordered({ orderType: 5, amount: '7' }).change).toMatchObject({
      order: { type: 'MARKET', quoteQuantity: '7' },
    })
    expect(ordered({ amount: '' }).change).toMatchObject({ order: { type: 'LIMIT', quoteQuantity: '0' } })
  })
})

describe('a pushed deal', () => {
  it('without an id, an order or a symbol is lost', () => {
    for (const one of [dealt({ orderId: '' }), dealt({ tradeId: '' }), dealt({}, without('symbol'))])
      expect(one).toEqual(lost('orderId, tradeId or symbol'))
  })

  it('has the fee in the asset that it was paid in, and the names that the client gave', () => {
    expect(dealt({}).change).toMatchObject({
      kind: 'deal',
      deal: { fee: '0.1', feeAsset: 'MX', clientOrderId: 'mine', side: 'BUY', isMaker: true, isSelfTrade: true },
    })
    expect(dealt({ clientOrderId: '' }).change).not.toHaveProperty('deal.clientOrderId')
  })

  it('of a symbol that is in no list waits for its assets', () => {
    const { change } = dealt({ feeCurrency: '' }, { symbol: 'NEWUSDT' })
    expect(change).toMatchObject({ kind: 'unlisted', deal: { symbol: 'NEWUSDT', price: '2' } })
    for (const field of ['baseAsset', 'quoteAsset', 'feeAsset']) expect(change).not.toHaveProperty(`deal.${field}`)
  })
})

describe('a push without anything private', () => {
  it('changes nothing; one of an unknown kind is told, and lost', () => {
    expect(pushed({ kind: 'none' })).toEqual({ drift: [] })
    expect(pushed({ kind: 'unknown' }, { channel: 'spot@public.x' }).drift).toEqual([
      { code: 'UNKNOWN_BODY', raw: 'spot@public.x', lost: false },
    ])
    const unknown = [{ path: '', field: 330, bytes: new Uint8Array() }]
    const { change, drift } = pushed({ kind: 'unknown' }, { unknown })
    expect([change, drift.map(({ code, lost: isLost }) => [code, isLost])]).toEqual([
      undefined,
      [
        ['UNKNOWN_FIELD', false],
        ['UNKNOWN_BODY', true],
      ],
    ])
  })
})

describe('a row of REST', () => {
  const row: OrderAnswer = {
    symbol: 'MXUSDT',
    orderId: 'C02__1',
    orderListId: -1,
    clientOrderId: null,
    price: '2',
    origQty: '10',
    executedQty: '0',
    cummulativeQuoteQty: '0',
    status: 'NEW',
    timeInForce: null,
    type: 'LIMIT',
    side: 'SELL',
    stopPrice: null,
    time: 5,
    updateTime: 7,
    isWorking: true,
    origQuoteOrderQty: '20',
  }
  const trade: MyTradeAnswer = {
    symbol: 'MXUSDT',
    id: 'a',
    orderId: 'b',
    orderListId: -1,
    price: '1',
    qty: '1',
    quoteQty: '1',
    commission: '0.1',
    commissionAsset: 'MX',
    time: 1,
    isBuyer: false,
    isMaker: true,
    isBestMatch: true,
    isSelfTrade: true,
    clientOrderId: 'mine',
  }

  it('of a known order has no raw values and no empty names', () => {
    const read = normalizeOrder(row)
    expect(read).toMatchObject({ side: 'SELL', type: 'LIMIT', status: 'NEW', quoteQuantity: '20', updatedAt: 7 })
    for (const field of ['rawType', 'rawStatus', 'clientOrderId']) expect(read).not.toHaveProperty(field)
    expect(normalizeOrder({ ...row, clientOrderId: '' })).not.toHaveProperty('clientOrderId')
    expect(normalizeOrder({ ...row, clientOrderId: 'mine' })).toHaveProperty('clientOrderId', 'mine')
  })

  it('keeps a status and a type that are not known, and refuses a side that is neither', () => {
    expect(normalizeOrder({ ...row, status: 'ODD', type: 'ODD' })).toMatchObject({
      status: 'UNKNOWN',
      rawStatus: 'ODD',
      type: 'UNKNOWN',
      rawType: 'ODD',
    })
    expect(() => normalizeOrder({ ...row, side: 'BOTH' })).toThrow('BOTH')
    expect(() => normalizeOrder({ ...row, price: 'NaN' })).toThrow('NaN')
  })

  it('of a deal says which side, what fee and whose order', () => {
    expect(normalizeTrade(trade)).toMatchObject({
      side: 'SELL',
      fee: '0.1',
      feeAsset: 'MX',
      clientOrderId: 'mine',
      isMaker: true,
      isSelfTrade: true,
    })
    expect(normalizeTrade({ ...trade, isBuyer: true, clientOrderId: '' })).toMatchObject({ side: 'BUY' })
    expect(normalizeTrade({ ...trade, clientOrderId: '' })).not.toHaveProperty('clientOrderId')
  })
})
