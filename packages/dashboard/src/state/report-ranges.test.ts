import { expect, test } from 'vitest'
import { HOUR_MS } from '../durations.ts'
import { countsSince } from './report-ranges.ts'

test('figures that begin later than their span say since when, be it by hours', () => {
  expect(countsSince({ from: 0, since: 17 * HOUR_MS })).toBe(17 * HOUR_MS)
  expect(countsSince({ from: 0, since: 40 * 24 * HOUR_MS })).toBe(40 * 24 * HOUR_MS)
})

test('the past is hourly: what begins within the first hour is the whole span, and what is unknown has no beginning', () => {
  expect(countsSince({ from: 0, since: HOUR_MS })).toBeUndefined()
  expect(countsSince({ from: 0, since: null })).toBeUndefined()
})
