import { VirtualTime } from '../virtual/time.ts'
import { expect, it } from 'vitest'
import { WakeTimer } from './wake-timer.ts'

it('wakes once at the earliest of the times, and lets frames that waited on a busy machine come first', async () => {
  const time = new VirtualTime(0)
  let behindMs = 0
  const clock = { now: () => time.now() + behindMs }
  const woken: number[] = []
  const timer = new WakeTimer({ clock, timers: time }, () => woken.push(clock.now()))
  timer.set(1_000)
  timer.set(2_000)
  await time.advance(5_000)
  expect(woken).toEqual([1_000])
  timer.set(6_000)
  timer.set(Infinity)
  await time.advance(5_000)
  expect([woken, time.waiting]).toEqual([[1_000], 0])
  timer.set(11_000)
  behindMs = 4_000
  await time.advance(1_000)
  expect(woken).toHaveLength(1)
  await time.advance(100)
  expect(woken).toEqual([1_000, 15_100])
})
