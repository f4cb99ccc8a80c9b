import { describe, expect, it } from 'vitest'
import { startOfDate } from './calendar-day.ts'
import { type RangeName, rangeNames, spanOfRange } from './range.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const now = Date.UTC(2026, 2, 17, 15, 30)
/** Spans in a zone of one offset. */
const spanOf = (name: RangeName, offset = 0, knownSince?: number) =>
  spanOfRange(name, {
    now,
    knownSince,
    calendar: {
      date: (time) => new Date(time + offset).toISOString().slice(0, 10),
      startOfDate: (date) => startOfDate(date, () => offset),
    },
  })

describe('ranges', () => {
  it('end now, and include what happens now, but for the last month', () => {
    for (const name of rangeNames.filter((one) => one !== 'lastMonth')) expect(spanOf(name).to).toBe(now + 1)
    expect(spanOf('lastMonth')).toEqual({ from: Date.UTC(2026, 1, 1), to: Date.UTC(2026, 2, 1) })
    expect(spanOf('lastMonth', 8 * HOUR).to).toBe(spanOf('MTD', 8 * HOUR).from)
  })

  it('of hours begin a length of time ago, in every zone', () => {
    expect(spanOf('1H').from).toBe(now - HOUR)
    expect(spanOf('1D', 8 * HOUR).from).toBe(now - DAY)
  })

  it('of days, months and years begin with one of the zone', () => {
    expect(spanOf('today').from).toBe(Date.UTC(2026, 2, 17))
    expect(spanOf('7D').from).toBe(Date.UTC(2026, 2, 11))
    expect(spanOf('30D', 8 * HOUR).from).toBe(Date.UTC(2026, 1, 15, 16))
    expect(spanOf('1Y').from).toBe(Date.UTC(2025, 2, 18))
    expect(spanOf('MTD').from).toBe(Date.UTC(2026, 2, 1))
    expect(spanOf('YTD').from).toBe(Date.UTC(2026, 0, 1))
    // 15:30 in UTC is the next day's morning at UTC+14.
    expect(spanOf('today', 14 * HOUR).from).toBe(Date.UTC(2026, 2, 17, 10))
    expect(spanOf('MTD', 14 * HOUR).from).toBe(Date.UTC(2026, 1, 28, 10))
    expect(spanOf('YTD', -11 * HOUR).from).toBe(Date.UTC(2026, 0, 1, 11))
  })

  it('begin where anything is known when they are about everything', () => {
    expect(spanOf('All', 0, now - 99 * DAY).from).toBe(now - 99 * DAY)
    expect(spanOf('All').from).toBe(now)
  })
})
