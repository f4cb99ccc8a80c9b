import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarOf, daysBetween, runningSum, strengthOf } from './days.ts'

test('a calendar begins on the Monday before and labels months at their start', () => {
  const weeks = calendarOf(new Map([['2026-01-31', '5']]), '2026-01-29', '2026-02-03')
  expect(weeks.map(({ month, days }) => [month, days[0]?.day])).toEqual([
    [2, '2026-01-26'],
    [undefined, '2026-02-02'],
  ])
  expect(weeks[0]?.days.filter(({ inRange }) => inRange).map(({ day, value }) => [day, value])).toEqual([
    ['2026-01-29', undefined],
    ['2026-01-30', undefined],
    ['2026-01-31', '5'],
    ['2026-02-01', undefined],
  ])
})

test('every day of a range is in its calendar once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 400 }), (start, length) => {
      const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10)
      const shown = calendarOf(new Map(), day(start), day(start + length))
        .flatMap(({ days }) => days)
        .filter(({ inRange }) => inRange)
      expect(shown.map((one) => one.day)).toEqual(daysBetween(day(start), day(start + length)))
    }),
  )
})

test('shades increase with the value, and zero has none', () => {
  expect(['0', '1', '10', '40', '-100'].map((value) => strengthOf(value, '100'))).toEqual([0, 1, 2, 3, 4])
  expect(runningSum(['1', '-3', '0.5'])).toEqual(['1', '-2', '-1.5'])
})
