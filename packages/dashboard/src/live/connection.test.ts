import type { Snapshot } from '@spotdeck/api'
import { beforeEach, expect, test } from 'vitest'
import { MarketStore } from '../state/store/market-store.ts'
import { AccountStore } from '../state/store/store.ts'
import { ApiError, type GatewayApi, createApi } from './api-client.ts'
import { backoffMs } from './backoff.ts'
import { LiveConnection } from './connection.ts'
import { SILENCE_MS } from './connection-step.ts'
import { FakeWorld } from './testing/fake-world.ts'
import { EPOCH, assetEvent, assetOf, snapshotOf } from './testing/events.ts'

let world: FakeWorld
let store: AccountStore
let market: MarketStore
let snapshots: (Snapshot | Error)[]
let connection: LiveConnection

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

beforeEach(() => {
  world = new FakeWorld()
  store = new AccountStore(world)
  snapshots = [snapshotOf(10, { assets: [assetOf('MX', '1')] })]
  const api: GatewayApi = {
    ...createApi(world),
    snapshot: async () => {
      const next = snapshots.shift() ?? snapshotOf(99)
      if (next instanceof Error) throw next
      return next
    },
  }
  market = new MarketStore(world)
  connection = new LiveConnection({ world, api, store, market, account: 'main', audience: 'owner' })
})

async function open(): Promise<void> {
  world.last.events.opened()
  await settled()
  confirm()
}

function confirm(): void {
  const asked = world.last.sent.findLast((message) => (message as { op: string }).op === 'subscribe') as { id: number }
  world.last.formatMessage({ op: 'subscribed', id: asked.id, account: 'main', topics: [], epoch: EPOCH, seq: 10 })
}

const sinceOf = (message: unknown) => (message as { since?: unknown }).since
const freeOf = (asset: string) => {
  world.paint()
  return store.read('assets')?.find((item) => item.asset === asset)?.free
}
const phase = () => {
  world.paint()
  return store.read('connection').phase
}

test('starts from a snapshot, and follows from exactly there', async () => {
  connection.start()
  await open()
  expect(sinceOf(world.last.sent[0])).toEqual({ epoch: EPOCH, seq: 10 })
  expect(phase()).toBe('open')
  world.last.formatMessage([assetEvent(10, assetOf('MX', 'old')), assetEvent(11, assetOf('MX', '2'))])
  expect(freeOf('MX')).toBe('2')
})

test('continues from the page’s first snapshot without another one', async () => {
  const first = snapshotOf(7, { assets: [assetOf('MX', '5')] })
  store = new AccountStore(world, first)
  const parts = {
    world,
    api: { ...createApi(world), snapshot: () => Promise.reject(new Error('asked')) },
    store,
    market,
  }
  connection = new LiveConnection({ ...parts, account: 'main', audience: 'owner', first })
  connection.start()
  await open()
  expect(sinceOf(world.last.sent[0])).toEqual({ epoch: EPOCH, seq: 7 })
  world.last.formatMessage([assetEvent(8, assetOf('MX', '6'))])
  expect(freeOf('MX')).toBe('6')
})

test('resumes with the last position, without another snapshot', async () => {
  connection.start()
  await open()
  world.last.formatMessage([assetEvent(15, assetOf('MX', '5'))])
  world.last.formatMessage({ op: 'position', account: 'main', epoch: EPOCH, seq: 18 })
  world.last.events.closed(1012)
  expect(phase()).toBe('waiting')
  world.advance(1_000)
  expect(world.sockets).toHaveLength(2)
  world.last.events.opened()
  await settled()
  expect(sinceOf(world.last.sent[0])).toEqual({ epoch: EPOCH, seq: 18 })
  confirm()
  expect(phase()).toBe('open')
  expect(freeOf('MX')).toBe('5')
})

test('distinguishes a lost connection from one over the limit, and retries both', async () => {
  connection.start()
  await open()
  const crowded = () => {
    world.paint()
    const told = store.read('connection')
    return told.phase === 'waiting' && told.isCrowded === true
  }
  world.last.events.closed(4029)
  expect([phase(), crowded()]).toEqual(['waiting', true])
  world.advance(60_000)
  world.last.events.closed(1006)
  expect([phase(), crowded()]).toEqual(['waiting', false])
})

test('a reset drops the old data and continues from the new snapshot', async () => {
  connection.start()
  await open()
  snapshots = [snapshotOf(3, { epoch: 'bbbbbbbb', assets: [assetOf('BTC', '7')] })]
  world.last.formatMessage({ op: 'reset', account: 'main', epoch: 'bbbbbbbb', seq: 2 })
  await settled()
  expect(freeOf('MX')).toBeUndefined()
  expect(freeOf('BTC')).toBe('7')
  expect(sinceOf(world.last.sent.at(-1))).toEqual({ epoch: 'bbbbbbbb', seq: 3 })
})

test('a socket lost while the snapshot is read recovers', async () => {
  connection.start()
  world.last.events.opened()
  world.last.events.closed(1006)
  await settled()
  world.advance(1_000)
  world.last.events.opened()
  await settled()
  expect(sinceOf(world.last.sent[0])).toEqual({ epoch: EPOCH, seq: 10 })
})

test('a silent socket counts as dead', async () => {
  connection.start()
  await open()
  const silent = world.last
  world.advance(SILENCE_MS * 2)
  expect(silent.closedByPage).toBe(true)
  expect(world.sockets.length).toBeGreaterThan(1)
})

test('a failed snapshot is retried with backoff', async () => {
  snapshots = [new ApiError('NOT_READY', 503), new ApiError('NOT_READY', 503)]
  connection.start()
  for (const _ of [1, 2]) {
    world.last.events.opened()
    await settled()
    expect(phase()).toBe('waiting')
    world.advance(2_000)
  }
  await open()
  expect(phase()).toBe('open')
})

test('a revoked session is reported, and not retried', async () => {
  connection.start()
  await open()
  world.last.events.closed(4001)
  expect(phase()).toBe('signed-out')
  world.advance(600_000)
  expect(world.sockets).toHaveLength(1)
})

test('a returning network ends the wait at once', async () => {
  connection.start()
  await open()
  world.last.events.closed(1006)
  world.wake()
  expect(world.sockets).toHaveLength(2)
})

test('nothing happens after stop', async () => {
  connection.start()
  await open()
  connection.stop()
  world.last.formatMessage([assetEvent(11, assetOf('MX', '2'))])
  world.last.events.closed(1006)
  world.advance(600_000)
  expect(freeOf('MX')).toBe('1')
  expect(world.sockets).toHaveLength(1)
})

test('waits are uniform over their span and bounded', () => {
  expect(backoffMs(0, () => 0)).toBe(0)
  expect(backoffMs(3, () => 0.999)).toBeLessThan(3_200)
  expect(backoffMs(500, () => 0.999)).toBeLessThan(20_000)
})

test('the shown market is subscribed on every socket, and does not count as following the account', async () => {
  market.look({ symbol: 'MXUSDT', interval: '1m' })
  connection.start()
  world.last.events.opened()
  const asked = world.last.sent[0] as { id: number; symbols: string[]; kline: string; account?: string }
  expect([asked.symbols, asked.kline, asked.account]).toEqual([['MXUSDT'], '1m', undefined])
  world.last.formatMessage({ op: 'subscribed', id: asked.id, topics: ['book'] })
  expect(phase()).toBe('opening')
  await settled()
  confirm()
  expect(phase()).toBe('open')
  const book = { symbol: 'MXUSDT', version: '1', bids: [['2', '1']], asks: [] }
  world.last.formatMessage({ topic: 'book', type: 'book.updated', time: 1, data: book })
  world.last.formatMessage({ topic: 'book', type: 'book.updated', time: 2, data: { ...book, symbol: 'BTCUSDT' } })
  world.paint()
  expect(market.read('book')).toEqual(book)
  market.look(undefined)
  expect(world.last.sent.at(-1)).toMatchObject({ op: 'unsubscribe' })
  expect((world.paint(), market.read('book'))).toBeUndefined()
})

test('a market that no channel carries is read over REST, until another is looked at', async () => {
  const book = { symbol: 'A-BUSDT', version: '1', bids: [['2', '1']], asks: [] }
  const read: string[] = []
  world.fetch = (path = '') => {
    read.push(path)
    return Promise.resolve(path.endsWith('/book') ? Response.json(book) : new Response('', { status: 502 }))
  }
  market.look({ symbol: 'A-BUSDT', interval: '1m' })
  connection.start()
  await open()
  const asked = world.last.sent[0] as { id: number }
  world.last.formatMessage({ op: 'error', id: asked.id, code: 'UNKNOWN_SYMBOL', params: { symbol: 'A-BUSDT' } })
  expect(world.last.sent.at(-1)).toMatchObject({ topics: ['ticker', 'notices'], symbols: ['A-BUSDT'] })
  await settled()
  world.paint()
  expect([market.read('book'), phase()]).toEqual([book, 'open'])
  const [before, longer] = [read.length, 3_000]
  world.advance(longer)
  expect(read.length).toBeGreaterThan(before)
  await settled()
  market.look({ symbol: 'MXUSDT', interval: '1m' })
  const after = read.length
  world.advance(longer)
  expect(read.length).toBe(after)
})

test('such a market is read no longer once the session has ended', async () => {
  const read: string[] = []
  world.fetch = (path = '') => {
    read.push(path)
    return Promise.resolve(new Response('', { status: 401 }))
  }
  market.look({ symbol: 'A-BUSDT', interval: '1m' })
  connection.start()
  await open()
  const { id } = world.last.sent[0] as { id: number }
  world.last.formatMessage({ op: 'error', id, code: 'UNKNOWN_SYMBOL', params: { symbol: 'A-BUSDT' } })
  await settled()
  world.last.events.closed(4001)
  const before = read.length
  expect(before).toBeGreaterThan(0)
  world.advance(3_000)
  expect(read.length).toBe(before)
})

test('owner-only topics are requested by the owner alone', async () => {
  const topicsOf = (message: unknown) => (message as { topics?: readonly string[] }).topics
  connection.start()
  await open()
  expect(topicsOf(world.last.sent[0])).toContain('warnings')
  connection.stop()
  const api: GatewayApi = { ...createApi(world), snapshot: async () => snapshotOf(10) }
  connection = new LiveConnection({ world, api, store, market, account: 'main', audience: 'viewer' })
  connection.start()
  world.last.events.opened()
  await settled()
  expect(topicsOf(world.last.sent[0])).not.toContain('warnings')
})

test('a repeatedly rejected subscription is retried with backoff', async () => {
  connection.start()
  let asked = 0
  const refuseAll = async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      await settled()
      const subscriptions = world.last.sent.filter((message) => (message as { op: string }).op === 'subscribe')
      const last = subscriptions.at(-1) as { id: number } | undefined
      if (last === undefined || world.last.closedByPage) return
      asked += 1
      world.last.formatMessage({ op: 'error', id: last.id, code: 'UNKNOWN_TOPIC', params: {} })
    }
  }
  world.last.events.opened()
  await refuseAll()
  expect([asked, phase()]).toEqual([1, 'waiting'])
  world.advance(1_000)
  await open()
  expect(phase()).toBe('open')
})

test('no event of the previous account reaches the next one’s store', async () => {
  connection.start()
  await open()
  connection.stop()
  world.last.formatMessage([assetEvent(11, assetOf('MX', '7'))])
  expect(freeOf('MX')).toBe('1')
  market.look({ symbol: 'MXUSDT', interval: '1m' })
  expect(world.last.sent.filter((message) => 'symbols' in (message as object))).toEqual([])
})
