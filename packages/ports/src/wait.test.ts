import { expect, it } from 'vitest'
import { VirtualTime } from './virtual/time.ts'
import { seededRandom } from './virtual/random.ts'
import { backoffMs, longestBackoffMs, sleep, withDeadline } from './wait.ts'

it('sleeps for its time and no longer', async () => {
  const time = new VirtualTime()
  const start = time.now()
  const woken = sleep({ timers: time, ms: 250 }).then(() => time.now() - start)
  await time.advance(1_000)
  expect(await woken).toBe(250)
})

it('rejects when the caller aborts, before or during the wait', async () => {
  const time = new VirtualTime()
  const control = new AbortController()
  const during = sleep({ timers: time, ms: 1_000, signal: control.signal, aborted: () => new Error('stopped') })
  control.abort()
  await expect(during).rejects.toThrow('stopped')
  await expect(sleep({ timers: time, ms: 1_000, signal: control.signal })).rejects.toThrow()
})

it('rejects work that is late and passes on work that is in time', async () => {
  const time = new VirtualTime()
  const late = () => new Error('late')
  const slow = withDeadline(new Promise(() => undefined), { timers: time, ms: 100, late })
  const settled = expect(slow).rejects.toThrow('late')
  await time.advance(100)
  await settled
  await expect(withDeadline(Promise.resolve(7), { timers: time, ms: 100, late })).resolves.toBe(7)
})

it('spreads waits over twice the time after each failure, up to a limit', () => {
  const random = { ...seededRandom('x'), next: () => 0.999 }
  const waits = Array.from({ length: 5 }, (_, i) => backoffMs(i, random, { baseMs: 100, capMs: 800 }))
  expect(waits).toEqual([99, 199, 399, 799, 799])
  expect(backoffMs(1_000, { ...random, next: () => 0.5 })).toBe(15_000)
  expect(longestBackoffMs(2, { baseMs: 100, capMs: 800 })).toBe(400)
})
