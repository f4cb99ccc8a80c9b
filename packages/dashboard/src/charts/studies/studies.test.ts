import { describe, expect, test } from 'vitest'
import {
  bollinger,
  convergence,
  exponentialAverage,
  relativeStrength,
  simpleAverage,
  volumeWeighted,
} from './formulas.ts'
import { shownStudies, switched } from './studies.ts'

const rounded = (values: readonly (number | undefined)[]) =>
  values.map((value) => (value === undefined ? undefined : Math.round(value * 100) / 100))
/** Closes and their RSI 14 of the spreadsheet that is known for it (StockCharts, ChartSchool). */
const closes = [
  44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.1, 45.42, 45.84, 46.08, 45.89, 46.03, 45.61, 46.28, 46.28, 46, 46.03,
  46.41,
]

describe('studies', () => {
  test('averages begin once enough values are known', () => {
    expect(simpleAverage([1, 2, 3, 4], 3)).toEqual([undefined, undefined, 2, 3])
    expect(exponentialAverage([1, 2, 3, 5], 3)).toEqual([undefined, undefined, 2, 3.5])
  })

  test('Bollinger bands lie two deviations around the mean', () => {
    const bands = bollinger([2, 4, 4, 4, 5, 5, 7, 9], 8, 2)
    expect(bands.map((band) => band.at(-1))).toEqual([5, 9, 1])
  })

  test('RSI is that of the known example', () => {
    expect(rounded(relativeStrength(closes, 14)).slice(14)).toEqual([70.46, 66.25, 66.48, 69.35])
    expect(relativeStrength([1, 1, 1], 2).at(-1)).toBe(50)
  })

  test('MACD of a straight rise is flat, and its signal meets it', () => {
    const rise = Array.from({ length: 60 }, (_, at) => at)
    const [line, signal, apart] = convergence(rise, 12, 26)
    expect(rounded([line.at(-1), signal.at(-1), apart.at(-1)])).toEqual([7, 7, 0])
    expect(signal.filter((value) => value !== undefined)).toHaveLength(60 - 25 - 8)
  })

  test('VWAP weighs by volume and begins anew each day', () => {
    const bar = (time: number, close: number, volume: number) => ({ time, high: close, low: close, close, volume })
    expect(volumeWeighted([bar(0, 1, 1), bar(5, 2, 3), bar(10, 8, 2), bar(11, 9, 0)], 10)).toEqual([1, 1.75, 8, 8])
  })

  test('on the percent scale, where each line has a base of its own, none is drawn over the candles', () => {
    expect(shownStudies(['rsi', 'ma', 'log'])).toEqual(['ma', 'rsi'])
    expect(shownStudies(['rsi', 'ma', 'percent'])).toEqual(['rsi'])
  })

  test('one scale takes the place of the other', () => {
    expect(switched(['ma', 'log'], 'percent')).toEqual(['ma', 'percent'])
    expect(switched(['ma', 'log'], 'ma')).toEqual(['log'])
  })
})
