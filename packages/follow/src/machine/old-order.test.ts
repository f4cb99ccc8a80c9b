import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { startedRig } from '../testing/truth.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe('an order whose fills lie on both sides of the reach of orders', () => {
  it('is read again after a restart without a fill counted twice', async () => {
    const rig = new Rig()
    rig.venue.deposit('USDT', '1000')
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(DAY)
    rig.venue.fill(id, '1')
    await rig.time.advance(2 * MINUTE)
    rig.venue.fill(id, '9')
    rig.venue.orders.delete(id)
    await rig.time.advance(7 * DAY - MINUTE)
    await startedRig(rig)
    await rig.time.advance(5 * MINUTE)
    await rig.crash()
    await rig.time.advance(MINUTE)
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(5 * MINUTE)
    const names = rig.published.flatMap((event) => (event.type === 'deal.added' ? [event.deal.tradeId] : []))
    expect(names).toHaveLength(2)
    expect(new Set(names).size).toBe(2)
    expect(rig.state.dealCount).toBe(2)
  })
})
