import { describe, expect, it } from 'vitest'
import type { Rig } from '../testing/rig.ts'
import { Rig as FreshRig } from '../testing/rig.ts'
import { differences, falseClaims, startedRig, wrongAssets } from '../testing/truth.ts'

const MINUTE = 60_000

function lose(rig: Rig, asset: string, amount: string): void {
  const { fate } = rig
  rig.fate = () => []
  rig.venue.deposit(asset, amount)
  rig.fate = fate
}

describe('an audit', () => {
  it('finds an order placed and canceled while pushes were lost, and no finding for pushes on their way', async () => {
    const rig = await startedRig(new FreshRig())
    const { fate } = rig
    rig.fate = () => []
    rig.venue.cancel(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '')
    rig.fate = fate
    await rig.time.advance(10 * MINUTE)
    expect({ claims: await falseClaims(rig, 0), rows: await differences(rig) }).toEqual({ claims: [], rows: [] })
    const healed = rig.follower?.health.healed
    for (let second = 0; second < 600; second++) {
      rig.fate = () => [600]
      rig.venue.cancel(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '')
      await rig.time.advance(1_000)
    }
    expect(rig.follower?.health.healed).toBe(healed)
  })

  it('finds an order placed and cancelled while pushes were lost in a symbol neither traded nor held, when its turn comes', async () => {
    const fresh = new FreshRig()
    fresh.venue.symbols = [...Array.from({ length: 50 }, (_, index) => `COIN${index}USDT`), ...fresh.venue.symbols]
    const rig = await startedRig(fresh)
    rig.fate = () => []
    rig.venue.cancel(rig.venue.place('COIN49USDT', 'BUY', '2', '10') ?? '')
    rig.fate = () => [0]
    await rig.time.advance(16 * MINUTE)
    expect(await differences(rig)).toEqual([])
  })

  it('compares balances although open orders cannot be read', async () => {
    const rig = new FreshRig()
    let refusing = false
    rig.rewire((real) => ({
      openOrders: (symbols) => {
        if (refusing) throw Object.assign(new Error('No answer in time.'), { code: 'NETWORK_TIMEOUT' })
        return real.openOrders(symbols)
      },
    }))
    await startedRig(rig)
    refusing = true
    lose(rig, 'USDT', '5')
    await rig.time.advance(6 * MINUTE)
    expect(wrongAssets(rig)).toEqual([])
  })
})
