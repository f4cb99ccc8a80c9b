import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { orderAndDealCoverageAt, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000

describe('a clean stop while in doubt', () => {
  it('a clean stop right after an unreadable push: the window is repaired after the restart', async () => {
    const rig = await startedRig(new Rig())
    const then = rig.time.now() - 1
    rig.undecodable()
    const closing = rig.follower?.close()
    await rig.time.advance(1_000)
    await closing
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(30 * MINUTE)
    expect(orderAndDealCoverageAt(rig, then)).toEqual({
      orders: 'repaired',
      deals: 'repaired',
    })
  })
})
