import { expect, test } from 'vitest'
import { HOUR_MS } from '../../durations.ts'
import { countsSince, gridOver } from './range.ts'

test('figures that begin later than their span state since when, even by hours', () => {
  expect(countsSince({ from: 0, since: 17 * HOUR_MS })).toBe(17 * HOUR_MS)
  expect(countsSince({ from: 0, since: 40 * 24 * HOUR_MS })).toBe(40 * 24 * HOUR_MS)
})

test('history is hourly: data from within the first hour covers the span; unknown data has no start', () => {
  expect(countsSince({ from: 0, since: HOUR_MS })).toBeUndefined()
  expect(countsSince({ from: 0, since: null })).toBeUndefined()
})

test('a curve is drawn on whole steps from its span, or from the first known point', () => {
  const to = 1_700_000_123_456
  const at = (time: number) => ({ time, total: '1' })
  const day = gridOver({ from: to - 24 * HOUR_MS, to, points: [at(to - 24 * HOUR_MS)] }, 288)
  expect([day.stepMs, day.from % day.stepMs]).toEqual([300_000, 0])
  expect(day.from + day.points * day.stepMs).toBeGreaterThanOrEqual(to)
  const unknown = { time: to - 24 * HOUR_MS, total: null }
  const young = gridOver({ from: to - 24 * HOUR_MS, to, points: [unknown, at(to - HOUR_MS)] }, 288)
  expect(young.points * young.stepMs).toBeLessThan(1.2 * HOUR_MS)
  const empty = gridOver({ from: to - 60_000, to, points: [] }, 288)
  expect(empty.points * empty.stepMs).toBeGreaterThanOrEqual(600_000)
})
