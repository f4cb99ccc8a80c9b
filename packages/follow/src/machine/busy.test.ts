import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { coverageAt, differences, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000

describe('a gap of an account that trades on', () => {
  it.each([300, 330, 360, 390])(
    'is repaired although a deal is mostly on its way, each for %s ms of 400',
    async (late) => {
      const rig = await startedRig(new Rig())
      rig.fate = ({ body }) => (body.kind === 'privateDeals' ? [late] : [0])
      let isTrading = true
      const roundTrip = (): void => {
        if (!isTrading) return
        rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '1', '1') ?? '', '1')
        rig.venue.fill(rig.venue.place('MXUSDT', 'SELL', '1', '2') ?? '', '2')
        rig.time.after(400, roundTrip)
      }
      rig.down()
      const at = rig.time.now()
      await rig.time.advance(2_000)
      roundTrip()
      rig.up()
      await rig.live()
      await rig.time.advance(MINUTE)
      isTrading = false
      await rig.time.advance(30 * MINUTE)
      expect({
        deals: coverageAt(rig, 'deals', at),
        orders: coverageAt(rig, 'orders', at),
        rows: await differences(rig),
      }).toEqual({ deals: 'repaired', orders: 'repaired', rows: [] })
    },
  )
})
