import { expect, test } from 'vitest'
import { durationParts, isoTime, timeFormat } from './time.ts'

const noon = Date.UTC(2026, 9, 12, 12, 3, 22, 250)
const utc = timeFormat('utc', 'en')
const taipei = timeFormat('utc8', 'zh-TW')

test('a time within the last minute is an age, one of today a clock time, others include the date', () => {
  expect(utc.moment(noon, noon + 12_900)).toEqual({ kind: 'age', seconds: 12 })
  expect(utc.moment(noon, noon + 60_000)).toEqual({ kind: 'text', text: '12:03:22' })
  expect(utc.moment(noon, noon + 13 * 3_600_000)).toEqual({ kind: 'text', text: '12 Oct 12:03:22' })
  expect(utc.shortMoment(noon, noon + 60_000)).toEqual({ kind: 'text', text: '12:03:22' })
  expect(utc.shortMoment(noon, noon + 13 * 3_600_000)).toEqual({ kind: 'text', text: '12 Oct 12:03' })
})

test('a time in the future is shown as now', () => {
  expect(utc.moment(noon + 5_000, noon)).toEqual({ kind: 'age', seconds: 0 })
})

test('the time zone decides the clock time and the day', () => {
  expect(taipei.clock(noon)).toBe('20:03:22')
  expect(taipei.day(Date.UTC(2026, 9, 12, 17), noon)).toBe('10/13')
  expect(taipei.startOfDay(noon)).toBe(Date.UTC(2026, 9, 11, 16))
  expect(utc.startOfDay(noon)).toBe(Date.UTC(2026, 9, 12))
})

test('a day of another year includes the year', () => {
  expect(utc.day(Date.UTC(2024, 1, 29), noon)).toBe('29 Feb 2024')
})

test('the exact time is ISO 8601 in UTC with milliseconds', () => {
  expect(isoTime(noon)).toBe('2026-10-12T12:03:22.250Z')
})

test('durations are split into days, hours, minutes and seconds', () => {
  expect(durationParts(93_784_000)).toEqual({ days: 1, hours: 2, minutes: 3, seconds: 4 })
  expect(durationParts(-1)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 })
})
