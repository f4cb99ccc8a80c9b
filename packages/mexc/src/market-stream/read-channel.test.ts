import { buildChannel, channels } from '@spotdeck/wire'
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import type { PublicAggreDeals, PublicSpotKline } from '@spotdeck/wire'
import { ScriptedStream } from '../testing/scripted-stream.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import type { OpenMarketStreams } from './market-stream.ts'
import { openMarketStreams } from './open-market-streams.ts'
import { readChannel } from './read-channel.ts'

const HOST = '127.0.0.1:9090'
const channel = channels.aggreDeals('MXUSDT')

let world: TestWorld
let server: ScriptedStream
let streams: OpenMarketStreams
beforeEach(() => {
  world = virtualWorld()
  server = new ScriptedStream(() => world.time.now())
  world.network.serve(HOST, { accept: server.accept })
  streams = openMarketStreams({ wsUrl: `ws://${HOST}/ws`, world })
})

async function trade(...prices: readonly string[]): Promise<void> {
  for (const price of prices) {
    const deals = [{ price, quantity: '1', tradeType: 1, time: 1, tradeId: '' }]
    server.push({ channel: buildChannel(channel), body: { kind: 'publicAggreDeals', value: { deals, eventType: '' } } })
  }
  await world.time.advance(100)
}

describe('reading a channel in a loop', () => {
  it('knows by the channel what its pushes carry', () => {
    const deals = readChannel(streams, channels.aggreDeals('MXUSDT'))
    expectTypeOf(deals).toExtend<AsyncIterable<{ body: { value: PublicAggreDeals } }>>()
    const candles = readChannel(streams, { kind: 'kline', symbol: 'MXUSDT', interval: 'Min1' })
    expectTypeOf(candles).toExtend<AsyncIterable<{ body: { value: PublicSpotKline } }>>()
    expectTypeOf(candles).not.toExtend<AsyncIterable<{ body: { value: PublicAggreDeals } }>>()
    // @ts-expect-error a private channel is followed by a user stream
    expect(() => readChannel(streams, { kind: 'privateOrders' })).toThrow('private')
  })

  it('brings every push to a reader that keeps up, over a reconnect too, and says that it was interrupted', async () => {
    const reading = readChannel(streams, channel)
    const prices: (string | undefined)[] = []
    const loop = settled(
      (async () => {
        for await (const { body } of reading) prices.push(body.value.deals[0]?.price)
      })(),
    )
    expect(reading.health.state).toBe('pending')
    await world.time.advance(1_000)
    await trade('1', '2')
    server.closeAll()
    await world.time.advance(60_000)
    await trade('3')
    expect(prices).toEqual(['1', '2', '3'])
    const { updatedAt = 0, ...health } = reading.health
    expect(health).toEqual({ state: 'live', delivered: 3, waiting: 0, dropped: 0, interruptions: 1 })
    expect(world.time.now() - updatedAt).toBeLessThan(1_000)
    reading.close()
    await world.time.advance(5_000)
    expect([loop.isDone, reading.health.state, server.open.length]).toEqual([true, 'closed', 0])
  })

  it('drops the oldest pushes of a slow reader, and counts them', async () => {
    const reading = readChannel(streams, channel, { policy: { keep: 'queue', most: 2 } })
    const latest = readChannel(streams, channel, { policy: { keep: 'latest' } })
    await world.time.advance(1_000)
    await trade('1', '2', '3', '4', '5')
    expect(reading.health).toMatchObject({ waiting: 2, dropped: 3 })
    expect(latest.health).toMatchObject({ waiting: 1, dropped: 4 })
    const seen: (string | undefined)[] = []
    for await (const { body } of reading) {
      seen.push(body.value.deals[0]?.price)
      if (seen.length === 2) break
    }
    for await (const { body } of latest) {
      seen.push(body.value.deals[0]?.price)
      break
    }
    expect(seen).toEqual(['4', '5', '5'])
    await world.time.advance(5_000)
    expect(server.open).toHaveLength(0)
  })

  it('throws a typed rejection, once', async () => {
    server.refused.add(buildChannel(channel))
    const reading = readChannel(streams, channel)
    const next = settled(reading[Symbol.asyncIterator]().next())
    await world.time.advance(5_000)
    expect(next.result.error).toMatchObject({
      name: 'ChannelRefused',
      code: 'CHANNEL_BLOCKED',
      channel: buildChannel(channel),
      advice: expect.stringContaining('exchangeInfo') as unknown,
    })
    expect(reading.health.state).toBe('refused')
  })

  it('ends by an AbortSignal, even one that was aborted before', async () => {
    const controller = new AbortController()
    const reading = readChannel(streams, channel, { signal: controller.signal })
    const next = settled(reading[Symbol.asyncIterator]().next())
    await world.time.advance(1_000)
    controller.abort()
    await world.time.advance(1_000)
    expect(next.result.value).toEqual({ value: undefined, done: true })
    expect(readChannel(streams, channel, { signal: controller.signal }).health.state).toBe('closed')
    await world.time.advance(10_000)
    expect(server.open).toHaveLength(0)
  })

  it('ends with the streams that it reads from, after what waits', async () => {
    const reading = readChannel(streams, channel)
    await world.time.advance(1_000)
    await trade('1')
    await streams.close()
    const prices: (string | undefined)[] = []
    const loop = settled(
      (async () => {
        for await (const { body } of reading) prices.push(body.value.deals[0]?.price)
      })(),
    )
    await world.time.advance(1_000)
    expect([prices, loop.isDone, reading.health.state]).toEqual([['1'], true, 'closed'])
  })
})
