import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { startOfDate, startOfDay } from './calendar-day.ts'

const HOUR_MS = 3_600_000

/** The zone's clock by `Intl`: the day as text and the offset from UTC in ms. */
function zoneOf(timeZone: string) {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const clock = (time: number) => format.format(time)
  return {
    day: (time: number) => clock(time).slice(0, 10),
    offsetAt: (time: number) => Date.parse(`${clock(time).replace(' ', 'T')}Z`) - Math.floor(time / 1_000) * 1_000,
  }
}

const start = (zone: string, time: number) => startOfDay(time, zoneOf(zone).offsetAt)

test('a day begins at midnight of the time zone', () => {
  const evening = Date.UTC(2026, 0, 31, 20)
  expect(start('UTC', evening)).toBe(Date.UTC(2026, 0, 31))
  expect(start('Asia/Taipei', evening)).toBe(Date.UTC(2026, 0, 31, 16))
  expect(start('Asia/Kathmandu', evening)).toBe(Date.UTC(2026, 0, 31, 18, 15))
})

test('a day with two midnights begins at the first', () => {
  // Havana sets its clocks back from 01:00 to 00:00.
  const first = Date.UTC(2026, 10, 1, 4)
  for (const hour of [0, 0.5, 1, 1.5, 12, 24]) expect(start('America/Havana', first + hour * HOUR_MS)).toBe(first)
  expect(start('Atlantic/Azores', Date.UTC(2026, 9, 25, 12))).toBe(Date.UTC(2026, 9, 25))
})

test('a day without a midnight begins after the gap', () => {
  // Havana sets its clocks forward from 00:00 to 01:00.
  const first = Date.UTC(2026, 2, 8, 5)
  for (const hour of [0, 1, 12, 22]) expect(start('America/Havana', first + hour * HOUR_MS)).toBe(first)
})

test('a day holds its beginning and every time up to the next', () => {
  const zones = [
    'America/Havana',
    'Asia/Beirut',
    'Africa/Cairo',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Europe/Berlin',
  ].map(zoneOf)
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 1.5e12, max: 1.9e12 }), ({ day, offsetAt }, time) => {
      const begins = startOfDay(time, offsetAt)
      expect(begins).toBeLessThanOrEqual(time)
      expect(day(begins)).toBe(day(time))
      expect(day(begins - 1) < day(begins)).toBe(true)
      expect(startOfDay(begins, offsetAt)).toBe(begins)
    }),
  )
})

test('a date begins where its day does; one that a calendar left out, where the next does', () => {
  const date = (zone: string, text: string) => startOfDate(text, zoneOf(zone).offsetAt)
  expect(date('Asia/Taipei', '2026-02-01')).toBe(Date.UTC(2026, 0, 31, 16))
  expect(date('Pacific/Kiritimati', '2026-02-01')).toBe(Date.UTC(2026, 0, 31, 10))
  expect(date('Etc/GMT+12', '2026-02-01')).toBe(Date.UTC(2026, 1, 1, 12))
  expect(date('America/Havana', '2026-11-01')).toBe(Date.UTC(2026, 10, 1, 4))
  // Samoa had no 30 December 2011.
  expect(date('Pacific/Apia', '2011-12-30')).toBe(date('Pacific/Apia', '2011-12-31'))
  expect(date('Pacific/Apia', '2011-12-31')).toBe(Date.UTC(2011, 11, 30, 10))
})
