import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DayOf } from './performance.ts'
import { RANGES, type RangeName, spanOfRange, startOfDate } from './range.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Days of a zone with one offset. */
const fixed =
  (offset: number): DayOf =>
  (time) => {
    const begin = Math.floor((time + offset) / DAY) * DAY
    return { day: new Date(begin).toISOString().slice(0, 10), time: begin - offset }
  }
const utc = fixed(0)
const now = Date.UTC(2026, 2, 17, 15, 30)
const spanOf = (name: RangeName, dayOf: DayOf = utc, knownSince?: number) =>
  spanOfRange(RANGES[name], { now, dayOf, knownSince })

describe('ranges', () => {
  it('end now, and include what happens now', () => {
    for (const name of Object.keys(RANGES) as RangeName[]) expect(spanOf(name).to).toBe(now + 1)
  })

  it('begin a length of time ago when they are rolling, in every zone', () => {
    expect(spanOf('1H').from).toBe(now - HOUR)
    expect(spanOf('1D').from).toBe(now - DAY)
    expect(spanOf('30D', fixed(8 * HOUR)).from).toBe(now - 30 * DAY)
  })

  it('begin with the calendar’s day, month and year of the zone', () => {
    expect(spanOf('today').from).toBe(Date.UTC(2026, 2, 17))
    expect(spanOf('MTD').from).toBe(Date.UTC(2026, 2, 1))
    expect(spanOf('YTD').from).toBe(Date.UTC(2026, 0, 1))
    // 15:30 in UTC is the next day's morning at UTC+14.
    expect(spanOf('today', fixed(14 * HOUR)).from).toBe(Date.UTC(2026, 2, 17, 10))
    expect(spanOf('MTD', fixed(14 * HOUR)).from).toBe(Date.UTC(2026, 1, 28, 10))
    expect(spanOf('YTD', fixed(-11 * HOUR)).from).toBe(Date.UTC(2026, 0, 1, 11))
  })

  it('begin where anything is known when they are about everything', () => {
    expect(spanOf('All', utc, now - 99 * DAY).from).toBe(now - 99 * DAY)
    expect(spanOf('All').from).toBe(now)
  })

  it('begin a calendar day at its own first moment in every zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: -44, max: 56 }), fc.integer({ min: 0, max: 40_000 }), (quarters, days) => {
        const dayOf = fixed(quarters * 15 * 60_000)
        const date = new Date(days * DAY).toISOString().slice(0, 10)
        const start = startOfDate(date, dayOf) ?? NaN
        expect(dayOf(start)).toEqual({ day: date, time: start })
        expect(dayOf(start - 1).day < date).toBe(true)
      }),
    )
  })
})
