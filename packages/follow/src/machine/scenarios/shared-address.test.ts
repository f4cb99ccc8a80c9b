/** Several accounts behind one address: how soon each notices what its stream leaves out, and what that costs. */

import { createLimiter } from '@spotdeck/mexc'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { areBalancesWrong } from '../../testing/wrong-while-live.ts'
import { AddressDemand } from '../../shell/address-demand.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** Answer of a comparison and the wait for pushes on their way, in ms. */
const ANSWERED = 600
const WEIGHT = { balances: 10, openOrders: 3, trades: 10, orders: 10 } as const
type Call = keyof typeof WEIGHT

/** Accounts on one exchange clock and one limiter; `spent`: each call with its time. */
async function behindOneAddress(count: number) {
  const time = new VirtualTime()
  const limiter = createLimiter({ clock: time, timers: time })
  const address = new AddressDemand()
  const spent: { readonly at: number; readonly call: Call; readonly account: number }[] = []
  const rigs = Array.from({ length: count }, (_, account) => {
    const rig = new Rig(account + 1, time)
    Object.assign(rig, { sharers: count, address, beats: true })
    rig.venue.deposit('USDT', '100000')
    rig.venue.deposit('MX', '1000')
    const limited = async <T>(call: Call, ask: () => Promise<T>, leaves?: () => void): Promise<T> => {
      const weight = WEIGHT[call]
      const rule = { capacity: 300, perMs: 10_000, keepFree: { read: 80, urgent: 20 } }
      const priority = call === 'balances' || call === 'openOrders' ? 'urgent' : 'read'
      const charges = [{ window: 'ip', rule, weight }]
      await limiter.acquire({ endpoint: call, account: String(account), charges, priority, maxWaitMs: 2 * MINUTE })
      leaves?.()
      spent.push({ at: time.now(), call, account })
      return ask()
    }
    rig.rewire((real) => ({
      balances: (leaves) => limited('balances', () => real.balances(), leaves),
      openOrders: (symbols) => limited('openOrders', () => real.openOrders(symbols)),
      trades: (...span) => limited('trades', () => real.trades(...span)),
      orders: (...span) => limited('orders', () => real.orders(...span)),
    }))
    return rig
  })
  for (const rig of rigs) {
    await rig.start()
    rig.up()
  }
  await time.until(() => rigs.every(isLive), 10 * MINUTE)
  await time.advance(10 * MINUTE)
  return { time, rigs, spent }
}

const isLive = (rig: Rig): boolean => rig.follower?.status.state === 'live'
const boundOf = (rig: Rig): number => Number(rig.follower?.status.params['withinMs'])
const trade = ({ venue }: Rig): void => venue.fill(venue.place('MXUSDT', 'SELL', '2', '1') ?? '', '1')

/** Lets accounts trade every second for so long, in turn. */
async function trading(time: VirtualTime, rigs: readonly Rig[], ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += SECOND) {
    for (const rig of rigs) trade(rig)
    await time.advance(SECOND)
  }
}

describe.each([
  [2, 1_500],
  [4, 2_667],
  [10, 6_667],
])('of %s accounts that trade behind one address', (count, everyMs) => {
  it(`each is compared every ${everyMs} ms and stays live; the bound is in its status`, async () => {
    const { time, rigs, spent } = await behindOneAddress(count)
    await trading(time, rigs, MINUTE)
    const from = time.now()
    const states = new Set<string | undefined>()
    for (let minute = 0; minute < 2; minute++)
      for (let second = 0; second < 60; second++) {
        await trading(time, rigs, SECOND)
        for (const rig of rigs) states.add(rig.follower?.status.code)
      }
    expect([...states]).toEqual(['LIVE'])
    for (const rig of rigs) expect(boundOf(rig)).toBe(everyMs + Math.max(1_300, Math.round(everyMs / 4)))
    const compared = spent.filter(({ at, call }) => at >= from && call === 'balances')
    expect(compared.length / count / 120).toBeCloseTo(SECOND / everyMs, 1)
  })

  it('private channels that stop are noticed within that time, whenever they do', async () => {
    const { time, rigs } = await behindOneAddress(count)
    await trading(time, rigs, MINUTE)
    const [deaf, ...others] = rigs
    if (deaf === undefined) throw new Error('There is no account.')
    let longest = 0
    for (let moment = 0; moment < 4; moment++) {
      await trading(time, rigs, 30 * SECOND)
      await time.until(() => rigs.every(isLive))
      await time.advance((moment * everyMs) / 4)
      const since = time.now()
      const bound = boundOf(deaf)
      deaf.fate = () => []
      deaf.venue.deposit('USDT', '5')
      for (let passed = 0; areBalancesWrong(deaf) && isLive(deaf); passed += 100) {
        if (passed % SECOND === 0) for (const rig of others) trade(rig)
        await time.advance(100)
      }
      longest = Math.max(longest, time.now() - since)
      expect(time.now() - since).toBeLessThanOrEqual(bound)
      deaf.fate = () => [0]
      await time.advance(30 * SECOND)
    }
    expect(longest).toBeLessThanOrEqual(everyMs + ANSWERED)
  })
})

it('one that trades among 49 idle accounts is compared as if it were alone, and they cost a tenth of the budget', async () => {
  const { time, rigs, spent } = await behindOneAddress(50)
  const [trader] = rigs
  if (trader === undefined) throw new Error('There is no account.')
  await trading(time, [trader], MINUTE)
  expect(boundOf(trader)).toBe(2_800)
  const from = time.now()
  await trading(time, [trader], 5 * MINUTE)
  const later = spent.filter(({ at, call }) => at >= from && call === 'balances')
  // Audits compare, too.
  const weights = (isOf: (account: number) => boolean): number =>
    (later.filter(({ account }) => isOf(account)).length * WEIGHT.balances) / 5
  expect(weights((account) => account === 0)).toBeGreaterThanOrEqual(400)
  expect(weights((account) => account !== 0)).toBeLessThanOrEqual(200)
})

it('50 accounts without a stream leave half of the budget to what brings their streams back', async () => {
  const { time, rigs, spent } = await behindOneAddress(50)
  for (const rig of rigs) rig.down()
  const from = time.now()
  await time.advance(3 * MINUTE)
  const polled = spent.filter(({ at }) => at >= from)
  expect(new Set(polled.map(({ account }) => account)).size).toBe(50)
  const weights = polled.reduce((sum, { call }) => sum + WEIGHT[call], 0)
  expect(weights / 3).toBeLessThanOrEqual(950)
})
