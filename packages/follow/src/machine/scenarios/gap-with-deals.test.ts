/** Trades of a gap: they are shown before the account is live again, or the status names the assets that they moved. */

import { describe, expect, it } from 'vitest'
import { NO_LAG, SYMBOLS } from '../../testing/fake-venue.ts'
import { Rig } from '../../testing/rig.ts'
import { startedRig } from '../../testing/truth.ts'
import { isWrong, watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** Buys and sells back at one price: what moves are the fees. */
function roundTrip({ venue }: Rig, symbol: string): void {
  venue.fill(venue.place(symbol, 'BUY', '2', '10') ?? '', '10')
  venue.fill(venue.place(symbol, 'SELL', '2', '10') ?? '', '10')
}

/** Lets time pass until `isDone`, and returns how long that took, in ms. */
async function timeUntil(rig: Rig, isDone: () => boolean, limitMs: number): Promise<number> {
  const from = rig.time.now()
  while (!isDone() && rig.time.now() - from < limitMs) await rig.time.advance(100)
  return rig.time.now() - from
}

describe('each of REST’s lists lags by itself', () => {
  const LAGS = [
    ['history 3 s behind balances', { openOrders: 3_000, orders: 3_000, deals: 3_000 }],
    ['balances 3 s behind history', { balances: 3_000 }],
    ['deals alone 3 s behind', { deals: 3_000 }],
    ['orders alone 3 s behind', { openOrders: 3_000, orders: 3_000 }],
  ] as const

  it.each(LAGS)('%s: the account is live once all is shown, and soon', async (_, lags) => {
    for (const ms of [300, 1_200, 2_300]) {
      const rig = new Rig()
      Object.assign(rig.venue.lagMs, { ...NO_LAG, ...lags })
      await startedRig(rig)
      roundTrip(rig, 'MXUSDT')
      await rig.time.advance(20 * SECOND)
      rig.down()
      await rig.time.advance(ms)
      rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
      await rig.time.advance(2_500 - ms)
      rig.up()
      const wrong = await watched(rig, 5 * SECOND)
      expect({ ms, total: wrong.total, wrong: isWrong(rig), state: rig.state.status.state }).toEqual({
        ms,
        total: 0,
        wrong: false,
        state: 'live',
      })
      expect((await watched(rig, MINUTE)).total).toBe(0)
    }
  })

  it.each(LAGS)('%s: an order that was canceled and one that was placed are shown before live', async (_, lags) => {
    const rig = new Rig()
    Object.assign(rig.venue.lagMs, { ...NO_LAG, ...lags })
    await startedRig(rig)
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(20 * SECOND)
    rig.down()
    await rig.time.advance(2 * SECOND)
    // Both lock the same amount: no balance tells of it.
    rig.venue.cancel(id)
    rig.venue.place('ETHUSDT', 'BUY', '2', '10')
    await rig.time.advance(500)
    rig.up()
    expect((await watched(rig, MINUTE)).total).toBe(0)
    expect({ wrong: isWrong(rig), state: rig.state.status.state }).toEqual({ wrong: false, state: 'live' })
  })
})

describe('a round trip of a gap in one of 600 markets that was not traded before', () => {
  const MARKETS = Array.from({ length: 600 }, (_, index) => `A${String(index).padStart(3, '0')}USDT`)

  it.each([3, 300, 597])('(market %i) is found in time, and its asset is named until then', async (market) => {
    const rig = new Rig()
    rig.venue.symbols = [...SYMBOLS, ...MARKETS]
    await startedRig(rig)
    rig.down()
    await rig.time.advance(2 * SECOND)
    roundTrip(rig, MARKETS[market] ?? '')
    await rig.time.advance(SECOND)
    rig.up()
    await timeUntil(rig, () => rig.state.status.code === 'EXPLAINING', MINUTE)
    const { state, code, params } = rig.state.status
    expect({ state, code, params }).toEqual({ state: 'degraded', code: 'EXPLAINING', params: { assets: 'USDT' } })
    const wrong = await watched(rig, 80 * SECOND)
    expect({ total: wrong.total, wrong: isWrong(rig), state: rig.state.status.state }).toEqual({
      total: 0,
      wrong: false,
      state: 'live',
    })
  })
})
