/** The judges of `npm run desk-proof`: what they let pass would prove nothing. */

import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Relay } from './fleet/relay.ts'
import { differencesOf } from './judge.ts'
import type { KnownOrder } from '../simulation/simulator/truth-history.ts'
import { LiveWatch } from './live-watch.ts'
import { nameOf, planOf } from './plan.ts'
import { Canon, Received } from './received.ts'

const TARGETS = { ingest: ['ingest-1', 'ingest-2'], edge: ['edge-1', 'edge-2'] }
const EPOCH = 'aaaaaaaaaaaaaaaa'

describe('the plan of faults', () => {
  it('is the same for a seed, ascends, and has every kind in twenty minutes', () => {
    const plan = planOf('7', 1_200_000, TARGETS)
    expect(planOf('7', 1_200_000, TARGETS)).toEqual(plan)
    expect(planOf('8', 1_200_000, TARGETS)).not.toEqual(plan)
    expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(new Set(plan.map(nameOf))).toContain('hang database of ingest')
    expect(new Set(plan.map(({ kind }) => kind)).size).toBe(8)
  })
})

describe('the judge of readers', () => {
  const reader = (canon = new Canon()) =>
    new Received('reader', { main: { epoch: EPOCH, seq: 0 } }, { canon, keepsHash: false })
  const event = (seq: number, more: object = {}) => ({ account: 'main', epoch: EPOCH, seq, ...more })

  it('finds an event that is missing, repeated, of another epoch, or not what another reader had, and every reset', () => {
    const canon = new Canon()
    const [good, gap, twice, other, different, reset] = Array.from({ length: 6 }, () => reader(canon))
    for (const one of [good, gap, twice, other, different, reset]) one?.take(event(1), 'here')
    good?.take(event(2), 'here')
    gap?.take(event(3), 'here')
    twice?.take(event(1), 'here')
    other?.take(event(2, { epoch: 'bbbbbbbbbbbbbbbb' }), 'here')
    different?.take(event(2, { data: 1 }), 'here')
    reset?.reset('main', { epoch: EPOCH, seq: 1 }, 'here')
    expect(good?.failures).toEqual([])
    for (const one of [gap, twice, other, different, reset]) expect(one?.failures).toHaveLength(1)
  })
})

describe('the judge of ledgers', () => {
  it('counts rows that one side has more often', () => {
    expect(differencesOf(['a', 'b', 'b'], ['b', 'b', 'a'])).toEqual([])
    expect(differencesOf(['a', 'b', 'b'], ['a', 'b'])).toEqual(['shown, and not at the exchange: b'])
    expect(differencesOf(['a'], ['a', 'c'])).toEqual(['at the exchange, and not shown: c'])
  })
})

describe('the watch of live accounts', () => {
  const ORDER = { orderId: 'C02__1', status: 'NEW', executedQuantity: '0', createdAt: 0 }
  const DEAL = { orderId: ORDER.orderId, tradeId: '1', side: 'BUY', quantity: '2' }
  const truth = (usdt: string, orders: readonly KnownOrder[] = [], deals: readonly (typeof DEAL)[] = []) => ({
    balances: new Map([['USDT', { free: usdt, locked: '0' }]]),
    orders,
    deals,
  })
  const show = (watch: LiveWatch, free: string, at: number) =>
    watch.shown('main', { topic: 'assets', type: 'asset.changed', data: { asset: 'USDT', free, locked: '0' } }, at)
  const showOrder = (watch: LiveWatch, data: KnownOrder, at: number) =>
    watch.shown('main', { topic: 'orders', type: 'order.changed', data }, at)
  const live = (watch: LiveWatch, from: number, to: number) => {
    for (let at = from; at <= to; at += 1_000) watch.told('main', true, at)
  }

  it('measures how long an account was live with other balances than the exchange had', () => {
    const watch = new LiveWatch('edge')
    show(watch, '1', 0)
    watch.told('main', true, 0)
    watch.truth('main', truth('1'), 100)
    watch.truth('main', truth('2'), 1_000)
    watch.told('main', true, 1_900)
    expect(watch.isDifferent('main')).toBe(true)
    show(watch, '2', 2_500)
    expect(watch.figures).toMatchObject({ longest: { ms: 1_500 }, delays: [1_500] })
  })

  it('counts no time in which the account was not live, or nothing was shown', () => {
    const watch = new LiveWatch('edge')
    show(watch, '1', 0)
    watch.told('main', true, 0)
    watch.truth('main', truth('2'), 1_000)
    watch.told('main', false, 1_400)
    show(watch, '2', 60_000)
    watch.told('main', true, 60_500)
    watch.truth('main', truth('3'), 61_000)
    // A gateway that is stopped says nothing.
    show(watch, '3', 90_000)
    expect(watch.figures).toMatchObject({ longest: { ms: 2_000 } })
  })

  it('finds an order that is missing, one that is open too long, and a deal that is missing, though balances are right', () => {
    const watch = new LiveWatch('edge')
    show(watch, '1', 0)
    watch.truth('main', truth('1', [ORDER]), 0)
    live(watch, 0, 4_000)
    expect(watch.figures.longestQuiet).toEqual({ ms: 4_000, what: 'main at edge: order C02__1 missing, NEW 0 true' })
    showOrder(watch, ORDER, 4_000)
    const filled = { ...ORDER, status: 'FILLED', executedQuantity: '2' }
    watch.truth('main', truth('1', [filled], [DEAL]), 5_000)
    live(watch, 5_000, 10_000)
    expect(watch.figures.longest).toEqual({ ms: 5_000, what: 'main at edge: order C02__1 NEW 0, FILLED 2 true' })
    showOrder(watch, filled, 10_000)
    live(watch, 11_000, 12_000)
    expect(watch.figures.longest).toEqual({ ms: 7_000, what: 'main at edge: deals of C02__1 missing, 2 true' })
    watch.shown('main', { topic: 'deals', type: 'deal.added', data: DEAL }, 12_000)
    expect(watch.isDifferent('main')).toBe(false)
  })

  it('excuses an order without a trace only where coverage does not claim its time', () => {
    const watch = new LiveWatch('edge')
    show(watch, '1', 0)
    watch.truth('main', truth('1', [{ ...ORDER, status: 'CANCELED', createdAt: 500 }]), 1_000)
    live(watch, 1_000, 5_000)
    expect(watch.figures.longest.ms).toBe(0)
    const gap = { kind: 'orders', state: 'repairing', from: 400, to: 600 }
    watch.covered('main', [gap, { kind: 'orders', state: 'complete', from: 600, to: null }], 5_000)
    live(watch, 6_000, 7_000)
    expect(watch.figures.longest.ms).toBe(0)
    watch.covered('main', [{ kind: 'orders', state: 'complete', from: 0, to: null }], 7_000)
    live(watch, 8_000, 11_000)
    expect(watch.figures.longest.ms).toBe(4_000)
  })

  it('judges what is wrong while nothing fails by itself', () => {
    const watch = new LiveWatch('edge')
    show(watch, '1', 0)
    watch.disturbed(2_000)
    watch.truth('main', truth('2'), 0)
    live(watch, 0, 5_000)
    expect(watch.figures).toMatchObject({ longest: { ms: 5_000 }, longestQuiet: { ms: 3_000 } })
  })

  it('does not count a figure that was the exchange’s a moment ago', () => {
    const watch = new LiveWatch('edge')
    watch.told('main', true, 0)
    for (let at = 0; at < 6_000; at += 500) {
      watch.truth('main', truth(String(at)), at)
      show(watch, String(at - 500), at)
      watch.told('main', true, at)
    }
    expect(watch.figures.longest.ms).toBeLessThanOrEqual(500)
  })
})

describe('a relay', () => {
  it('passes bytes, lets none pass while it hangs, and closes connections where it is cut', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const relay = await Relay.start({ port: (server.address() as AddressInfo).port, from: '127.0.0.9' })
    const socket = connect(relay.port, '127.0.0.1').setEncoding('utf8')
    socket.write('one')
    expect(await once(socket, 'data')).toEqual(['one'])
    relay.become('hung')
    socket.write('two')
    const heard = once(socket, 'data')
    const during = await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 50))])
    expect(during).toBeUndefined()
    relay.become('open')
    expect(await heard).toEqual(['two'])
    const closed = once(socket, 'close')
    relay.become('cut')
    await closed
    await once(connect(relay.port, '127.0.0.1'), 'close')
    await relay.close()
    server.close()
  })
})
