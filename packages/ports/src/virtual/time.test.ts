import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualTime } from './time.ts'

describe('virtual time', () => {
  it('fires timers by their time, then in the order in which they were made', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 200 }), async (delays) => {
        const time = new VirtualTime(0)
        const fired: [number, number][] = []
        delays.forEach((ms, order) => time.after(ms, () => fired.push([time.now(), order])))
        await time.advance(100)
        const expected = delays
          .map((ms, order): [number, number] => [ms, order])
          .sort((a, b) => a[0] - b[0] || a[1] - b[1])
        expect(fired).toEqual(expected)
        expect(time.waiting).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  it('never fires a canceled timer', async () => {
    const time = new VirtualTime(0)
    const fired: number[] = []
    const timers = Array.from({ length: 5_000 }, (_, i) => time.after(i, () => fired.push(i)))
    timers.forEach((timer, i) => {
      if (i % 7 !== 0) timer.cancel()
      timer.cancel()
    })
    time.after(4_999, () => fired.push(-1))
    await time.advance(5_000)
    expect(fired).toEqual([-1])
  })

  it('stays small while one watchdog is reset a million times', () => {
    const time = new VirtualTime(0)
    let watchdog = time.after(60_000, () => undefined)
    for (let i = 0; i < 1_000_000; i++) {
      watchdog.cancel()
      watchdog = time.after(60_000, () => undefined)
    }
    expect(time.waiting).toBe(1)
  })

  it('settles a chain of awaits of any length before the next timer fires', async () => {
    const time = new VirtualTime(0)
    const seen: string[] = []
    time.after(1, () => {
      void (async () => {
        for (let i = 0; i < 10_000; i++) await Promise.resolve()
        seen.push('chain done')
      })()
    })
    time.after(1, () => seen.push('next timer'))
    await time.advance(1)
    expect(seen).toEqual(['chain done', 'next timer'])
  })

  it('fires a timer set by another for the same time, and advances to the requested time', async () => {
    const time = new VirtualTime(0)
    const fired: string[] = []
    time.after(5, () => {
      fired.push('first')
      time.after(0, () => fired.push('made inside'))
    })
    await time.advance(9)
    expect(fired).toEqual(['first', 'made inside'])
    expect(time.now()).toBe(9)
  })

  it('throws if a condition is not met in time', async () => {
    const time = new VirtualTime(0)
    time.after(50, () => undefined)
    await expect(time.until(() => false, 100)).rejects.toThrow('did not hold within 100 ms')
    expect(time.now()).toBe(100)
    await time.until(() => time.now() >= 150, 100)
  })

  it('refuses two drivers at once', async () => {
    const time = new VirtualTime(0)
    const first = time.advance(10)
    await expect(time.advance(10)).rejects.toThrow('being moved already')
    await first
    await time.advance(1)
    expect(time.now()).toBe(11)
  })
})

it('keeps whole milliseconds, whatever fraction a timer asks for', async () => {
  const time = new VirtualTime(0)
  const fired: number[] = []
  time.after(10.25, () => fired.push(time.now()))
  await time.advance(20)
  expect(fired).toEqual([11])
})
