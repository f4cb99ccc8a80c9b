import { expect, test } from 'vitest'
import { yearsOf } from './lot-years.ts'

test('years of a span are those of the calendar where the reader is, newest first', () => {
  const span = { from: Date.UTC(2024, 11, 31, 17), to: Date.UTC(2026, 11, 31, 16) }
  expect(yearsOf({ ...span, zone: 'Asia/Taipei' })).toEqual([2026, 2025])
  expect(yearsOf({ ...span, to: span.to + 1, zone: 'Asia/Taipei' })).toEqual([2027, 2026, 2025])
  expect(yearsOf({ ...span, zone: 'America/New_York' })).toEqual([2026, 2025, 2024])
})
