import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { differences, falseClaims, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000

describe('a REST deal that exceeds its order’s executed quantity', () => {
  it('is kept pending once, for any number of reads, and dropped once', async () => {
    const rig = await startedRig(new Rig())
    const orderId = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(orderId, '10')
    await rig.time.advance(1_000)
    rig.venue.deals.push({
      tradeId: '99X1',
      orderId,
      symbol: 'MXUSDT',
      side: 'BUY',
      price: '2',
      quantity: '7',
      quoteQuantity: '14',
      fee: '0',
      time: rig.time.now(),
    })
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

  it('is one deposit although its push comes twice, while more than it is unexplained', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    rig.venue.deposit('USDT', '100')
    rig.fate = () => [300, 330]
    rig.up()
    await rig.time.advance(10)
    rig.venue.deposit('USDT', '25')
    await rig.time.advance(10_000)
    expect({ flows: rig.state.netDeposits, open: unexplained(rig.state, 'USDT') }).toEqual({ flows: '25', open: '100' })
    expect(await differences(rig)).toEqual([])
  })

  it('is a deposit however long it takes a read, though an opposite flow from an earlier gap is unexplained', async () => {
    for (let after = 0; after <= 300; after += 20) {
      const rig = await startedRig(new Rig())
      rig.down()
      rig.venue.deposit('USDT', '-10', 'WITHDRAW')
      await rig.time.advance(1_000)
      rig.up()
      await rig.live()
      await rig.time.advance(10 * MINUTE)
      rig.fate = () => [400]
      rig.time.after(after, () => rig.venue.deposit('USDT', '10'))
      rig.undecodable()
      await rig.time.advance(5_000)
      rig.fate = () => [0]
      await rig.live()
      await rig.time.advance(10 * MINUTE)
      const flows = (await rig.store.flows()).filter(({ change }) => change === '10')
      expect({ after, flows: flows.length, claims: await falseClaims(rig, 0) }).toEqual({ after, flows: 1, claims: [] })
    }
  })
})
