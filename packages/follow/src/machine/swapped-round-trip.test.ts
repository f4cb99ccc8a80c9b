import { expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { startedRig, wrongAssets } from '../testing/truth.ts'

it('a round trip whose pushes are swapped shortly after a read leaves the balance right', async () => {
  const found: string[] = []
  for (let delay = 50; delay <= 240; delay += 50)
    for (let gap = 0; gap <= 1_200; gap += 100) {
      const rig = await startedRig(new Rig())
      rig.undecodable()
      await rig.time.advance(200)
      await rig.live()
      await rig.time.advance(gap)
      rig.fate = () => [delay]
      const id = rig.venue.place('MXUSDT', 'BUY', '2', '4') ?? ''
      rig.fate = () => [0]
      rig.venue.cancel(id)
      await rig.time.advance(3_500)
      if (rig.state.status.state === 'live' && wrongAssets(rig).length > 0) found.push(`${delay} ${gap}`)
    }
  expect(found).toEqual([])
})
