import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { falseClaims, startedRig, wrongAssets } from '../testing/truth.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('a clean stop', () => {
  it('with a deposit push on the wire does not claim it', async () => {
    const rig = await startedRig(new Rig())
    rig.fate = () => [300]
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(50)
    const closing = rig.follower?.close()
    await rig.time.advance(1_000)
    await closing
    rig.fate = () => [0]
    await rig.time.advance(HOUR)
    const before = await falseClaims(rig, 0)
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(10 * MINUTE)
    expect({ before, after: await falseClaims(rig, 0), wrong: wrongAssets(rig) }).toEqual({
      before: [],
      after: [],
      wrong: [],
    })
  })
  it('with a push that waits for its predecessor does not claim it', async () => {
    const rig = await startedRig(new Rig())
    let first = true
    rig.fate = () => (first ? ((first = false), [400]) : [0])
    rig.venue.deposit('USDT', '5')
    rig.venue.deposit('USDT', '6')
    await rig.time.advance(50)
    const closing = rig.follower?.close()
    await rig.time.advance(1_000)
    await closing
    await rig.time.advance(HOUR)
    expect(await falseClaims(rig, 0)).toEqual([])
  })
})
