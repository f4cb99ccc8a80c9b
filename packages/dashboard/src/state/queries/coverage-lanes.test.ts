import type { CoverageWindow } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { laneSpan, lanesOf } from './coverage-lanes.ts'

const windows: readonly CoverageWindow[] = [
  { kind: 'deals', from: 0, to: 1_000_000, state: 'unknown' },
  { kind: 'deals', from: 1_000_000, to: 1_500_000, state: 'repaired' },
  { kind: 'deals', from: 1_500_000, state: 'complete' },
]

test('the timeline begins shortly before the first known time, and shows each window to scale', () => {
  const span = laneSpan(windows, 2_000_000)
  expect(span).toEqual({ from: 940_000, to: 2_000_000 })
  const [lane] = lanesOf(windows, ['deals'], span)
  expect(lane?.parts.map(({ left }) => left.toFixed(3))).toEqual(['0.000', '0.057', '0.528'])
  expect(lane?.parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1)
})

test('a gap too short to be seen is drawn nevertheless', () => {
  const hole: CoverageWindow = { kind: 'orders', from: 10, to: 11, state: 'unknown' }
  const [lane] = lanesOf([hole], ['orders'], { from: 0, to: 1_000_000 })
  expect(lane?.parts[0]?.width).toBeGreaterThan(0.001)
})
