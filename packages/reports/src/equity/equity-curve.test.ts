import { describe, expect, it } from 'vitest'
import type { EquityRow } from '@spotdeck/store'
import type { Range } from '../base/port.ts'
import { type DenseRow, pointsOf, spliced, thinned } from './equity-curve.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
const curveOf = (rows: readonly DenseRow[], range: Range) => pointsOf(thinned(rows, range))
const row = (time: number, total = '1'): EquityRow => ({ time, total, free: null, locked: null, netDeposits: null })
const every = (step: number, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => row(from + i * step))

describe('the equity curve', () => {
  it('continues in hours where minutes are pruned, without a gap between', () => {
    const rows = spliced([
      { everyMs: MINUTE, rows: every(MINUTE, 10 * HOUR, 60) },
      { everyMs: HOUR, rows: every(HOUR, 0, 11) },
    ])
    const curve = curveOf(rows, { from: 0, to: 11 * HOUR, points: 2_000 })
    expect(curve).toHaveLength(70)
    expect(curve.every(({ total }) => total !== null)).toBe(true)
  })

  it('keeps gaps as gaps at any density of points', () => {
    const rows = spliced([
      { everyMs: MINUTE, rows: [...every(MINUTE, 20 * HOUR, 5), ...every(MINUTE, 20 * HOUR + 30 * MINUTE, 5)] },
      { everyMs: HOUR, rows: every(HOUR, 0, 5) },
    ])
    const holes = curveOf(rows, { from: 0, to: 21 * HOUR, points: 5_000 }).filter(({ total }) => total === null)
    expect(holes.map(({ time }) => time)).toEqual([5 * HOUR, 20 * HOUR + 5 * MINUTE])
  })

  it('is unknown before the first point', () => {
    const curve = curveOf(spliced([{ everyMs: HOUR, rows: [row(50 * HOUR)] }]), { from: 0, to: 51 * HOUR, points: 100 })
    expect(curve.map(({ time, total }) => [time, total])).toEqual([
      [0, null],
      [50 * HOUR, '1'],
    ])
  })

  it('keeps its first point and the last of each step when it is reduced', () => {
    const rows = spliced([
      { everyMs: MINUTE, rows: every(MINUTE, 0, 600).map((one, i) => ({ ...one, total: String(i) })) },
    ])
    const curve = curveOf(rows, { from: 0, to: 600 * MINUTE, points: 10 })
    expect(curve.map(({ total }) => total)).toEqual([
      '0',
      '59',
      '119',
      '179',
      '239',
      '299',
      '359',
      '419',
      '479',
      '539',
      '599',
    ])
  })

  it('returns as many known points for a span that begins long before them', () => {
    const rows = Array.from({ length: 600 }, (_, n) => ({ ...row(50 * HOUR + n * MINUTE), everyMs: MINUTE }))
    const known = curveOf(rows, { from: 0, to: 60 * HOUR, points: 100 }).filter(({ total }) => total !== null)
    expect(known.length).toBeGreaterThan(95)
    expect(known.length).toBeLessThan(103)
  })
})
