import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { startedRig, wrongAssets } from '../testing/truth.ts'

type Dice = (sides: number) => number
type Fate = () => readonly number[]

const FATES: readonly (readonly [string, (dice: Dice) => Fate])[] = [
  ['arrive at once', () => () => [0]],
  ['are doubled', (dice) => () => (dice(3) === 0 ? [0, 1 + dice(30)] : [0])],
  ['overtake each other', (dice) => () => (dice(4) === 0 ? [1 + dice(200)] : [0])],
  ['are all late', (dice) => () => [100 + dice(200)]],
]

/** Many changes of one asset while it is read over a slow REST; answers for how many seconds `live` was said and wrong. */
async function secondsLiveAndWrong(seed: number, fateOf: (dice: Dice) => Fate): Promise<number> {
  const rig = await startedRig(new Rig(seed))
  const dice: Dice = (sides) => Math.floor(rig.random.next() * sides)
  rig.venue.restDelayMs = 20 + dice(1_500)
  rig.fate = fateOf(dice)
  rig.down()
  await rig.time.advance(500)
  rig.up()
  for (let step = 20 + dice(120); step > 0; step--) {
    rig.venue.deposit('USDT', String(1 + dice(9)))
    await rig.time.advance(dice(80))
  }
  await rig.time.advance(400)
  let seconds = 0
  for (let second = 0; second < 30; second++) {
    await rig.time.advance(1_000)
    if (rig.state.status.state === 'live' && wrongAssets(rig).length > 0) seconds += 1
  }
  return seconds
}

describe('a live account', () => {
  it.each([
    [undefined, 10_000],
    [4_000, 4_000],
  ])('was read for as long as answers may be old: %s', async (lagMs, waits) => {
    const rig = new Rig()
    rig.lagMs = lagMs
    await rig.start()
    rig.up()
    await rig.time.advance(waits - 500)
    expect(rig.state.status.state).toBe('reconciling')
    await rig.time.advance(2_000)
    expect(rig.state.status.state).toBe('live')
  })

  for (const [name, fateOf] of FATES) {
    it(`is right, though pushes ${name} while it is read`, async () => {
      for (let seed = 1; seed <= 20; seed++)
        expect({ seed, wrong: await secondsLiveAndWrong(seed, fateOf) }).toEqual({ seed, wrong: 0 })
    })
  }

  it('is right after an order was placed, cancelled and placed again in one millisecond', async () => {
    const rig = await startedRig(new Rig())
    const first = rig.venue.place('MXUSDT', 'BUY', '1', '10') ?? ''
    rig.venue.cancel(first)
    rig.venue.place('MXUSDT', 'BUY', '1', '10')
    await rig.time.advance(10)
    expect(wrongAssets(rig)).toEqual([])
    await rig.time.advance(10_000)
    expect({ wrong: wrongAssets(rig), state: rig.state.status.state }).toEqual({ wrong: [], state: 'live' })
  })
})
