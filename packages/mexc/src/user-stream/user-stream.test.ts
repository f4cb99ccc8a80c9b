import { buildChannel, type Push } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { createRestClient } from '../rest/create-rest-client.ts'
import { KEY_CALLS, PrivateExchange } from '../testing/private-exchange.ts'
import { page, refusal } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { openUserStream } from './open-user-stream.ts'
import type { StreamTrouble, UserStream } from './user-stream.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ACCOUNT = buildChannel({ kind: 'privateAccount' })

let world: TestWorld
let exchange: PrivateExchange
let ring: Set<string>
/** What the follower was told, in order. */
let told: string[]
let troubles: StreamTrouble[]
let stream: UserStream
beforeEach(() => {
  world = virtualWorld()
  exchange = new PrivateExchange(world)
  ring = new Set()
  told = []
  troubles = []
})

function open(): void {
  const credentials = { apiKey: 'mx0key', secret: 'secret' }
  stream = openUserStream({
    rest: createRestClient({ baseUrl: 'https://rest.example', credentials, world }),
    wsUrl: 'wss://stream.example/ws',
    world,
    keyring: { load: () => [...ring], add: (key) => void ring.add(key), remove: (key) => void ring.delete(key) },
    handlers: {
      ready: (continuous) => told.push(`ready ${continuous}`),
      push: ({ body }) => told.push(body.kind === 'privateAccount' ? `push ${body.value.time}` : body.kind),
      lost: (trouble) => {
        troubles.push(trouble)
        told.push(`lost ${trouble.code}`)
      },
      undecodable: (code) => told.push(code),
    },
  })
}

async function openAndReady(): Promise<void> {
  open()
  await world.time.advance(5_000)
  expect(told.splice(0)).toEqual(['ready false'])
}

function change(time: number): Push {
  const value = {
    ...{ vcoinName: 'MX', coinId: '', balanceAmount: '1', balanceAmountChange: '1' },
    ...{ frozenAmount: '0', frozenAmountChange: '0', type: 'DEPOSIT', time },
  }
  return { channel: ACCOUNT, sendTime: world.time.now(), body: { kind: 'privateAccount', value } }
}

const calls = (kind: keyof typeof KEY_CALLS) => exchange.rest.seen(KEY_CALLS[kind])

describe('a user stream', () => {
  it('is ready when all three channels are acknowledged on one socket, and brings pushes', async () => {
    await openAndReady()
    const [socket, second] = exchange.stream.sockets
    expect(second).toBeUndefined()
    expect(socket?.listenKey).toBe('key1')
    expect([...(socket?.channels ?? [])].map((channel) => channel.split('.')[1]).sort()).toEqual([
      'account',
      'deals',
      'orders',
    ])
    expect(socket?.requests).toHaveLength(1)
    exchange.stream.push(change(7))
    await world.time.advance(100)
    expect(told).toEqual(['push 7'])
    expect(stream.health).toMatchObject({ connected: true, reconnects: 0 })
    expect(stream.health.lastPushAt).toBeGreaterThan(world.time.now() - 100)
    expect(stream.health.listenKeyExpiresAt).toBeLessThanOrEqual(exchange.keys.get('key1') ?? 0)
    expect([...ring]).toEqual(['key1'])
  })

  it('lives for a day less half an hour on one key that is extended in time, by PINGs alone', async () => {
    await openAndReady()
    await world.time.advance(23 * HOUR)
    expect(told).toEqual([])
    expect(exchange.stream.sockets).toHaveLength(1)
    const gaps = calls('extend').map(({ at }, i, all) => at - (all[i - 1]?.at ?? at))
    expect(gaps.length).toBeGreaterThanOrEqual(46)
    for (const gap of gaps.slice(1)) expect(gap >= 27 * MINUTE && gap <= 30 * MINUTE + 100).toBe(true)
  })

  it('says when bytes do not decode', async () => {
    await openAndReady()
    exchange.stream.open[0]?.peer.send(Uint8Array.of(0xff, 0xff))
    exchange.stream.push(change(1))
    await world.time.advance(100)
    expect(told).toEqual([expect.stringMatching(/^WIRE_/), 'push 1'])
  })

  it('refuses plain ws to another machine', () => {
    const options = { rest: {} as never, world, keyring: {} as never, handlers: {} as never }
    expect(() => openUserStream({ ...options, wsUrl: 'ws://wbs-api.mexc.com/ws' })).toThrow('Refuses ws')
  })
})

describe('a socket that is not accepted', () => {
  it.each([
    ['nothing', ''],
    ['a refused listen key', 'Wrong listen key'],
    ['another spelling of nothing', 'Subscription to  successful.'],
  ])('because its subscription is answered by %s gets another key, and gives its own back', async (_name, msg) => {
    exchange.stream.ackInstead = msg
    open()
    await world.time.until(() => told.length > 0)
    expect(troubles[0]).toMatchObject({ code: 'LISTEN_KEY_REFUSED' })
    expect(troubles[0]?.retryInMs).toBeGreaterThanOrEqual(0)
    exchange.stream.ackInstead = undefined
    await world.time.until(() => told.at(-1) === 'ready false')
    expect(exchange.closedKeys).toContain('key1')
    expect(exchange.stream.open.map(({ listenKey }) => listenKey)).not.toContain('key1')
    expect([...ring]).toEqual(exchange.stream.open.map(({ listenKey }) => listenKey))
  })

  it('because a channel is blocked says so and tries on, with ever longer pauses, on the same key', async () => {
    exchange.stream.refused.add(ACCOUNT)
    open()
    await world.time.advance(10 * MINUTE)
    expect(new Set(told)).toEqual(new Set(['lost SUBSCRIPTION_REFUSED']))
    expect(troubles.length).toBeLessThan(60)
    expect(exchange.stream.sockets.every(({ listenKey }) => listenKey === 'key1')).toBe(true)
    expect(exchange.stream.open).toHaveLength(0)
  })

  it('never has its listen key repeated, whatever the exchange says', async () => {
    exchange.handsOut = 'abc'.repeat(20)
    exchange.stream.ackInstead = `Wrong listen key ${exchange.handsOut}`
    open()
    await world.time.until(() => told.length > 0)
    expect(troubles).toMatchObject([{ code: 'LISTEN_KEY_REFUSED', detail: 'Wrong listen key ***' }])
  })

  it('because nobody acknowledges is silent', async () => {
    exchange.stream.ackLost = true
    open()
    await world.time.until(() => told.length > 0)
    expect(troubles[0]?.code).toBe('SOCKET_SILENT')
    exchange.stream.ackLost = false
    await world.time.until(() => told.at(-1) === 'ready false')
  })
})

describe('a listen key', () => {
  it('whose extension fails twice is replaced before it is dropped', async () => {
    await openAndReady()
    exchange.fails('extend', page(503, ''))
    await world.time.until(() => told.length > 0)
    expect(told).toEqual(['ready true'])
    expect(exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key1', 'key2'])
    exchange.works()
    await world.time.advance(5_000)
    expect(exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
    expect(exchange.closedKeys).toEqual(['key1'])
    expect([...ring]).toEqual(['key2'])
    await world.time.advance(3 * HOUR)
    expect(told).toEqual(['ready true'])
  })

  it('whose extension fails once is simply extended a minute later', async () => {
    await openAndReady()
    const down = page(503, '')
    exchange.fails('extend', down, down, down, down)
    await world.time.until(() => calls('extend').length === 4)
    exchange.works()
    await world.time.advance(2 * HOUR)
    expect(told).toEqual([])
    expect(exchange.stream.sockets).toHaveLength(1)
  })

  it('that MEXC does not know any more is replaced, and what it may have missed is said', async () => {
    await openAndReady()
    exchange.keys.clear()
    await world.time.advance(31 * MINUTE)
    expect(told).toEqual(['ready false'])
    expect(exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
  })

  it('that is refused on its own open socket is replaced', async () => {
    await openAndReady()
    exchange.stream.open[0]?.peer.send('Invalid listen key')
    await world.time.until(() => told.at(-1) === 'ready false')
    expect(told).toEqual(['lost LISTEN_KEY_LOST', 'ready false'])
    expect(exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
  })

  it('that can neither be extended nor replaced ends after its hour, and that is said', async () => {
    await openAndReady()
    const from = world.time.now()
    exchange.fails('extend', page(503, ''))
    exchange.fails('create', page(503, ''))
    await world.time.advance(59 * MINUTE)
    expect(told).toEqual([])
    await world.time.until(() => told.length > 0)
    expect(told).toEqual(['lost LISTEN_KEY_LOST'])
    expect(world.time.now() - from).toBeLessThanOrEqual(HOUR)
    exchange.works()
    await world.time.until(() => told.at(-1) === 'ready false')
    expect(told.slice(1, -1).every((line) => line === 'lost EXCHANGE_UNREACHABLE')).toBe(true)
  })

  it('that POST hands out although another program uses it is shared, extended and never closed', async () => {
    exchange.others('theirs')
    exchange.handsOut = 'theirs'
    await openAndReady()
    expect(calls('extend')).toHaveLength(1)
    expect([...ring]).toEqual([])
    await world.time.advance(2 * HOUR)
    await leave()
    expect(exchange.closedKeys).toEqual([])
    expect(exchange.valid()).toEqual(['theirs'])
  })

  it('of an earlier run is closed, and no other', async () => {
    ring.add('left over').add('long gone')
    exchange.others('left over', 'theirs')
    await openAndReady()
    expect(exchange.closedKeys).toEqual(['left over'])
    expect([...ring]).toEqual(['key1'])
    await leave()
    expect(exchange.closedKeys).toEqual(['left over', 'key1'])
    expect(exchange.valid()).toEqual(['theirs'])
  })

  it('is taken for our own only when the exchange could say that it is new', async () => {
    exchange.fails('list', refusal(33333))
    open()
    await world.time.advance(5 * MINUTE)
    expect(told.at(-1)).toBe('ready false')
    expect([...ring]).toEqual([])
    await leave()
    expect(exchange.closedKeys).toEqual([])
  })

  it('beyond the quota is not to be had: said, and tried again in minutes', async () => {
    exchange.others(...Array.from({ length: 60 }, (_, i) => `theirs${i}`))
    open()
    await world.time.advance(5_000)
    expect(troubles).toMatchObject([{ code: 'KEY_QUOTA' }])
    expect(troubles[0]?.retryInMs).toBeGreaterThanOrEqual(2 * MINUTE)
    expect(exchange.closedKeys).toEqual([])
    exchange.keys.delete('theirs0')
    await world.time.advance(3 * MINUTE)
    expect(told).toEqual(['lost KEY_QUOTA', 'ready false'])
  })

  it('beyond the quota is had by closing what an earlier run left behind', async () => {
    exchange.others(...Array.from({ length: 60 }, (_, i) => `k${i}`))
    ring.add('k3')
    await openAndReady()
    expect(exchange.closedKeys).toEqual(['k3'])
  })
})

describe('a long life', () => {
  it('goes on over the 24 h limit: the successor is there before the old socket ends', async () => {
    await openAndReady()
    const from = world.time.now()
    await world.time.until(() => told.length > 0, 24 * HOUR)
    expect(told).toEqual(['ready true'])
    expect(world.time.now() - from).toBeGreaterThan(23.3 * HOUR)
    expect(world.time.now() - from).toBeLessThanOrEqual(23.5 * HOUR + 5_000)
    await world.time.advance(3 * 24 * HOUR)
    expect(new Set(told)).toEqual(new Set(['ready true']))
    expect(told).toHaveLength(4)
    expect(exchange.stream.open).toHaveLength(1)
    expect(exchange.valid()).toHaveLength(1)
  })

  it('survives being cut at 24 h when no successor could be made', async () => {
    await openAndReady()
    await world.time.advance(23 * HOUR)
    exchange.fails('create', page(503, ''))
    await world.time.advance(HOUR - 5_000)
    expect(told).toEqual([])
    exchange.works()
    exchange.stream.closeAll()
    await world.time.until(() => told.at(-1) === 'ready false')
    expect(told).toEqual(['lost SOCKET_CLOSED', 'ready false'])
  })

  it('finds a dead socket by its silence and replaces it', async () => {
    await openAndReady()
    world.network.setLink('stream.example', 'silent')
    await world.time.until(() => told.length > 0, 66_000)
    expect(told).toEqual(['lost SOCKET_SILENT'])
    world.network.setLink('stream.example', 'up')
    await world.time.until(() => told.at(-1) === 'ready false')
    expect(exchange.stream.sockets.at(-1)?.listenKey).toBe('key1')
  })

  it('does not take a successor for continuous when the old socket was dead already', async () => {
    await openAndReady()
    const [socket] = exchange.stream.open
    await world.time.until(() => calls('create').length === 2, 24 * HOUR)
    // Half open: the old socket's answers never come, while new sockets work.
    if (socket !== undefined) socket.peer.send = () => undefined
    await world.time.until(() => told.length > 0, MINUTE)
    expect(told).toEqual(['ready false'])
  })

  it('backs off from an exchange that ends every socket at once', async () => {
    await openAndReady()
    for (let second = 0; second < 1_800; second++) {
      await world.time.advance(1_000)
      exchange.stream.closeAll()
    }
    expect(exchange.stream.sockets.length).toBeLessThan(250)
    expect(exchange.valid().length).toBeLessThan(5)
  })

  it('says why it cannot start while the exchange is down, and starts when it is back', async () => {
    world.network.setLink('rest.example', 'refused')
    open()
    await world.time.advance(5 * MINUTE)
    expect(new Set(told)).toEqual(new Set(['lost EXCHANGE_UNREACHABLE']))
    expect(troubles.every(({ retryInMs }) => retryInMs !== undefined && retryInMs <= 30_000)).toBe(true)
    world.network.setLink('rest.example', 'up')
    await world.time.until(() => told.at(-1) === 'ready false', 2 * MINUTE)
  })

  it('gives up on credentials that MEXC refuses, and asks no more', async () => {
    exchange.fails('list', refusal(700002))
    exchange.fails('create', refusal(700002))
    open()
    await world.time.advance(5_000)
    expect(troubles).toEqual([{ code: 'AUTH_REFUSED', detail: 'no' }])
    const asked = exchange.rest.calls.length
    await world.time.advance(5 * HOUR)
    expect(exchange.rest.calls.length).toBe(asked)
    expect(told).toHaveLength(1)
  })

  it('waits for a person when the key lacks a permission', async () => {
    exchange.fails('create', refusal(700007), refusal(700007))
    open()
    await world.time.advance(1_000)
    expect(troubles).toMatchObject([{ code: 'AUTH_REFUSED' }])
    expect(troubles[0]?.retryInMs).toBeGreaterThanOrEqual(5 * MINUTE)
    exchange.works()
    await world.time.advance(6 * MINUTE)
    expect(told.at(-1)).toBe('ready false')
  })
})

describe('while two sockets overlap', () => {
  it('each push is told once, and a genuine second one is told', async () => {
    await openAndReady()
    exchange.fails('extend', page(503, ''))
    await world.time.until(() => told.length > 0)
    expect(exchange.stream.open).toHaveLength(2)
    exchange.stream.push(change(1))
    exchange.stream.push(change(2))
    exchange.stream.push(change(2))
    await world.time.advance(1_000)
    expect(told.filter((line) => line.startsWith('push')).sort()).toEqual(['push 1', 'push 2', 'push 2'])
    exchange.works()
    await world.time.advance(MINUTE)
    exchange.stream.push(change(1))
    await world.time.advance(1_000)
    expect(told.at(-1)).toBe('push 1')
  })

  it('a push that only one of them brings is told', async () => {
    await openAndReady()
    exchange.fails('extend', page(503, ''))
    await world.time.until(() => exchange.stream.open.length === 2)
    const [old] = exchange.stream.open
    old?.channels.clear()
    await world.time.until(() => told.length > 0)
    exchange.stream.push(change(5))
    await world.time.advance(100)
    expect(told).toEqual(['ready true', 'push 5'])
  })
})

async function leave(): Promise<number> {
  const from = world.time.now()
  const end = settled(stream.close())
  await world.time.until(() => end.isDone)
  return world.time.now() - from
}

describe('closing', () => {
  it('ends socket and own key, twice as well as once, and says nothing more', async () => {
    await openAndReady()
    const both = Promise.all([leave(), stream.close()])
    await both
    await world.time.advance(10_000)
    expect([exchange.stream.open.length, exchange.valid().length, world.time.waiting]).toEqual([0, 0, 0])
    expect([...ring]).toEqual([])
    expect(told).toEqual([])
    expect(stream.health.connected).toBe(false)
  })

  it.each([0, 3, 8, 14, 21, 30])('%i ms after opening leaves nothing behind', async (ms) => {
    open()
    await world.time.advance(ms)
    await leave()
    const said = told.length
    await world.time.advance(2 * MINUTE)
    expect([exchange.stream.open.length, world.time.waiting, told.length]).toEqual([0, 0, said])
  })

  it('takes a few seconds at most when nobody answers, and when a retry is far away', async () => {
    await openAndReady()
    world.network.setLink('rest.example', 'silent')
    world.network.setLink('stream.example', 'silent')
    expect(await leave()).toBeLessThanOrEqual(3_000)
    expect([...ring]).toEqual(['key1'])
    await world.time.advance(2 * MINUTE)
    expect(world.time.waiting).toBe(0)
  })
})
