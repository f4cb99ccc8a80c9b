import { describe, expect, test } from 'vitest'
import { type Shape, type TimePoint, changeOf, holesOf, opensHole, rowsOf, timeOf, without } from './time-plot.ts'

const known = (time: number, own = time): TimePoint => ({ time, state: 'known', known: { time: own } })
const quiet = (time: number): TimePoint => ({ time, state: 'quiet' })
const hole = (time: number): TimePoint => ({ time, state: 'hole' })
const shape = (...points: readonly TimePoint[]): Shape<TimePoint> => ({ points, holes: holesOf(points) })

describe('a point of a time axis', () => {
  test('has the time of its data, or its own time without data', () => {
    expect([timeOf(known(60, 48)), timeOf(hole(120))]).toEqual([48, 120])
  })
})

describe('gaps', () => {
  test('run from the last known point to the next, or to the end', () => {
    expect(holesOf([known(1), hole(2), quiet(3), hole(4), known(5), quiet(6), known(7), hole(8)])).toEqual([
      { from: 1, to: 5 },
      { from: 7, to: 8 },
    ])
    // The time before the first known point is no gap.
    expect(holesOf([hole(1), known(2)])).toEqual([])
  })

  test('begin after a point even with unrecorded points in between', () => {
    const points = [known(1), quiet(2), hole(3), known(4), quiet(5), known(6)]
    expect(points.map((_, index) => opensHole(points, index))).toEqual([true, true, false, false, false, false])
  })
})

describe('a live edge', () => {
  const [one, two, three] = [known(1), known(2), known(3)]

  test('is one more point, or a changed last point; anything else is redrawn', () => {
    const before = shape(one, two)
    expect(changeOf(before, before)).toBe('same')
    expect(changeOf(before, shape(one, two))).toBe('same')
    expect(changeOf(before, shape(one, two, three))).toBe('added')
    expect(changeOf(before, shape(one, known(2, 1)))).toBe('replaced')
    expect(changeOf(before, shape(known(1), two, three))).toBe('whole')
    expect(changeOf(before, shape(one, two, hole(3), known(4)))).toBe('whole')
    expect(changeOf(shape(one), shape(one, two))).toBe('whole')
  })
})

describe('the rows of a table', () => {
  test('are about as many as requested, end with the newest point, and skip unrecorded ones', () => {
    const points = Array.from({ length: 100 }, (_, time) => (time % 2 === 0 ? known(time) : quiet(time)))
    const rows = rowsOf(points, 24)
    expect(rows.length).toBeGreaterThan(12)
    expect(rows.length).toBeLessThanOrEqual(24)
    expect(rows.at(-1)?.time).toBe(98)
    expect(rows.every(({ state }) => state === 'known')).toBe(true)
    expect(rowsOf([hole(1), known(2)], 24)).toHaveLength(2)
  })
})

test('a plot without some of its lines has no empty pane, and is never without any', () => {
  const line = (key: string, pane: number) =>
    ({ key, pane, kind: 'line', colour: () => '', value: () => 1, label: String, isAmount: false }) as const
  const plot = { key: 'all', lines: [line('a', 0), line('b', 1), line('c', 2)], stretch: [3, 2, 1] }
  const left = without(plot, new Set(['b']))
  expect(left.lines.map(({ key, pane }) => [key, pane])).toEqual([
    ['a', 0],
    ['c', 1],
  ])
  expect([left.stretch, left.key === plot.key]).toEqual([[3, 1], false])
  expect(without(plot, new Set(['a', 'b', 'c']))).toBe(plot)
})
