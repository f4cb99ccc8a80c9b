import { describe, expect, test } from 'vitest'
import { periodsOf, runningSum, valuesOf, weekOf } from '../range/days.ts'
import { topMarkets } from './volume-bars.ts'

describe('turnover as bars', () => {
  test('combines the smallest markets, so that the sum is complete', () => {
    const rows = Array.from({ length: 10 }, (_, n) => ({ key: `M${n}`, bought: `${10 - n}.1`, sold: `${n}` }))
    const bars = topMarkets(rows, 'Other')
    expect(bars.map(({ key }) => key)).toEqual(['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'Other'])
    expect(bars.at(-1)).toEqual({ key: 'Other', bought: '6.3', sold: '24' })
    expect(topMarkets(rows.slice(0, 8), 'Other')).toEqual(rows.slice(0, 8))
  })

  test('has a bar for every day, week and month of a span', () => {
    const days = ['2025-12-31', '2026-01-01', '2026-01-04', '2026-01-05', '2026-02-01']
    expect(periodsOf(days, 'day')).toEqual(days)
    expect(periodsOf(days, 'week')).toEqual(['2025-12-29', '2026-01-05', '2026-01-26'])
    expect(periodsOf(days, 'month')).toEqual(['2025-12', '2026-01', '2026-02'])
    expect(weekOf('2026-01-05')).toBe('2026-01-05')
  })

  test('is zero without trades, and unknown before the first known fill', () => {
    const values = valuesOf(['1', '2', '3'], new Map([['3', '5']]), (key) => key >= '2')
    expect(values).toEqual([undefined, '0', '5'])
    expect(runningSum(values)).toEqual([undefined, '0', '5'])
  })
})
