/** A search within MEXC's own limits: a round trip in one of 600 markets is found in time, wherever it was. */

import { createLimiter } from '@spotdeck/mexc'
import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../exchange.ts'
import { publicTradeAnswer } from '../../testing/fake-venue-answers.ts'
import { SYMBOLS } from '../../testing/fake-venue.ts'
import { limited } from '../../testing/limited.ts'
import { Rig } from '../../testing/rig.ts'
import { startedRig } from '../../testing/truth.ts'
import { isWrong, watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** Markets, those with most volume first. */
const MARKETS = Array.from({ length: 600 }, (_, index) => `A${String(index).padStart(3, '0')}USDT`)
const [FIRST, MIDDLE, LAST] = [0, 300, 599]

/** Quantity that others trade each second at a price of 2 in a market. */
type Others = (market: number) => number
const refuse = () => Promise.reject(Object.assign(new Error('no list'), { code: 'REFUSED', exchangeCode: 33333 }))
const NOBODY: Others = () => 0

/** A live account on an exchange of 604 markets behind its limits. */
async function started(others: Others, change: Partial<Exchange> = {}): Promise<Rig> {
  const rig = new Rig()
  const { venue, time } = rig
  venue.symbols = [...SYMBOLS, ...MARKETS]
  venue.volumes = new Map(MARKETS.map((symbol, index) => [symbol, (MARKETS.length - index) * 1_000]))
  venue.tradesOfOthers = (symbol, from, to) => {
    const quantity = others(MARKETS.indexOf(symbol)) * ((to - from) / SECOND)
    return quantity > 0 ? [publicTradeAnswer({ price: '2', quantity: String(quantity), time: to })] : []
  }
  rig.rewire(() => change)
  limited(rig, createLimiter({ clock: time, timers: time }))
  return startedRig(rig)
}

/** Cuts the stream for 3 s, in which so much of a market is bought and sold at one price, until its fees are named. */
async function cutWhileTraded(rig: Rig, market: number, quantity = '10'): Promise<void> {
  const { venue, time } = rig
  rig.down()
  await time.advance(2 * SECOND)
  for (const side of ['BUY', 'SELL'] as const)
    venue.fill(venue.place(MARKETS[market] ?? '', side, '2', quantity) ?? '', quantity)
  await time.advance(SECOND)
  rig.up()
  await time.until(() => rig.state.status.code === 'EXPLAINING', MINUTE)
  expect(rig.state.status.params).toEqual({ assets: 'USDT' })
}

/** Returns how long fees of such a cut are named, in ms. */
async function explainedAfter(rig: Rig, market: number, quantity?: string): Promise<number> {
  const { time } = rig
  await cutWhileTraded(rig, market, quantity)
  const from = time.now()
  await time.until(() => rig.state.status.state === 'live', 15 * MINUTE)
  expect(isWrong(rig)).toBe(false)
  return time.now() - from
}

describe('a round trip of a cut of 3 s in one of 600 markets that was not traded before is found within 90 s', () => {
  it.each([FIRST, MIDDLE, LAST])('where nobody else traded: market %i', async (market) => {
    expect(await explainedAfter(await started(NOBODY), market)).toBeLessThan(90 * SECOND)
  })

  it.each([FIRST, 99, 100, MIDDLE, LAST])('where others traded in the 100 busiest: market %i', async (market) => {
    const rig = await started((one) => (one < 100 ? 10 : 0))
    expect(await explainedAfter(rig, market)).toBeLessThan(90 * SECOND)
  })

  it.each([FIRST, MIDDLE, LAST])('where others traded in all, but less than was lost: market %i', async (market) => {
    const rig = await started(() => 1)
    expect(await explainedAfter(rig, market, '400')).toBeLessThan(90 * SECOND)
  })
})

it.each([MIDDLE, LAST])(
  'a round trip early in a minute without the process is found within 90 s: market %i',
  async (market) => {
    const rig = await started(NOBODY)
    const { venue, time } = rig
    await rig.crash()
    await time.advance(SECOND)
    for (const side of ['BUY', 'SELL'] as const)
      venue.fill(venue.place(MARKETS[market] ?? '', side, '2', '10') ?? '', '10')
    await time.advance(MINUTE)
    await rig.start()
    rig.up()
    const from = time.now()
    await time.until(() => rig.state.status.state === 'live', 15 * MINUTE)
    expect(isWrong(rig)).toBe(false)
    expect(time.now() - from).toBeLessThan(90 * SECOND)
  },
)

it('a push that is lost shortly before the search ends is wrong under live for at most 3 s', async () => {
  const endsAfter = await explainedAfter(await started(NOBODY), MIDDLE)
  for (let before = 500; before < 6 * SECOND; before += 500) {
    const rig = await started(NOBODY)
    await cutWhileTraded(rig, MIDDLE)
    await rig.time.advance(endsAfter - before)
    rig.fate = () => []
    rig.venue.deposit('MX', '5')
    rig.fate = () => [0]
    const wrong = await watched(rig, 2 * MINUTE)
    expect(wrong.longest).toBeLessThanOrEqual(3 * SECOND)
    expect(isWrong(rig)).toBe(false)
  }
})

describe('public trades order the search and never end it', () => {
  it('a market that they do not tell of is asked last, and named until then', async () => {
    const rig = await started(NOBODY, { publicTrades: async () => [] })
    const ms = await explainedAfter(rig, MIDDLE)
    expect(ms).toBeGreaterThan(90 * SECOND)
    expect(ms).toBeLessThan(6 * MINUTE)
  })

  it('where the exchange refuses to tell them, every market is asked in its turn', async () => {
    const rig = await started(NOBODY, { publicTrades: refuse })
    expect(await explainedAfter(rig, 30)).toBeLessThan(90 * SECOND)
  })
})
