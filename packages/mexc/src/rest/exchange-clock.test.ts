import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { ExchangeClock } from './exchange-clock.ts'

/** A clock that is `aheadMs` ahead, asked over a way that takes the given times. */
function remote(
  time: VirtualTime,
  aheadMs: () => number,
  ways: [number, number][],
): { asked: number; ask: () => Promise<number> } {
  const remoteClock = {
    asked: 0,
    ask: async (): Promise<number> => {
      const [there, back] = ways[Math.min(remoteClock.asked, ways.length - 1)] ?? [0, 0]
      remoteClock.asked++
      await new Promise<void>((resolve) => time.after(there, resolve))
      const theirs = time.now() + aheadMs()
      await new Promise<void>((resolve) => time.after(back, resolve))
      return theirs
    },
  }
  return remoteClock
}

it('computes the offset at half of the round trip', async () => {
  const time = new VirtualTime(1_000_000)
  const { ask } = remote(time, () => 7_000, [[40, 40]])
  const clock = new ExchangeClock(time, ask)
  expect(clock.now()).toBe(1_000_000)
  const synced = clock.sync()
  await time.advance(100)
  await synced
  expect(clock.now() - time.now()).toBe(7_000)
})

it('asks again after a slow answer, and uses the quickest', async () => {
  const time = new VirtualTime(0)
  const far = remote(time, () => -3_000, [
    [5_000, 0],
    [30, 30],
  ])
  const clock = new ExchangeClock(time, far.ask)
  const synced = clock.sync()
  await time.advance(10_000)
  await synced
  expect(far.asked).toBe(2)
  expect(clock.now() - time.now()).toBe(-3_000)
})

it('shares one request among simultaneous callers, and renews an old offset in the background', async () => {
  const time = new VirtualTime(0)
  let ahead = 500
  const server = remote(time, () => ahead, [[10, 10]])
  const clock = new ExchangeClock(time, server.ask)
  const both = Promise.all([clock.ready(), clock.ready()])
  await time.advance(20)
  await both
  expect(server.asked).toBe(1)
  ahead = 900
  await clock.ready()
  expect(server.asked).toBe(1)
  await time.advance(16 * 60_000)
  await clock.ready()
  expect(clock.now() - time.now()).toBe(500)
  await time.advance(20)
  expect(clock.now() - time.now()).toBe(900)
})

it('keeps its offset when later answers are slow, unless they contradict it', async () => {
  const time = new VirtualTime(0)
  let ahead = 500
  const server = remote(time, () => ahead, [
    [10, 10],
    [9_000, 0],
  ])
  const clock = new ExchangeClock(time, server.ask)
  const sync = async (): Promise<number> => {
    const synced = clock.sync()
    await time.advance(30_000)
    await synced
    return clock.now() - time.now()
  }
  expect(await sync()).toBe(500)
  expect(await sync()).toBe(500)
  ahead = 60_000
  expect(await sync()).toBe(60_000)
})

it('uses the machine’s clock when the exchange does not answer', async () => {
  const time = new VirtualTime(42)
  const clock = new ExchangeClock(time, () => Promise.reject(new Error('down')))
  await clock.ready()
  expect(clock.now()).toBe(42)
  await expect(clock.sync()).rejects.toThrow('down')
})
