import { beforeEach, expect, test } from 'vitest'
import { FakeWorld } from '../../live/testing/fake-world.ts'
import {
  assetEvent,
  assetOf,
  dealEvent,
  dealOf,
  droppedEvent,
  equityOf,
  orderEvent,
  orderOf,
  snapshotOf,
} from '../../live/testing/events.ts'
import { AccountStore, KEPT_ROWS } from './store.ts'

let world: FakeWorld
let store: AccountStore

beforeEach(() => {
  world = new FakeWorld()
  store = new AccountStore(world)
  store.install(snapshotOf(1, { assets: [assetOf('MX', '1'), assetOf('BTC', '2')], openOrders: [orderOf('o1')] }))
  world.paint()
})

test('a store that begins with a snapshot shows it before any frame', () => {
  const began = new AccountStore(world, snapshotOf(1, { assets: [assetOf('MX', '1')] }))
  expect(began.read('assets')?.map(({ asset }) => asset)).toEqual(['MX'])
  expect(began.read('generation')).toBe(0)
})

test('2,000 events in a frame are one paint, and each listener is called once', () => {
  let received = 0
  store.subscribe('assets', () => received++)
  for (let seq = 2; seq < 2_002; seq++) store.apply([assetEvent(seq, assetOf('MX', String(seq)))])
  expect(received).toBe(0)
  expect(world.paint()).toBe(1)
  expect(received).toBe(1)
  expect(store.read('assets')?.find((asset) => asset.asset === 'MX')?.free).toBe('2001')
})

test('between two frames a section keeps its value', () => {
  const before = store.read('assets')
  store.apply([assetEvent(2, assetOf('MX', '9'))])
  expect(store.read('assets')).toBe(before)
  world.paint()
  expect(store.read('assets')).not.toBe(before)
})

test('only changed sections are rebuilt and only their listeners called', () => {
  let orders = 0
  store.subscribe('openOrders', () => orders++)
  const before = store.read('openOrders')
  store.apply([assetEvent(2, assetOf('MX', '9'))])
  world.paint()
  expect(store.read('openOrders')).toBe(before)
  expect(orders).toBe(0)
})

test('a finished order leaves the open orders and is among the changed ones', () => {
  store.apply([orderEvent(2, orderOf('o1', { status: 'FILLED', updatedAt: 5 }))])
  world.paint()
  expect(store.read('openOrders')).toEqual([])
  expect(store.read('changedOrders').map((order) => order.status)).toEqual(['FILLED'])
})

test('both sides of a self-trade are kept, and the same fill twice is one', () => {
  const buy = dealOf('t1', { orderId: 'a', isSelfTrade: true })
  const sell = dealOf('t1', { orderId: 'b', side: 'SELL', isSelfTrade: true })
  store.apply([dealEvent(2, buy), dealEvent(3, sell), dealEvent(4, buy)])
  world.paint()
  expect(store.read('newDeals')).toHaveLength(2)
})

test('a dropped fill is no longer shown, also in lists read before', () => {
  const generation = store.read('generation')
  store.apply([dealEvent(2, dealOf('t1')), dealEvent(3, dealOf('t2')), droppedEvent(4, dealOf('t1'))])
  world.paint()
  expect(store.read('newDeals').map(({ tradeId }) => tradeId)).toEqual(['t2'])
  expect(store.read('generation')).toBeGreaterThan(generation)
})

test('beyond its limit the store drops rows and marks lists to be read again', () => {
  const generation = store.read('generation')
  for (let n = 0; n <= KEPT_ROWS; n++) store.apply([dealEvent(n + 2, dealOf(`t${n}`, { time: n }))])
  world.paint()
  expect(store.read('newDeals').length).toBeLessThanOrEqual(KEPT_ROWS)
  expect(store.read('generation')).toBe(generation + 1)
})

test('a second snapshot replaces everything of the first', () => {
  store.apply([dealEvent(2, dealOf('t1')), orderEvent(3, orderOf('o2'))])
  store.install(snapshotOf(7, { assets: [assetOf('ETH', '3')] }))
  world.paint()
  expect(store.read('assets')?.map((asset) => asset.asset)).toEqual(['ETH'])
  expect([store.read('openOrders'), store.read('changedOrders'), store.read('newDeals')]).toEqual([[], [], []])
})

test('the shown time follows the exchange, not the page', () => {
  const event = { account: 'main', topic: 'equity', type: 'equity.sampled', time: 1 } as const
  store.apply([{ ...event, data: equityOf('1', { time: world.time + 3_600_000 }) }])
  store.tick()
  world.paint()
  expect(store.read('now')).toBe(world.time + 3_600_000)
})

test('a status sample overrides the last event, until the next sample', () => {
  const sample = { account: 'main', topic: 'health', type: 'health.sampled', time: 1 } as const
  const live = { state: 'live', code: 'LIVE', params: {}, since: 1 } as const
  const failed = { state: 'degraded', code: 'STORE_FAILED', params: { attempt: 3 }, since: 2 } as const
  store.apply([{ ...sample, data: { drift: 0, status: failed } }])
  world.paint()
  expect(store.read('status')).toEqual(failed)
  store.apply([{ ...sample, data: { drift: 0, status: live } }])
  world.paint()
  expect(store.read('status')).toEqual(live)
})

test('an older repeated sample does not replace a newer status', () => {
  const live = { state: 'live', code: 'LIVE', params: {}, since: 1 } as const
  const stale = { state: 'stale', code: 'SOCKET_CLOSED', params: {}, since: 5 } as const
  store.apply([{ ...orderEvent(9, orderOf('o1')), topic: 'status', type: 'status.changed', data: stale }])
  store.apply([{ account: 'main', topic: 'health', type: 'health.sampled', time: 1, data: { drift: 0, status: live } }])
  world.paint()
  expect(store.read('status')).toEqual(stale)
})

test('warnings are replaced as a whole', () => {
  const told = { account: 'main', topic: 'warnings', type: 'warnings.changed', time: 1 } as const
  expect(store.read('warnings')).toBeUndefined()
  store.apply([{ ...told, data: { items: [], key: [{ code: 'KEY_CAN_WITHDRAW', params: {} }] } }])
  store.apply([{ ...told, data: { items: [], key: [] } }])
  world.paint()
  expect(store.read('warnings')).toEqual({ items: [], key: [] })
})

test('newly read coverage replaces the snapshot’s', () => {
  const coverage = [{ kind: 'deals', from: 5, state: 'complete' }] as const
  store.setCoverage(coverage)
  world.paint()
  expect(store.read('coverage')).toEqual(coverage)
})
