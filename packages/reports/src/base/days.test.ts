import { type RangeName, isZone, spanOfRange } from '@spotdeck/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarIn, daysOf, monthOf, periodsOf, weekOf } from './days.ts'

describe('days', () => {
  it('begin at midnight of the time zone', () => {
    const noon = Date.UTC(2026, 0, 31, 20)
    expect(daysOf('UTC')(noon)).toEqual({ day: '2026-01-31', time: Date.UTC(2026, 0, 31) })
    expect(daysOf('Asia/Taipei')(noon)).toEqual({ day: '2026-02-01', time: Date.UTC(2026, 0, 31, 16) })
    expect(daysOf('Asia/Kathmandu')(noon)).toEqual({ day: '2026-02-01', time: Date.UTC(2026, 0, 31, 18, 15) })
  })

  it('are 23 and 25 hours long when the clocks change', () => {
    const day = daysOf('Europe/Berlin')
    expect(day(Date.UTC(2026, 2, 29, 20))).toEqual({ day: '2026-03-29', time: Date.UTC(2026, 2, 28, 23) })
    expect(day(Date.UTC(2026, 2, 30, 12))).toEqual({ day: '2026-03-30', time: Date.UTC(2026, 2, 29, 22) })
    expect(day(Date.UTC(2026, 9, 25, 23, 30))).toEqual({ day: '2026-10-26', time: Date.UTC(2026, 9, 25, 23) })
  })

  it('begin at the first midnight when it occurs twice', () => {
    expect(daysOf('America/Havana')(Date.UTC(2026, 10, 1, 18))).toEqual({
      day: '2026-11-01',
      time: Date.UTC(2026, 10, 1, 4),
    })
  })

  it('contain every time after their start, in order', () => {
    const zones = [
      'UTC',
      'Asia/Taipei',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Havana',
    ].map(daysOf)
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 1.5e12, max: 1.9e12 }), (day, time) => {
        const found = day(time)
        expect(time - found.time).toBeGreaterThanOrEqual(0)
        expect(time - found.time).toBeLessThan(25 * 3_600_000)
        expect(day(found.time)).toEqual(found)
        expect(day(found.time - 1).day < found.day).toBe(true)
      }),
    )
  })

  it('accept existing time zones only', () => {
    expect(['UTC', 'Asia/Taipei', 'Mars/Olympus', '', '../etc'].map(isZone)).toEqual([true, true, false, false, false])
  })
})

describe('periods', () => {
  it('have the hour that the clock of the zone shows, on the days when it changes too', () => {
    const berlin = periodsOf('Europe/Berlin')
    const hours = (day: number, month: number) =>
      Array.from({ length: 5 }, (_, hour) => berlin(Date.UTC(2026, month, day, hour - 1)).hour)
    // 02:00 does not exist in spring, and is there twice in autumn.
    expect(hours(29, 2)).toEqual(['00', '01', '03', '04', '05'])
    expect(hours(25, 9)).toEqual(['01', '02', '02', '03', '04'])
    expect(periodsOf('Asia/Kathmandu')(Date.UTC(2026, 0, 1, 18, 15))).toEqual({
      hour: '00',
      weekday: '5',
      day: '2026-01-02',
      week: '2025-12-29',
      month: '2026-01',
    })
    expect(periodsOf('UTC')(Date.UTC(2026, 0, 4, 23, 59)).weekday).toBe('7')
    expect(periodsOf('UTC')(Date.UTC(2026, 0, 5)).weekday).toBe('1')
  })
})

describe('weeks and months', () => {
  it('begin on Monday and on the first of a month, also across years', () => {
    expect(['2025-12-28', '2025-12-29', '2026-01-01', '2026-01-04', '2026-01-05'].map(weekOf)).toEqual([
      '2025-12-22',
      '2025-12-29',
      '2025-12-29',
      '2025-12-29',
      '2026-01-05',
    ])
    expect(['2025-12-31', '2026-01-01'].map(monthOf)).toEqual(['2025-12', '2026-01'])
  })
})

describe('ranges', () => {
  const fromOf = (name: RangeName, zone: string, now: number): string =>
    new Date(spanOfRange(name, { now, calendar: calendarIn(zone) }).from).toISOString()

  it('begin at the zone’s midnight on the days when the clocks change', () => {
    // Berlin: 23 hours on 29 March, 25 on 25 October.
    expect(fromOf('today', 'Europe/Berlin', Date.UTC(2026, 2, 29, 20))).toBe('2026-03-28T23:00:00.000Z')
    expect(fromOf('today', 'Europe/Berlin', Date.UTC(2026, 9, 25, 22, 59))).toBe('2026-10-24T22:00:00.000Z')
    expect(fromOf('MTD', 'Europe/Berlin', Date.UTC(2026, 2, 31, 12))).toBe('2026-02-28T23:00:00.000Z')
    expect(fromOf('YTD', 'Europe/Berlin', Date.UTC(2026, 6, 1))).toBe('2025-12-31T23:00:00.000Z')
  })

  it('begin at the first midnight where midnight comes twice, and after the gap where there is none', () => {
    // Havana sets its clocks back from 1:00 to 0:00 on 1 November, and forward from 0:00 to 1:00 on 8 March.
    const first = '2026-11-01T04:00:00.000Z'
    expect(fromOf('today', 'America/Havana', Date.UTC(2026, 10, 1, 5, 30))).toBe(first)
    expect(fromOf('MTD', 'America/Havana', Date.UTC(2026, 10, 20))).toBe(first)
    expect(fromOf('today', 'America/Havana', Date.UTC(2026, 2, 8, 18))).toBe('2026-03-08T05:00:00.000Z')
  })

  it('of days have as many midnights as they say, whatever the clocks do', () => {
    expect(fromOf('7D', 'Europe/Berlin', Date.UTC(2026, 9, 26, 12))).toBe('2026-10-19T22:00:00.000Z')
  })
})
