import { describe, expect, it } from 'vitest'
import { Rig } from './testing/rig.ts'
import { startedRig } from './testing/truth.ts'

const MINUTE = 60_000
const at = (rig: Rig, kind: string, time: number) =>
  rig.state.coverage.find((w) => w.kind === kind && w.from <= time && time < (w.to ?? Infinity))?.state

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
    expect({ orders: at(rig, 'orders', then), deals: at(rig, 'deals', then) }).toEqual({
      orders: 'repaired',
      deals: 'repaired',
    })
  })
})
