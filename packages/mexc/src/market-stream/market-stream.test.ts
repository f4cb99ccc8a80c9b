import { buildChannel, channels, type PublicChannel, type DecodedPush, parseRequest } from '@spotdeck/wire'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ScriptedStream } from '../testing/scripted-stream.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { requestChunks } from './chunks.ts'
import type { OpenMarketStreams } from './market-stream.ts'
import { openMarketStreams } from './open-market-streams.ts'

const HOST = '127.0.0.1:9090'
const WS = `ws://${HOST}/ws`
const depth = (symbol: string): PublicChannel => channels.limitDepth(symbol)
const name = (symbol: string): string => buildChannel(depth(symbol))

function channelsIn(request: string): number {
  const parsed = parseRequest(request)
  return parsed.kind === 'subscribe' ? parsed.channels.length : 0
}

let world: TestWorld
let server: ScriptedStream
let streams: OpenMarketStreams
let undecodable: string[]
let drifts: string[]
beforeEach(() => {
  drifts = []
  world = { ...virtualWorld(), hooks: { drift: ({ kind, path }) => void drifts.push(`${kind} ${path}`) } }
  server = new ScriptedStream(() => world.time.now())
  world.network.serve(HOST, { accept: server.accept })
  undecodable = []
  streams = openMarketStreams({ wsUrl: WS, world, undecodable: (code) => undecodable.push(code) })
})

function read(symbol: string): { log: string[]; stop: () => void } {
  const log: string[] = []
  const stop = streams.subscribe(depth(symbol), {
    push: (push: DecodedPush) => log.push(`push ${push.sendTime}`),
    subscribed: () => log.push('subscribed'),
    refused: (reason, { code }) => log.push(`refused ${reason} ${code}`),
    lost: (reason) => log.push(`lost ${reason.split(':')[0]}`),
  })
  return { log, stop }
}

function push(symbol: string, sendTime: number): void {
  const value = { asks: [], bids: [], eventType: '', version: '1', lastOrderCreateTime: 0 }
  server.push({ channel: name(symbol), symbol, sendTime, body: { kind: 'publicLimitDepths', value } })
}

describe('market streams', () => {
  it('subscribe on one socket, bring pushes to all readers, and stop when the last one leaves', async () => {
    const first = read('MXUSDT')
    const second = read('MXUSDT')
    await world.time.advance(1_000)
    push('MXUSDT', 7)
    await world.time.advance(100)
    expect([first.log, second.log]).toEqual([
      ['subscribed', 'push 7'],
      ['subscribed', 'push 7'],
    ])
    const third = read('MXUSDT')
    await world.time.advance(0)
    expect(third.log).toEqual(['subscribed'])
    third.stop()
    first.stop()
    first.stop()
    push('MXUSDT', 8)
    await world.time.advance(100)
    expect([first.log.length, second.log.length]).toEqual([2, 3])
    expect(server.sockets).toHaveLength(1)
    second.stop()
    await world.time.advance(10_000)
    expect(server.open).toHaveLength(0)
  })

  it('spread 120 channels over four sockets, in small requests, never more than one in 100 ms a socket', async () => {
    const symbols = Array.from({ length: 120 }, (_, i) => `COIN${i}USDT`)
    const readers = symbols.map(read)
    await world.time.advance(5_000)
    expect(readers.every(({ log }) => log.join() === 'subscribed')).toBe(true)
    expect(server.sockets.map((socket) => socket.channels.size)).toEqual([30, 30, 30, 30])
    for (const socket of server.sockets) {
      const asked = socket.requests.filter(({ text }) => text.includes('SUBSCRIPTION'))
      expect(asked.every(({ text }) => text.length < 1_024 && channelsIn(text) <= 10)).toBe(true)
      for (const [i, { at }] of asked.entries()) {
        // Requests leave 100 ms apart; the way may bring them a little closer together.
        if (i > 0) expect(at - (asked[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(95)
      }
    }
  })

  it('count a channel that is being given up as one until the server has let it go', async () => {
    const readers = Array.from({ length: 30 }, (_, i) => read(`COIN${i}USDT`))
    await world.time.advance(5_000)
    readers[0]?.stop()
    const late = read('LATEUSDT')
    await world.time.advance(5_000)
    expect(late.log).toEqual(['subscribed'])
    expect(server.sockets.map((socket) => socket.channels.size)).toEqual([29, 1])
    read('LATERUSDT')
    await world.time.advance(5_000)
    expect(server.sockets.map((socket) => socket.channels.size)).toEqual([30, 1])
  })

  it('resubscribe a silent ticker on another socket, with backoff, and report it', async () => {
    const log: string[] = []
    const channel = channels.aggreBookTicker('MXUSDT')
    const { log: keepsOn } = read('BTCUSDT')
    streams.subscribe(channel, {
      push: () => log.push('push'),
      subscribed: () => log.push('subscribed'),
      lost: (reason) => log.push(`lost ${reason.split(':')[0]}`),
    })
    await world.time.advance(1_000)
    expect(server.sockets).toHaveLength(1)
    await world.time.advance(7_000)
    expect(log).toEqual(['subscribed', 'lost silent', 'subscribed'])
    expect([server.sockets.length, keepsOn]).toEqual([2, ['subscribed']])
    await world.time.advance(600_000)
    const silences = log.filter((line) => line === 'lost silent').length
    expect(silences).toBeGreaterThan(2)
    expect(silences).toBeLessThan(10)
    expect(streams.health.channels.find(({ channel: named }) => named === buildChannel(channel))).toMatchObject({
      silences,
      interruptions: silences,
      pushes: 0,
    })
    await streams.close()
    await world.time.advance(5_000)
    expect(world.time.waiting).toBe(0)
  })

  it('leave a channel alone that pushes now and then, and one that pushes when something happens', async () => {
    const { log } = read('MXUSDT')
    const ticks: number[] = []
    streams.subscribe(channels.miniTickers(), { push: ({ sendTime }) => ticks.push(sendTime ?? 0) })
    for (let n = 0; n < 40; n++) {
      await world.time.advance(25_000)
      const body = { kind: 'publicMiniTickers', value: { items: [] } } as const
      server.push({ channel: buildChannel(channels.miniTickers()), sendTime: n, body })
    }
    await world.time.advance(1_000)
    expect(ticks).toHaveLength(40)
    expect(log).toEqual(['subscribed'])
    expect(server.sockets).toHaveLength(1)
  })

  it('deliver pushes of the channel’s kind only, and count others as drift', async () => {
    const { log } = read('MXUSDT')
    await world.time.advance(1_000)
    server.push({ channel: name('MXUSDT'), body: { kind: 'publicMiniTickers', value: { items: [] } } })
    server.push({ channel: name('MXUSDT'), body: { kind: 'none' } })
    await world.time.advance(100)
    expect(log).toEqual(['subscribed'])
    expect(drifts).toEqual(['UNKNOWN_BODY publicMiniTickers'])
  })

  it('report the state of each socket and channel', async () => {
    read('MXUSDT')
    expect(streams.health.sockets).toEqual([{ state: 'waiting', channels: 1, reconnects: 0 }])
    await world.time.advance(1_000)
    push('MXUSDT', 7)
    await world.time.advance(100)
    const lastPushAt = streams.health.channels[0]?.lastPushAt ?? 0
    expect(world.time.now() - lastPushAt).toBeLessThan(100)
    expect(streams.health).toMatchObject({
      sockets: [{ state: 'open', channels: 1, reconnects: 0, lastFrameAt: lastPushAt }],
      channels: [{ channel: name('MXUSDT'), state: 'live', readers: 1, pushes: 1, interruptions: 0, silences: 0 }],
    })
    server.closeAll()
    await world.time.advance(60_000)
    expect(streams.health).toMatchObject({
      sockets: [{ reconnects: 1 }],
      channels: [{ state: 'live', interruptions: 1 }],
    })
  })

  it('refuse a private channel: it belongs to a user stream', () => {
    const channel = { kind: 'privateOrders' } as unknown as PublicChannel
    expect(() => streams.subscribe(channel, { push: () => undefined })).toThrow('private')
  })

  it('report a refused channel once, leave the others alone, and never ask for it again', async () => {
    server.refused.add(name('GONEUSDT'))
    const gone = read('GONEUSDT')
    const good = read('MXUSDT')
    await world.time.advance(60_000)
    expect(gone.log).toEqual(['refused Blocked! CHANNEL_BLOCKED'])
    expect(good.log).toEqual(['subscribed'])
    server.closeAll()
    await world.time.advance(60_000)
    expect(gone.log).toEqual(['refused Blocked! CHANNEL_BLOCKED'])
    expect(good.log).toEqual(['subscribed', 'lost SOCKET_CLOSED', 'subscribed'])
    const asked = server.sockets.flatMap((socket) => socket.requests.filter(({ text }) => text.includes('GONEUSDT')))
    expect(asked).toHaveLength(1)
  })

  it('close a socket whose channels were all refused instead of reconnecting for ever', async () => {
    server.refused.add(name('GONEUSDT'))
    read('GONEUSDT')
    await world.time.advance(600_000)
    expect(server.sockets).toHaveLength(1)
    expect(server.open).toHaveLength(0)
    expect(world.time.waiting).toBe(0)
  })

  it('find a silent socket by its missing PONGs and subscribe again on another', async () => {
    const { log } = read('MXUSDT')
    await world.time.advance(30_000)
    world.network.setLink(HOST, 'silent')
    await world.time.advance(66_000)
    expect(log).toEqual(['subscribed', 'lost SOCKET_SILENT'])
    world.network.setLink(HOST, 'up')
    await world.time.advance(60_000)
    expect(log).toEqual(['subscribed', 'lost SOCKET_SILENT', 'subscribed'])
  })

  it('stay connected for hours without a push, as long as PINGs are answered', async () => {
    const { log } = read('MXUSDT')
    await world.time.advance(6 * 3_600_000)
    expect(log).toEqual(['subscribed'])
    expect(server.sockets).toHaveLength(1)
  })

  it('treat a lost acknowledgement as a dead socket', async () => {
    server.ackLost = true
    const { log } = read('MXUSDT')
    await world.time.advance(4_000)
    server.ackLost = false
    await world.time.advance(5_000)
    expect(log).toEqual(['subscribed'])
    expect(server.sockets).toHaveLength(2)
  })

  it('back off further and further from a server that closes every socket', async () => {
    const { log } = read('MXUSDT')
    for (let second = 0; second < 3_600; second++) {
      await world.time.advance(1_000)
      server.closeAll()
    }
    expect(log.filter((line) => line === 'subscribed').length).toBeGreaterThan(100)
    expect(server.sockets.length).toBeLessThan(400)
  })

  it('say when bytes do not decode, and go on', async () => {
    const { log } = read('MXUSDT')
    await world.time.advance(1_000)
    server.open[0]?.peer.send(Uint8Array.of(0xff, 0xff, 0xff))
    push('MXUSDT', 9)
    await world.time.advance(100)
    expect(undecodable).toHaveLength(1)
    expect(log).toEqual(['subscribed', 'push 9'])
  })

  it('answer a PING of the server and leave nothing behind when closed', async () => {
    read('MXUSDT')
    await world.time.advance(1_000)
    server.open[0]?.peer.send('{"method":"PING"}')
    await world.time.advance(100)
    expect(server.open[0]?.requests.at(-1)?.text).toBe('{"method":"PONG"}')
    await streams.close()
    await world.time.advance(5_000)
    expect([server.open.length, world.time.waiting]).toEqual([0, 0])
    expect(() => streams.subscribe(depth('MXUSDT'), { push: () => undefined })).toThrow('closed')
  })

  it('refuse plain ws to another machine', () => {
    expect(() => openMarketStreams({ wsUrl: 'ws://wbs-api.mexc.com/ws', world })).toThrow('Refuses ws')
    expect(() => openMarketStreams({ wsUrl: 'ws://127.0.0.1.example.com/ws', world })).toThrow('Refuses ws')
    expect(() => openMarketStreams({ wsUrl: 'wss://wbs-api.mexc.com/ws', world })).not.toThrow()
  })
})

it('never makes a request of more than 10 channels or 1 KiB, and leaves no channel out', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 120 })), (channels) => {
      const chunks = requestChunks(channels)
      expect(chunks.flat()).toEqual(channels)
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(10)
        const bytes = new TextEncoder().encode(chunk.join('","')).length
        if (chunk.length > 1) expect(bytes).toBeLessThan(1_024)
      }
    }),
  )
})
