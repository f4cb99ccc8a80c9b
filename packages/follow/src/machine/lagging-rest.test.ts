import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { differences, falseClaims, startedRig, wrongAssets } from '../testing/truth.ts'
import { watched } from '../testing/wrong-while-live.ts'

const MINUTE = 60_000
const LAG_MS = 2_000

/** Time for which a live account has a wrong balance within the next minutes, in ms. */
async function wrongMs(rig: Rig, minutes: number): Promise<number> {
  let wrong = 0
  for (let second = 0; second < minutes * 60; second++) {
    await rig.time.advance(1_000)
    if (rig.state.status.state === 'live' && wrongAssets(rig).length > 0) wrong += 1_000
  }
  return wrong
}

describe('while REST lags behind the stream', () => {
  it('an older answer is never laid over a newer push', async () => {
    const rig = new Rig()
    await startedRig(rig)
    rig.venue.lagMs.balances = 4_000
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(2_500)
    rig.undecodable()
    await rig.time.advance(200)
    await rig.live()
    expect({ wrong: await wrongMs(rig, 20), unexplained: unexplained(rig.state, 'USDT') }).toEqual({
      wrong: 0,
      unexplained: '0',
    })
  })

  it('a push that all answers take back for longer than usual stays, or the account is not live', async () => {
    const rig = new Rig()
    await startedRig(rig)
    rig.venue.lagMs.balances = 7_500
    rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
    expect(await wrongMs(rig, 1)).toBe(0)
    expect({ wrong: wrongAssets(rig), state: rig.state.status.state }).toEqual({ wrong: [], state: 'live' })
  })

  it('answers 2 s old do not end live while the account trades now and then', async () => {
    const rig = new Rig()
    await startedRig(rig)
    rig.venue.lagMs.balances = LAG_MS
    let turn = 0
    const trade = (): void =>
      rig.venue.fill(rig.venue.place('MXUSDT', turn++ % 2 === 0 ? 'BUY' : 'SELL', '2', '3') ?? '', '3')
    expect((await watched(rig, MINUTE, trade, 5_000)).live).toBe(MINUTE)
  })

  it.each([1_500, 2_000])(
    'answers %s ms old do not keep an account from live that trades all the time',
    async (lagMs) => {
      const rig = new Rig()
      await startedRig(rig)
      rig.venue.lagMs.balances = lagMs
      let turn = 0
      const trade = (): void =>
        rig.venue.fill(rig.venue.place('MXUSDT', turn++ % 2 === 0 ? 'BUY' : 'SELL', '2', '3') ?? '', '3')
      await watched(rig, 10_000, trade, 400)
      rig.down()
      rig.up()
      expect((await watched(rig, 30_000, trade, 400)).live).toBeGreaterThanOrEqual(25_000)
    },
  )

  it('a balance that returns to an earlier value is accepted in the end', async () => {
    const rig = await startedRig(new Rig())
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(500)
    rig.down()
    rig.venue.cancel(id)
    rig.up()
    await rig.live()
    expect(await wrongMs(rig, 1)).toBe(0)
  })

  it('a balance answer older than its gap never makes the account live', async () => {
    const rig = new Rig()
    rig.venue.lagMs.balances = LAG_MS
    await startedRig(rig)
    rig.down()
    await rig.time.advance(1_000)
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(100)
    rig.up()
    await rig.live()
    expect(wrongAssets(rig)).toEqual([])
    expect(await wrongMs(rig, 1)).toBe(0)
    expect({ wrong: wrongAssets(rig), claims: await falseClaims(rig, 0) }).toEqual({ wrong: [], claims: [] })
  })

  it('pushes are folded at once though the balances cannot be read once more', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    rig.up()
    await rig.live()
    rig.venue.restDown = true
    for (let i = 0; i < 100; i++) {
      rig.venue.deposit('USDT', '1')
      await rig.time.advance(100)
      expect({ i, wrong: wrongAssets(rig), state: rig.state.status.state }).toEqual({ i, wrong: [], state: 'live' })
    }
  })

  it('the account is live again although pushes become unreadable just then', async () => {
    for (let at = 2_400; at < 2_560; at += 10) {
      const rig = await startedRig(new Rig())
      rig.down()
      rig.up()
      await rig.live()
      await rig.time.advance(at)
      rig.undecodable()
      await rig.time.advance(1_000)
      expect({ at, state: rig.state.status.state }).toEqual({ at, state: 'live' })
    }
  })

  it('an older answer is never laid over a newer push, though the learnt clock runs ahead again and again', async () => {
    for (let at = 2_300; at < 2_520; at += 20) {
      const rig = new Rig()
      await startedRig(rig)
      rig.venue.clockOffMs = 20_000
      rig.venue.deposit('USDT', '1')
      await rig.time.advance(100)
      await rig.live()
      await rig.time.advance(at)
      rig.venue.clockOffMs = 20_000
      rig.venue.lagMs.balances = 2_000
      rig.venue.deposit('USDT', '5')
      for (let i = 0; i < 10; i++) {
        await rig.time.advance(100)
        expect({ at, i, wrong: rig.state.status.state === 'live' ? wrongAssets(rig) : [] }).toEqual({
          at,
          i,
          wrong: [],
        })
      }
    }
  })

  it('an answer older than the one before it is not laid over it', async () => {
    const rig = new Rig()
    await startedRig(rig)
    rig.down()
    await rig.time.advance(1_000)
    rig.venue.deposit('USDT', '5')
    await rig.time.until(() => wrongAssets(rig).length === 0, MINUTE)
    rig.venue.lagMs.balances = 4_000
    rig.up()
    await rig.live()
    expect(await wrongMs(rig, 1)).toBe(0)
  })

  it('an order that its list does not show yet is found', async () => {
    const rig = new Rig()
    rig.rewire((real) => ({
      orders: async (symbol, from, to) => {
        const { rows, complete } = await real.orders(symbol, from, to)
        return { rows: rows.filter(({ time }) => time <= rig.time.now() - LAG_MS), complete }
      },
    }))
    await startedRig(rig)
    rig.down()
    await rig.time.advance(1_000)
    rig.venue.cancel(rig.venue.place('ETHUSDT', 'BUY', '2', '10') ?? '')
    await rig.time.advance(100)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect({ claims: await falseClaims(rig, 0), rows: await differences(rig) }).toEqual({ claims: [], rows: [] })
  })

  it('an open order that its list does not show yet at the first start is shown within 3 s', async () => {
    const rig = new Rig()
    rig.rewire((real) => ({
      openOrders: async (symbols) => {
        const { rows } = await real.openOrders(symbols)
        return { rows: rows.filter(({ time }) => time <= rig.time.now() - LAG_MS) }
      },
    }))
    rig.venue.deposit('USDT', '1000')
    rig.venue.place('MXUSDT', 'BUY', '2', '10')
    await rig.time.advance(300)
    await rig.start()
    rig.up()
    await rig.live()
    expect((await watched(rig, MINUTE)).longest).toBeLessThanOrEqual(3_000)
    expect(rig.state.orders.size).toBe(1)
  })

  it.each([1, 50])(
    'what came just before the first start is not missing from a live account (one of %i)',
    async (sharers) => {
      for (const lag of [1_000, 3_000, 6_000, 9_000]) {
        const rig = new Rig()
        rig.sharers = sharers
        rig.venue.lagMs.balances = lag
        rig.venue.deposit('USDT', '1000')
        rig.venue.deposit('MX', '50')
        await rig.time.advance(20_000)
        rig.venue.fill(rig.venue.place('ETHUSDT', 'BUY', '2', '10') ?? '', '10')
        await rig.start()
        rig.up()
        // A push proves its own asset alone, and answers that lag take it back.
        rig.time.after(1_500, () => rig.venue.deposit('MX', '5'))
        await rig.live()
        expect({ lag, wrong: wrongAssets(rig), later: await wrongMs(rig, 1) }).toEqual({ lag, wrong: [], later: 0 })
      }
    },
  )

  it('a deal that its list does not show yet is found', async () => {
    const rig = new Rig()
    const shown = (time: number): boolean => time <= rig.time.now() - LAG_MS
    rig.rewire((real) => ({
      trades: async (symbol, from, to) => {
        const { rows, complete } = await real.trades(symbol, from, to)
        return { rows: rows.filter(({ time }) => shown(time)), complete }
      },
      tradesOf: async (symbol, id) => ({
        rows: (await real.tradesOf(symbol, id)).rows.filter(({ time }) => shown(time)),
      }),
    }))
    await startedRig(rig)
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(5_000)
    rig.down()
    await rig.time.advance(1_000)
    rig.venue.fill(id, '10')
    await rig.time.advance(100)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect({ claims: await falseClaims(rig, 0), rows: await differences(rig) }).toEqual({ claims: [], rows: [] })
  })
})

describe('a push with a time ten minutes ahead', () => {
  it('does not keep later pushes out', async () => {
    const rig = await startedRig(new Rig())
    const { deliver } = rig.venue
    rig.venue.deliver = (push) => deliver({ ...push, createTime: (push.createTime ?? 0) + 10 * MINUTE })
    rig.venue.deposit('USDT', '1')
    rig.venue.deliver = deliver
    await rig.time.advance(20_000)
    await rig.live()
    for (let i = 0; i < 12; i++) {
      rig.venue.deposit('USDT', '1')
      expect(await wrongMs(rig, 0.1)).toBe(0)
    }
    expect({ claims: await falseClaims(rig, 0), unexplained: unexplained(rig.state, 'USDT') }).toEqual({
      claims: [],
      unexplained: '0',
    })
  })
})
