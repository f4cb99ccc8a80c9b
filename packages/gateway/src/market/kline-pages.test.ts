import { MINUTE_MS } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { klineLengthMs, type KlineAnswer } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KlinePages } from './kline-pages.ts'

const BY = { key: 'mine', audience: 'owner' } as const

function venue() {
  const time = new VirtualTime()
  const asked: number[] = []
  const pages = new KlinePages({
    read: async ({ interval }, { startTime, endTime, limit }) => {
      asked.push(startTime)
      const length = klineLengthMs(interval) ?? MINUTE_MS
      const rows: KlineAnswer[] = []
      for (let at = Math.ceil(startTime / length) * length; at < Math.min(endTime, time.now() + 1); at += length) {
        rows.push([at, '1.00', '2.0', '0.5', '1.50', '7', at + length, '9'])
      }
      return rows.slice(0, limit)
    },
    now: () => time.now(),
    clock: time,
    underWayMs: 1_000,
  })
  return { time, asked, pages }
}

describe('past klines', () => {
  it('are the newest of the span, oldest first, without a gap, for any request', async () => {
    const { time, pages } = venue()
    const now = time.now()
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.nat(3_000),
        fc.nat(3_000),
        async (limit, back, length) => {
          const from = now - back * MINUTE_MS
          const to = from + length * MINUTE_MS
          const items = await pages.klines({ symbol: 'MXUSDT', interval: '1m' }, { from, to, limit }, BY)
          const wanted: number[] = []
          for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < Math.min(to, now + 1); at += MINUTE_MS)
            wanted.push(at)
          expect(items.map(({ openTime }) => openTime)).toEqual(wanted.slice(-limit))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are requested once for all callers, and the newest page again after a moment', async () => {
    const { time, asked, pages } = venue()
    const ask = () => pages.klines({ symbol: 'MXUSDT', interval: '1m' }, { limit: 300 }, BY)
    const [one, two] = await Promise.all([ask(), ask()])
    expect(one).toEqual(two)
    expect(one.at(-1)).toMatchObject({ open: '1', close: '1.5', closed: false })
    expect(one.at(-2)?.closed).toBe(true)
    const first = asked.length
    expect(first).toBeLessThanOrEqual(2)
    await time.advance(1_500)
    await ask()
    expect(asked.length).toBe(first + 1)
  })

  it('of a failed page are requested again', async () => {
    const time = new VirtualTime()
    let fails = true
    const read = async (): Promise<KlineAnswer[]> => {
      if (fails) throw new Error('down')
      return []
    }
    const pages = new KlinePages({ read, now: () => time.now(), clock: time, underWayMs: 1_000 })
    const ask = () => pages.klines({ symbol: 'MXUSDT', interval: '1d' }, { limit: 5 }, BY)
    await expect(ask()).rejects.toThrow('down')
    fails = false
    expect(await ask()).toEqual([])
  })
})
