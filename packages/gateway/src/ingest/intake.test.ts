import { describe, expect, it } from 'vitest'
import { Rig } from './testing/rig.ts'
import { differences, startedRig } from './testing/truth.ts'

const MINUTE = 60_000

describe('a deal over REST that no order accounts for', () => {
  it('is held once however often it is read, and given up once', async () => {
    const rig = await startedRig(new Rig())
    const orderId = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(orderId, '10')
    await rig.time.advance(1_000)
    rig.venue.deals.push({ tradeId: '99X1', orderId, symbol: 'MXUSDT', side: 'BUY', price: '2', quantity: '7', quoteQuantity: '14', fee: '0', time: rig.time.now() }) // prettier-ignore
    for (let gap = 0; gap < 5; gap++) {
      rig.down()
      await rig.time.advance(1_000)
      rig.up()
      await rig.live()
    }
    rig.venue.deals.pop()
    await rig.time.advance(15 * MINUTE)
    expect(rig.follower?.health.drift).toBe(1)
    expect(await rig.store.deals({ limit: 9 })).toHaveLength(1)
  })
})

describe('a deposit that a read found before its push came', () => {
  it('is a deposit in the end, once, and nothing is left unexplained', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    rig.fate = () => [300]
    rig.up()
    await rig.time.advance(10)
    rig.venue.deposit('USDT', '25')
    await rig.time.advance(10_000)
    expect(rig.state.netDeposits).toBe('25')
    expect((await rig.store.flows()).filter(({ change }) => change === '25')).toHaveLength(1)
    expect(await differences(rig)).toEqual([])
  })
})
