/** Reads of one of several accounts behind one address: before it is live, while nothing happens, and when it waits. */

import { sleep } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { wrongAssets } from '../testing/truth.ts'
import { firstAuditAfter, proveEvery } from './shares.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** Weights of the exchange's calls. */
const WEIGHTS = { balances: 10, openOrders: 3, orders: 10, trades: 10, relearnClock: 1 } as const

it('first audits of several accounts are spread over most of the interval, and none is due later than it', () => {
  const after = (random: number, sharers = 50): number =>
    firstAuditAfter({ work: { sharing: { sharers } }, random }, 5 * MINUTE)
  expect([after(0), after(0.5), after(1), after(0.5, 1)]).toEqual([MINUTE, 3 * MINUTE, 5 * MINUTE, 5 * MINUTE])
})

/** An account with a balance, an order and a deal, one of so many; `asked` lists its reads. `heldMs`: wait for the limits. */
function rigOf(sharers: number) {
  const rig = new Rig()
  const asked: (keyof typeof WEIGHTS)[] = []
  const limits = { heldMs: 0 }
  rig.sharers = sharers
  rig.beats = true
  rig.venue.deposit('USDT', '1000')
  rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
  rig.venue.place('MXUSDT', 'BUY', '1', '10')
  rig.rewire((real) => ({
    relearnClock: (leaves) => (asked.push('relearnClock'), real.relearnClock(leaves)),
    balances: async (leaves) => {
      asked.push('balances')
      if (limits.heldMs > 0) await sleep({ timers: rig.time, ms: limits.heldMs })
      return real.balances(leaves)
    },
    openOrders: (symbols) => (asked.push('openOrders'), real.openOrders(symbols)),
    orders: (...span) => (asked.push('orders'), real.orders(...span)),
    trades: (...span) => (asked.push('trades'), real.trades(...span)),
  }))
  const countOf = (name: keyof typeof WEIGHTS): number => asked.filter((one) => one === name).length
  const weight = (): number => asked.reduce((sum, name) => sum + WEIGHTS[name], 0)
  return { rig, asked, limits, countOf, weight }
}

async function live({ rig, asked }: ReturnType<typeof rigOf>): Promise<void> {
  await rig.start()
  asked.length = 0
  rig.up()
  await rig.live()
}

/** Follows for half an hour in which nothing happens, then stops as a clean end does. */
async function idleAndClosed(scene: ReturnType<typeof rigOf>): Promise<void> {
  await live(scene)
  await scene.rig.time.advance(30 * MINUTE)
  const closing = scene.rig.follower?.close()
  await scene.rig.time.advance(SECOND)
  await closing
}

describe('one of fifty accounts', () => {
  it('is live for the first time after one read of its balances and of its open orders; its history follows', async () => {
    const scene = rigOf(50)
    await live(scene)
    expect([scene.countOf('balances'), scene.countOf('openOrders'), scene.countOf('trades')]).toEqual([1, 1, 0])
    await scene.rig.time.advance(5 * MINUTE)
    expect(scene.rig.state.orders.size + scene.rig.state.symbols.size).toBeGreaterThan(0)
    expect(wrongAssets(scene.rig)).toEqual([])
  })

  it('reads its balances once at its first start though something was pushed before', async () => {
    const scene = rigOf(50)
    await scene.rig.start()
    scene.rig.up()
    scene.rig.time.after(200, () => scene.rig.venue.deposit('USDT', '5'))
    await scene.rig.live()
    expect(scene.countOf('balances')).toBe(1)
    expect(wrongAssets(scene.rig)).toEqual([])
  })

  it('costs at most 10 weights a minute while nothing happens', async () => {
    const scene = rigOf(50)
    await live(scene)
    await scene.rig.time.advance(30 * MINUTE)
    scene.asked.length = 0
    await scene.rig.time.advance(60 * MINUTE)
    expect(scene.weight() / 60).toBeLessThanOrEqual(10)
    expect(scene.countOf('balances')).toBeGreaterThanOrEqual(20)
  })

  it('starts again with one read of its balances where nothing changed', async () => {
    const scene = rigOf(50)
    await idleAndClosed(scene)
    await live(scene)
    expect([scene.countOf('orders'), scene.countOf('trades')]).toEqual([0, 0])
    await scene.rig.time.advance(MINUTE)
    expect(scene.countOf('balances')).toBe(1)
  })

  it('starts again with the deals of what moved', async () => {
    const scene = rigOf(50)
    await idleAndClosed(scene)
    const id = scene.rig.venue.openIds()[0] ?? ''
    scene.rig.venue.fill(id, '4')
    await live(scene)
    expect(scene.countOf('trades')).toBe(1)
    expect(wrongAssets(scene.rig)).toEqual([])
  })

  it('does not take a wait for the limits for an exchange that does not answer', async () => {
    const scene = rigOf(50)
    await live(scene)
    scene.limits.heldMs = 20 * SECOND
    await scene.rig.time.advance(20 * MINUTE)
    expect(scene.rig.state.status.state).toBe('live')
  })
})

it('one of ten accounts starts again with one read, too, where it waited for the limits for long', async () => {
  const scene = rigOf(10)
  await idleAndClosed(scene)
  scene.limits.heldMs = 20 * SECOND
  await live(scene)
  expect(scene.countOf('balances')).toBe(1)
})

it('ten accounts cost at most 250 weights a minute together after a quiet while', async () => {
  const scene = rigOf(10)
  await live(scene)
  await scene.rig.time.advance(30 * MINUTE)
  scene.asked.length = 0
  await scene.rig.time.advance(60 * MINUTE)
  expect((10 * scene.weight()) / 60).toBeLessThanOrEqual(250)
})

it('an account alone compares its balances every few seconds, and reads its symbols before it is live', async () => {
  const scene = rigOf(1)
  await live(scene)
  expect(scene.countOf('trades')).toBeGreaterThan(0)
  await scene.rig.time.advance(10 * MINUTE)
  scene.asked.length = 0
  await scene.rig.time.advance(MINUTE)
  expect(scene.countOf('balances')).toBeGreaterThanOrEqual(5)
})

it('a gap is proven closed by reads that are further apart the more accounts there are, up to the whole time', () => {
  const each = [1, 10, 50].map((sharers) => proveEvery({ work: { sharing: { sharers } } }, 2_500, 10_000))
  expect(each).toEqual([2_500, 5_000, 10_000])
})
