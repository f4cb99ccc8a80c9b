import { expect, test } from 'vitest'
import { HOUR_MS } from '../durations.ts'
import { countsSince } from './report-ranges.ts'

test('figures that begin later than their span state since when, even by hours', () => {
  expect(countsSince({ from: 0, since: 17 * HOUR_MS })).toBe(17 * HOUR_MS)
  expect(countsSince({ from: 0, since: 40 * 24 * HOUR_MS })).toBe(40 * 24 * HOUR_MS)
})

test('history is hourly: data from within the first hour covers the span; unknown data has no start', () => {
  expect(countsSince({ from: 0, since: HOUR_MS })).toBeUndefined()
  expect(countsSince({ from: 0, since: null })).toBeUndefined()
})
