import type { MarketEnvelope } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { FakeWorld } from '../../live/testing/fake-world.ts'
import { MarketStore } from './market-store.ts'

const symbol = 'MXUSDT'
const ticker = (time: number, lastPrice: string): MarketEnvelope => ({
  time,
  topic: 'ticker',
  type: 'ticker.updated',
  data: { symbol, lastPrice, high: '9', low: '1', volume: '1', quoteVolume: '1', change: '0' },
})
const print = (time: number, price: string) => ({ price, quantity: '1', side: 'BUY', time }) as const
const prints = (...trades: readonly ReturnType<typeof print>[]): MarketEnvelope => ({
  time: 1,
  topic: 'trades',
  type: 'trades.added',
  data: { symbol, trades: [...trades], dropped: 0 },
})
const candle = (time: number, close: string): MarketEnvelope => ({
  time,
  topic: 'klines',
  type: 'kline.updated',
  data: {
    symbol,
    interval: '1m',
    openTime: 0,
    closeTime: 60_000,
    open: '1',
    high: '9',
    low: '1',
    close,
    volume: '1',
    quoteVolume: '1',
    closed: false,
  },
})

test('the last price is the newest of ticker, print and candle', () => {
  const world = new FakeWorld()
  const market = new MarketStore(world)
  const last = () => {
    world.paint()
    return market.read('last')
  }
  market.look({ symbol, interval: '1m' })
  expect(last()).toBeUndefined()
  market.apply(ticker(1_000, '5.0'))
  expect(last()).toBe('5.0')
  market.apply(prints(print(1_200, '5.1'), print(1_300, '5.2')))
  expect(last()).toBe('5.2')
  market.apply(ticker(1_250, '5.05'))
  market.addPast(symbol, [print(1_100, '4.9')])
  expect(last()).toBe('5.2')
  market.apply(candle(1_400, '5.3'))
  expect(last()).toBe('5.3')
  // A candle that is told again after its end tells no newer price than its last.
  market.apply(prints(print(60_500, '5.6')))
  market.apply(candle(61_000, '5.5'))
  expect(last()).toBe('5.6')
  market.look({ symbol, interval: '5m' })
  expect(last()).toBe('5.6')
  market.look({ symbol: 'BTCUSDT', interval: '5m' })
  expect(last()).toBeUndefined()
})

test('one of two feeds is shown: data of the other is ignored, and a switch clears the tape', () => {
  const market = new MarketStore(new FakeWorld())
  const wishes: boolean[] = []
  const leave = market.onChannel(() => wishes.push(market.gatewayChannel !== undefined))
  market.look({ symbol, interval: '1m' })
  market.setDirect('connecting')
  market.apply(prints(print(1, '1')), 'direct')
  market.apply(prints(print(2, '2')))
  market.setDirect('live')
  market.apply(prints(print(3, '3')))
  market.apply(prints(print(4, '4')), 'direct')
  market.setDirect('silent')
  market.setDirect('lost')
  market.apply(prints(print(5, '5')))
  leave()
  market.look(undefined)
  expect(wishes).toEqual([true, false, true])
  expect(market.direct).toBe('lost')
})

test('the prints of the shown feed are listed once each', () => {
  const world = new FakeWorld()
  const market = new MarketStore(world)
  const shown = () => {
    world.paint()
    return market.read('prints').map(({ price }) => price)
  }
  market.look({ symbol, interval: '1m' })
  market.apply(prints(print(2, '2')))
  expect(shown()).toEqual(['2'])
  market.setDirect('live')
  expect([shown(), market.read('feedChanges')]).toEqual([[], 1])
  market.apply(prints(print(3, '3')))
  market.apply(prints(print(4, '4')), 'direct')
  market.addPast(symbol, [print(3, '3'), print(2, '2')])
  expect(shown()).toEqual(['4', '3', '2'])
})
