/** An account is live only as long as its newest proof is young enough, whatever keeps the next one from coming. */

import { sleep } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { startedRig } from '../../testing/truth.ts'
import { watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const LIMIT = 3 * SECOND
const BALANCES_WEIGHT = 10

/** An account whose reads of balances wait for the limits before they leave, and then take a time. All in ms. */
async function scene(idleMs: number) {
  const rig = new Rig()
  const rest = { heldMs: 0, takesMs: 0, refusals: 0, reads: 0 }
  rig.beats = true
  rig.rewire((real) => ({
    balances: async (leaves) => {
      rest.reads += 1
      const pause = (ms: number): Promise<void> => sleep({ timers: rig.time, ms })
      if (rest.heldMs > 0) await pause(rest.heldMs)
      leaves?.()
      if (rest.refusals-- > 0) throw Object.assign(new Error('502'), { code: 'EXCHANGE_FAILED' })
      if (rest.takesMs > 0) await pause(rest.takesMs / 2)
      const answer = await real.balances()
      if (rest.takesMs > 0) await pause(rest.takesMs / 2)
      return answer
    },
  }))
  await startedRig(rig)
  rig.venue.deposit('USDT', '1')
  await rig.time.advance(idleMs)
  return { rig, rest }
}

const MOMENTS = Array.from({ length: 16 }, (_, index) => 10 * SECOND + index * 130)

describe('private channels that fall silent while the heartbeat goes on show a wrong figure for at most 3 s', () => {
  it.each([
    ['a comparison waits for the limits for a minute', { heldMs: MINUTE }],
    ['REST takes 1.2 s', { takesMs: 1_200 }],
    ['REST takes 2.5 s', { takesMs: 2_500 }],
    ['REST answers no more', { takesMs: 10 * MINUTE }],
  ])('though %s', async (_name, trouble) => {
    for (const idleMs of MOMENTS) {
      const { rig, rest } = await scene(idleMs)
      Object.assign(rest, trouble)
      rig.fate = () => []
      rig.venue.deposit('USDT', '5')
      expect((await watched(rig, 15 * SECOND)).longest).toBeLessThanOrEqual(LIMIT)
    }
  })

  it('though the lost change takes back the one before it, as an answer that lags would', async () => {
    for (const idleMs of MOMENTS) {
      const { rig } = await scene(idleMs)
      const id = rig.venue.place('MXUSDT', 'BUY', '1', '10') ?? ''
      await rig.time.advance(100)
      rig.fate = () => []
      rig.venue.cancel(id)
      expect((await watched(rig, 15 * SECOND)).longest).toBeLessThanOrEqual(LIMIT)
    }
  })
})

it('a push of one asset does not stand for what was lost of another one', async () => {
  for (const idleMs of MOMENTS) {
    const { rig } = await scene(idleMs)
    rig.fate = () => []
    rig.venue.deposit('USDT', '5')
    rig.time.after(700, () => void (rig.fate = () => [0]))
    const wrong = await watched(rig, 15 * SECOND, () => rig.venue.deposit('MX', '1'), SECOND)
    expect(wrong.longest).toBeLessThanOrEqual(LIMIT)
  }
})

describe('an account to which nothing happens stays live', () => {
  it('while REST takes a second', async () => {
    const { rig, rest } = await scene(SECOND)
    rest.takesMs = SECOND
    expect((await watched(rig, 2 * MINUTE)).live).toBe(2 * MINUTE)
  })

  it('though a comparison fails now and then', async () => {
    const { rig, rest } = await scene(SECOND)
    let live = 0
    for (let count = 0; count < 10; count++) {
      rest.refusals = 1
      live += (await watched(rig, 5 * SECOND)).live
    }
    expect(live).toBe(50 * SECOND)
  })
})

/** Weights of comparing balances in one minute, by what the account does in it; the same figures are in docs/evidence/reliability.md. */
it.each([
  ['trades every second', SECOND, SECOND, 400],
  ['trades every minute', MINUTE, 30 * SECOND, 400],
  ['was idle for 2 minutes', undefined, 2 * MINUTE, 120],
  ['was idle for 10 minutes', undefined, 10 * MINUTE, 60],
] as const)('an account that %s', async (_acts, everyMs, idleMs, weights) => {
  const { rig, rest } = await scene(idleMs)
  const before = rest.reads
  let turn = 0
  const trade = (): void =>
    rig.venue.fill(rig.venue.place('MXUSDT', turn++ % 2 === 0 ? 'BUY' : 'SELL', '2', '3') ?? '', '3')
  const act = everyMs === undefined ? undefined : trade
  expect((await watched(rig, MINUTE, act, everyMs)).live).toBe(MINUTE)
  expect((rest.reads - before) * BALANCES_WEIGHT).toBe(weights)
})
