import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { falseClaims, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000

describe('flows that cancel in one gap', () => {
  it('are not claimed as known', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    rig.venue.deposit('USDT', '100', 'CONTRACT_TRANSFER')
    await rig.time.advance(1_000)
    rig.venue.deposit('USDT', '-100', 'CONTRACT_TRANSFER')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(10 * MINUTE)
    expect(await falseClaims(rig, 0)).toEqual([])
  })
  it('of two gaps that cancel are not claimed as known', async () => {
    const rig = await startedRig(new Rig())
    for (const amount of ['5', '-5']) {
      rig.down()
      rig.venue.deposit('USDT', amount)
      await rig.time.advance(1_000)
      rig.up()
      await rig.live()
      await rig.time.advance(10 * MINUTE)
    }
    expect(await falseClaims(rig, 0)).toEqual([])
  })
})
