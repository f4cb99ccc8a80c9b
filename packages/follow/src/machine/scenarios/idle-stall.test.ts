import { expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { startedRig } from '../../testing/truth.ts'
import { watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

it.each([0, 300, 700, 1_100])(
  'a stall of an account that was idle for ten minutes is found within 3 s by the silence of the heartbeat (%i ms)',
  async (lateMs) => {
    const rig = new Rig()
    rig.beats = true
    await startedRig(rig)
    await rig.time.advance(10 * MINUTE + lateMs)
    rig.stalled = true
    rig.venue.deposit('USDT', '5')
    const wrong = await watched(rig, 5 * SECOND)
    expect(wrong.longest).toBeLessThanOrEqual(3 * SECOND)
    expect(rig.state.assets.get('USDT')?.free).toBe('1005')
  },
)

it.each([
  ['30 s', 30 * SECOND, 3 * SECOND],
  ['2 minutes', 2 * MINUTE, 5.5 * SECOND],
  ['10 minutes', 10 * MINUTE, 10.5 * SECOND],
])(
  'private channels that alone fall silent %s after a push are found by a comparison, at whatever moment',
  async (_, idleMs, limitMs) => {
    const found: number[] = []
    for (let lateMs = 0; lateMs < 10 * SECOND; lateMs += 700) {
      const rig = new Rig()
      rig.beats = true
      await startedRig(rig)
      rig.venue.deposit('USDT', '1')
      await rig.time.advance(idleMs + lateMs)
      rig.fate = () => []
      rig.venue.deposit('USDT', '5')
      found.push((await watched(rig, 15 * SECOND)).longest)
    }
    expect(Math.min(...found)).toBeGreaterThan(0)
    expect(Math.max(...found)).toBeLessThanOrEqual(limitMs)
  },
)

it('the heartbeat costs no reads while it is heard', async () => {
  const reads = async (beats: boolean): Promise<number> => {
    const rig = new Rig()
    rig.beats = beats
    await startedRig(rig)
    const before = rig.venue.calls
    await rig.time.advance(10 * MINUTE)
    return rig.venue.calls - before
  }
  expect(await reads(true)).toBe(await reads(false))
})
