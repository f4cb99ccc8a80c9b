import type { MarketEnvelope, MarketStreamSchema } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { MarketStore } from '../../state/store/market-store.ts'
import { FakeWorld } from '../testing/fake-world.ts'
import type { PlainPush } from './decoder.ts'
import { DirectStream } from './direct-stream.ts'

const URL = 'ws://127.0.0.1:9090/ws'
const schema: MarketStreamSchema & { url: string } = {
  url: URL,
  message: 'Push',
  descriptorSet: '',
  channels: {
    ticker: 't@{symbol}',
    book: 'b@{symbol}@20',
    trades: 'd@100ms@{symbol}',
    klines: 'k@{symbol}@{interval}',
  },
  intervals: { '1m': 'Min1', '15m': 'Min15' } as MarketStreamSchema['intervals'],
  maxChannels: 30,
  maxFrameBytes: 64,
}

/** A frame is the number of a push that was put aside. */
function rig() {
  const world = new FakeWorld()
  const market = new MarketStore(world)
  const pushes: PlainPush[] = []
  const decode = (bytes: Uint8Array): PlainPush => {
    const push = pushes[bytes[0] ?? 255]
    if (push === undefined) throw new Error('no frame')
    return push
  }
  market.look({ symbol: 'MXUSDT', interval: '1m' })
  const wishes: (string | undefined)[] = []
  market.onChannel(() => wishes.push(market.gatewayChannel?.symbol))
  const stream = new DirectStream({ world, market, schema, decode })
  const last = () => {
    const found = world.streams.at(-1)
    if (found === undefined) throw new Error('no stream was opened')
    return found
  }
  const push = (kind: string, value: PlainPush['body']['value'], channel: string) => {
    pushes.push({ channel, sendTime: world.time, body: value === undefined ? { kind } : { kind, value } })
    last().events.bytes(Uint8Array.of(pushes.length - 1))
  }
  const book = (bid: string, symbol = 'MXUSDT') =>
    push('publicLimitDepths', { version: '1', bids: [{ price: bid, quantity: '1' }], asks: [] }, `b@${symbol}@20`)
  const shown = () => {
    world.paint()
    const { bids = [], stale } = market.read('book') ?? {}
    return [bids[0]?.[0], stale, market.read('direct')]
  }
  return { world, market, stream, last, push, book, shown, wishes }
}
const fromGateway = (bid: string): MarketEnvelope => ({
  topic: 'book',
  type: 'book.updated',
  time: 1,
  data: { symbol: 'MXUSDT', version: '1', bids: [[bid, '1']], asks: [] },
})

test('opens the given address without a key, and subscribes to the shown market’s public channels only', () => {
  const { last } = rig()
  last().events.opened()
  expect(last().url).toBe(URL)
  expect(last().sent).toEqual([
    { method: 'SUBSCRIPTION', params: ['b@MXUSDT@20', 't@MXUSDT', 'd@100ms@MXUSDT', 'k@MXUSDT@Min1'] },
  ])
})

test('shows the gateway’s market until the stream’s book arrives, then the stream’s only', () => {
  const { world, market, last, book, shown, wishes } = rig()
  market.apply(fromGateway('1.0'))
  expect(shown()).toEqual(['1.0', undefined, 'connecting'])
  last().events.opened()
  book('2.0')
  expect(shown()).toEqual(['2', undefined, 'live'])
  expect(wishes).toEqual([undefined])
  market.apply(fromGateway('1.1'))
  expect(shown()[0]).toBe('2')
  book('2.1')
  world.advance(250)
  expect(shown()[0]).toBe('2.1')
})

test('a silent stream is replaced by the gateway, whose book is the next fresh one', () => {
  const { world, market, last, book, shown, wishes } = rig()
  last().events.opened()
  book('2.0')
  shown()
  world.advance(11_000)
  expect(shown()).toEqual(['2', true, 'silent'])
  expect(wishes.at(-1)).toBe('MXUSDT')
  market.apply(fromGateway('1.2'))
  expect(shown()).toEqual(['1.2', undefined, 'silent'])
  book('2.2')
  expect(shown()).toEqual(['2.2', undefined, 'live'])
})

test('a lost stream reconnects; undecodable and oversized frames are ignored', () => {
  const { world, last, book, shown } = rig()
  last().events.opened()
  book('2.0')
  last().events.bytes(Uint8Array.of(200))
  expect(last().closedByPage).toBe(true)
  expect(shown()).toEqual(['2', true, 'lost'])
  world.advance(2_000)
  last().events.opened()
  book('2.3')
  expect(shown()).toEqual(['2.3', undefined, 'live'])
  last().events.bytes(new Uint8Array(65))
  expect(shown()[2]).toBe('lost')
})

test('late data of the old market is not shown for the new one', () => {
  const { market, last, book, shown } = rig()
  last().events.opened()
  book('2.0')
  market.look({ symbol: 'BTCUSDT', interval: '15m' })
  expect(last().sent.slice(1)).toEqual([
    { method: 'UNSUBSCRIPTION', params: ['b@MXUSDT@20', 't@MXUSDT', 'd@100ms@MXUSDT', 'k@MXUSDT@Min1'] },
    { method: 'SUBSCRIPTION', params: ['b@BTCUSDT@20', 't@BTCUSDT', 'd@100ms@BTCUSDT', 'k@BTCUSDT@Min15'] },
  ])
  book('2.1')
  expect(shown()).toEqual([undefined, undefined, 'connecting'])
  book('9.9', 'BTCUSDT')
  expect(shown()).toEqual(['9.9', undefined, 'live'])
})

test('leaving the market closes the stream, and stopping keeps the gateway’s market', () => {
  const { market, stream, last, book, shown, world } = rig()
  last().events.opened()
  book('2.0')
  market.look(undefined)
  expect(last().closedByPage).toBe(true)
  market.look({ symbol: 'MXUSDT', interval: '1m' })
  expect(world.streams).toHaveLength(2)
  stream.stop()
  expect(last().closedByPage).toBe(true)
  last().events.opened()
  market.apply(fromGateway('1.3'))
  expect(shown()).toEqual(['1.3', undefined, 'off'])
  world.advance(120_000)
  expect(world.streams).toHaveLength(2)
})
