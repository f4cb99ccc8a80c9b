import { expect, test } from 'vitest'
import type { PlainMessage, PlainPush } from './decoder.ts'
import { type PushMemory, type ShownMarket, toEnvelopes } from './to-envelope.ts'

const NOW = 1_790_281_246_300
const shown: ShownMarket = { symbol: 'MXUSDT', interval: '15m', streamInterval: 'Min15' }
const push = (kind: string, value: PlainMessage, channel = 'spot@public.x.v3.api.pb@MXUSDT@20'): PlainPush => ({
  channel,
  symbol: 'MXUSDT',
  sendTime: NOW - 50,
  body: { kind, value },
})
const events = (one: PlainPush, memory: PushMemory = {}) => toEnvelopes(one, shown, memory, NOW).events
const kline = (windowStart: number, over: PlainMessage = {}) =>
  push('publicSpotKline', {
    interval: 'Min15',
    windowStart,
    windowEnd: windowStart + 900,
    openingPrice: '2.310',
    closingPrice: '2.3165',
    highestPrice: '2.32',
    lowestPrice: '2.309',
    volume: '10.0',
    amount: '23.1',
    ...over,
  })

test('a limit-depth push is the whole book, in exact text, without empty or invalid levels', () => {
  const value = {
    asks: [
      { price: '2.3173', quantity: '50.360' },
      { price: 'NaN', quantity: '1' },
    ],
    bids: [
      { price: '2.31640', quantity: '0.10' },
      { price: '2.3', quantity: '0.00' },
    ],
    version: '81999275445',
  }
  expect(events(push('publicLimitDepths', value))).toEqual([
    {
      topic: 'book',
      type: 'book.updated',
      time: NOW - 50,
      data: { symbol: 'MXUSDT', version: '81999275445', bids: [['2.3164', '0.1']], asks: [['2.3173', '50.36']] },
    },
  ])
})

test('prints have the taker’s side, and invalid ones are dropped', () => {
  const deals = [
    { price: '2', quantity: '1.50', tradeType: 1, time: 5 },
    { price: '2.1', quantity: '2', tradeType: 2, time: 6 },
    { price: '', quantity: '2', tradeType: 2, time: 7 },
  ]
  const [event] = events(push('publicAggreDeals', { deals }, 'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT'))
  expect(event?.data).toEqual({
    symbol: 'MXUSDT',
    dropped: 0,
    trades: [
      { price: '2', quantity: '1.5', side: 'BUY', time: 5 },
      { price: '2.1', quantity: '2', side: 'SELL', time: 6 },
    ],
  })
  expect(events(push('publicAggreDeals', { deals: [] }))).toEqual([])
})

test('the ticker has the 24 h change, base and quote volume, and the book’s best prices', () => {
  const value = {
    price: '2.3165',
    zonedRate: '-0.0012',
    rate: '0.5',
    high: '2.35',
    low: '2.29',
    volume: '85',
    quantity: '37',
  }
  const book = { symbol: 'MXUSDT', version: '1', bids: [['2.31', '1'] as [string, string]], asks: [] }
  expect(events(push('publicMiniTicker', value), { book })[0]?.data).toEqual({
    symbol: 'MXUSDT',
    lastPrice: '2.3165',
    bidPrice: '2.31',
    bidQuantity: '1',
    high: '2.35',
    low: '2.29',
    volume: '37',
    quoteVolume: '85',
    change: '-0.0012',
  })
  expect(events(push('publicMiniTicker', { ...value, price: '0' }))).toEqual([])
})

test('a candle’s window is converted from seconds, and the next candle closes it', () => {
  const first = toEnvelopes(kline(1_790_280_900), shown, {}, NOW)
  expect(first.events[0]?.data).toMatchObject({
    openTime: 1_790_280_900_000,
    closeTime: 1_790_281_800_000,
    open: '2.31',
    volume: '10',
    quoteVolume: '23.1',
    closed: false,
  })
  const next = toEnvelopes(kline(1_790_281_800), shown, first.memory, NOW)
  expect(next.events.map(({ data }) => data)).toMatchObject([
    { openTime: 1_790_280_900_000, closed: true },
    { openTime: 1_790_281_800_000, closed: false },
  ])
  expect(events(kline(1_790_280_900, { interval: 'Min1' }))).toEqual([])
  expect(events(kline(0))).toEqual([])
})

test('pushes of another market, keep-alives and private bodies are ignored', () => {
  expect(
    events(push('publicLimitDepths', { asks: [], bids: [] }, 'spot@public.limit.depth.v3.api.pb@AMXUSDT@20')),
  ).toEqual([])
  expect(events({ ...push('none', {}), body: { kind: 'none' } })).toEqual([])
  expect(events(push('privateAccount', { vcoinName: 'USDT', balanceAmount: '1' }))).toEqual([])
})
