/** A state is data: it can be printed at any step of a run, and goes on from what was read back. */

import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { printed, readBack } from '../testing/state-text.ts'
import { trouble } from '../testing/trouble.ts'
import { startedRig } from '../testing/truth.ts'
import type { FollowState } from './state.ts'
import { step } from './step.ts'

const EVERY = 20

it('every state of a troubled run is read back as it was, and steps alike', async () => {
  const rig = new Rig(7)
  let [steps, compared] = [0, 0]
  const odd: string[] = []
  rig.stepped = (state) => {
    if (steps++ % EVERY !== 0) return
    compared += 1
    const again = readBack<FollowState>(printed(state))
    const close = { type: 'close', at: rig.time.now(), random: 0.5 } as const
    if (!isDeepStrictEqual([again, step(again, close)], [state, step(state, close)])) odd.push(printed(state))
  }
  await startedRig(rig)
  await trouble(rig, 40, { lost: 0.1, stalls: true, refusals: true, lags: true }, async () => undefined)
  expect([compared > 20, odd]).toEqual([true, []])
})

it('a function or an object of a class is no data', () => {
  expect(() => printed({ of: () => 0 })).toThrow('data alone')
  expect(() => printed({ at: new Date(0) })).toThrow('holds no Date')
})
