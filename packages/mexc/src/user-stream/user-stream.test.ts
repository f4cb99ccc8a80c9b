import { HOUR_MS, type Log, MINUTE_MS } from '@spotdeck/ports'
import { buildChannel } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { FollowerRig } from '../testing/follower-rig.ts'
import { page } from '../testing/scripted-rest.ts'
import { DEFAULT_HEARTBEAT } from './user-stream.ts'

const ACCOUNT = buildChannel({ kind: 'privateAccount' })

let rig: FollowerRig
beforeEach(() => {
  rig = new FollowerRig()
})

describe('a user stream', () => {
  it('is ready when all three channels are acknowledged on one socket, and brings pushes', async () => {
    await rig.openAndReady()
    const [socket, second] = rig.exchange.stream.sockets
    expect(second).toBeUndefined()
    expect(socket?.listenKey).toBe('key1')
    expect([...(socket?.channels ?? [])].map((channel) => channel.split('.')[1]).sort()).toEqual([
      'account',
      'deals',
      'orders',
    ])
    expect(socket?.requests).toHaveLength(1)
    rig.exchange.stream.push(rig.change(7))
    await rig.world.time.advance(100)
    expect(rig.told).toEqual(['push 7'])
    expect(rig.stream.health).toMatchObject({ connected: true, reconnects: 0 })
    expect(rig.stream.health.lastPushAt).toBeGreaterThan(rig.world.time.now() - 100)
    expect(rig.stream.health.listenKeyExpiresAt).toBeLessThanOrEqual(rig.exchange.keys.get('key1') ?? 0)
    expect([...rig.ring]).toEqual(['key1'])
  })

  it('stays up for 23.5 hours on one extended key, by PINGs alone', async () => {
    await rig.openAndReady()
    await rig.world.time.advance(23 * HOUR_MS)
    expect(rig.told).toEqual([])
    expect(rig.exchange.stream.sockets).toHaveLength(1)
    const gaps = rig.calls('extend').map(({ at }, i, all) => at - (all[i - 1]?.at ?? at))
    expect(gaps.length).toBeGreaterThanOrEqual(46)
    for (const gap of gaps.slice(1)) expect(gap >= 27 * MINUTE_MS && gap <= 30 * MINUTE_MS + 100).toBe(true)
  })

  it('says when bytes do not decode', async () => {
    await rig.openAndReady()
    rig.exchange.stream.open[0]?.peer.send(Uint8Array.of(0xff, 0xff))
    rig.exchange.stream.push(rig.change(1))
    await rig.world.time.advance(100)
    expect(rig.told).toEqual([expect.stringMatching(/^WIRE_/), 'push 1'])
  })

  it('refuses plain ws to another machine', () => {
    expect(() => rig.open({ wsUrl: 'ws://wbs-api.mexc.com/ws' })).toThrow('Refuses ws')
  })
})

describe('a socket that is not accepted', () => {
  it.each([
    ['nothing', ''],
    ['a refused listen key', 'Wrong listen key'],
    ['another spelling of nothing', 'Subscription to  successful.'],
  ])('because its subscription is answered by %s gets another key, and gives its own back', async (_name, msg) => {
    rig.exchange.stream.ackInstead = msg
    rig.open()
    await rig.world.time.until(() => rig.told.length > 0)
    expect(rig.troubles[0]).toMatchObject({ code: 'LISTEN_KEY_REFUSED' })
    expect(rig.troubles[0]?.retryInMs).toBeGreaterThanOrEqual(0)
    rig.exchange.stream.ackInstead = undefined
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
    expect(rig.exchange.closedKeys).toContain('key1')
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).not.toContain('key1')
    expect([...rig.ring]).toEqual(rig.exchange.stream.open.map(({ listenKey }) => listenKey))
  })

  it('because a channel is blocked says so and tries on, with ever longer pauses, on the same key', async () => {
    rig.exchange.stream.refused.add(ACCOUNT)
    rig.open()
    await rig.world.time.advance(10 * MINUTE_MS)
    expect(new Set(rig.told)).toEqual(new Set(['lost SUBSCRIPTION_REFUSED']))
    expect(rig.troubles.length).toBeLessThan(100)
    expect(rig.exchange.stream.sockets.every(({ listenKey }) => listenKey === 'key1')).toBe(true)
    expect(rig.exchange.stream.open).toHaveLength(0)
  })

  it('never has its listen key repeated, whatever the exchange says', async () => {
    rig.exchange.handsOut = 'abc'.repeat(20)
    rig.exchange.stream.ackInstead = `Wrong listen key ${rig.exchange.handsOut}`
    rig.open()
    await rig.world.time.until(() => rig.told.length > 0)
    expect(rig.troubles).toMatchObject([{ code: 'LISTEN_KEY_REFUSED', detail: 'Wrong listen key ***' }])
  })

  it('because nobody acknowledges is silent', async () => {
    rig.exchange.stream.ackLost = true
    rig.open()
    await rig.world.time.until(() => rig.told.length > 0)
    expect(rig.troubles[0]?.code).toBe('SOCKET_SILENT')
    rig.exchange.stream.ackLost = false
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
  })
})

describe('while two sockets overlap', () => {
  it('each push is delivered once, and a real second one too', async () => {
    await rig.openAndReady()
    rig.exchange.fails('extend', page(503, ''))
    await rig.world.time.until(() => rig.told.length > 0)
    expect(rig.exchange.stream.open).toHaveLength(2)
    rig.exchange.stream.push(rig.change(1))
    rig.exchange.stream.push(rig.change(2))
    rig.exchange.stream.push(rig.change(2))
    await rig.world.time.advance(1_000)
    expect(rig.told.filter((line) => line.startsWith('push')).sort()).toEqual(['push 1', 'push 2', 'push 2'])
    rig.exchange.works()
    await rig.world.time.advance(MINUTE_MS)
    rig.exchange.stream.push(rig.change(1))
    await rig.world.time.advance(1_000)
    expect(rig.told.at(-1)).toBe('push 1')
  })

  it('a push on only one of them is delivered', async () => {
    await rig.openAndReady()
    rig.exchange.fails('extend', page(503, ''))
    await rig.world.time.until(() => rig.exchange.stream.open.length === 2)
    const [old] = rig.exchange.stream.open
    old?.channels.clear()
    await rig.world.time.until(() => rig.told.length > 0)
    rig.exchange.stream.push(rig.change(5))
    await rig.world.time.advance(100)
    expect(rig.told).toEqual(['ready true', 'push 5'])
  })
})

describe('closing', () => {
  it('ends socket and own key, idempotently, and sends nothing more', async () => {
    await rig.openAndReady()
    const both = Promise.all([rig.leave(), rig.stream.close()])
    await both
    await rig.world.time.advance(10_000)
    expect([rig.exchange.stream.open.length, rig.exchange.valid().length, rig.world.time.waiting]).toEqual([0, 0, 0])
    expect([...rig.ring]).toEqual([])
    expect(rig.told).toEqual([])
    expect(rig.stream.health.connected).toBe(false)
  })

  it.each([0, 3, 8, 14, 21, 30])('%i ms after opening leaves nothing behind', async (ms) => {
    rig.open()
    await rig.world.time.advance(ms)
    await rig.leave()
    const said = rig.told.length
    await rig.world.time.advance(2 * MINUTE_MS)
    expect([rig.exchange.stream.open.length, rig.world.time.waiting, rig.told.length]).toEqual([0, 0, said])
  })

  it('takes a few seconds at most when nobody answers, and when a retry is far away', async () => {
    await rig.openAndReady()
    rig.world.network.setLink('rest.example', 'silent')
    rig.world.network.setLink('stream.example', 'silent')
    expect(await rig.leave()).toBeLessThanOrEqual(3_000)
    expect([...rig.ring]).toEqual(['key1'])
    await rig.world.time.advance(2 * MINUTE_MS)
    expect(rig.world.time.waiting).toBe(0)
  })
})

describe('a caller whose handlers throw', () => {
  const mine = (): never => {
    throw new Error('of the caller')
  }

  it('gets the outage, and a stream again when the exchange is back', async () => {
    rig.world.network.setLink('rest.example', 'refused')
    rig.troubles.push = mine
    rig.open()
    await rig.world.time.advance(MINUTE_MS)
    rig.world.network.setLink('rest.example', 'up')
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false', 2 * MINUTE_MS)
  })

  it('at a rotation still gets rid of the old socket and its key', async () => {
    await rig.openAndReady()
    rig.told.push = mine
    await rig.world.time.advance(24 * 60 * MINUTE_MS)
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
    expect(rig.exchange.closedKeys).toEqual(['key1'])
  })
})

it('never logs a listen key, whatever the exchange says on its socket', async () => {
  const logged: unknown[] = []
  const keep = (fields: unknown, message: string): void => void logged.push([fields, message])
  rig = new FollowerRig({ debug: keep, info: keep, warn: keep, error: keep })
  const key = 'pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1'
  rig.exchange.handsOut = key
  await rig.openAndReady()
  const text = `a word about ${key}`
  rig.exchange.stream.open[0]?.peer.send(text)
  rig.exchange.stream.open[0]?.peer.send(JSON.stringify({ id: 99, code: 1, msg: text }))
  await rig.world.time.advance(1_000)
  expect(JSON.stringify(logged)).toContain('a word about')
  expect(JSON.stringify(logged)).not.toContain(key.slice(0, 20))
})

it('says nothing to a person where the market of the heartbeat is not listed, and goes on without it', async () => {
  const said: string[] = []
  const at = (level: string) => (_: unknown, message: string) => void said.push(`${level} ${message}`)
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  rig = new FollowerRig(log)
  rig.exchange.stream.refused.add(buildChannel(DEFAULT_HEARTBEAT.channel))
  await rig.openAndReady({ heartbeat: DEFAULT_HEARTBEAT })
  expect(said).toContain('debug heartbeat channel refused')
  expect(said.filter((line) => !line.startsWith('debug'))).toEqual([])
  expect(rig.stream.health.heartbeat).toMatchObject({ state: 'refused' })
})
