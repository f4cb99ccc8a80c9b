import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CoverageState,
  type CoverageWindow,
  coverageOf,
  markCoverage,
  statesWithin,
  trustedFrom,
} from './coverage.ts'

const states: readonly CoverageState[] = ['complete', 'repairing', 'repaired', 'unknown']

describe('coverage', () => {
  it('splits a window at a gap, and closes it again', () => {
    const whole = markCoverage([], { kind: 'deals', from: 100, state: 'complete' })
    const holed = markCoverage(whole, { kind: 'deals', from: 200, to: 300, state: 'unknown' })
    expect(holed).toEqual([
      { kind: 'deals', from: 100, to: 200, state: 'complete' },
      { kind: 'deals', from: 200, to: 300, state: 'unknown' },
      { kind: 'deals', from: 300, state: 'complete' },
    ])
    const healed = markCoverage(holed, { kind: 'deals', from: 200, to: 300, state: 'complete' })
    expect(healed).toEqual([{ kind: 'deals', from: 100, state: 'complete' }])
  })

  it('of one symbol is repaired where only records of others may be missing', () => {
    const windows: readonly CoverageWindow[] = [
      { kind: 'deals', from: 0, to: 10, state: 'repaired' },
      { kind: 'deals', from: 10, to: 20, state: 'unknown', reason: 'LIST_UNREADABLE', symbols: ['BTCUSDT', 'MXUSDT'] },
      { kind: 'deals', from: 20, to: 30, state: 'unknown', symbols: ['MXUSDT'] },
      { kind: 'deals', from: 30, state: 'complete' },
    ]
    expect(windows.reduce<readonly CoverageWindow[]>(markCoverage, [])).toEqual(windows)
    expect(coverageOf(windows, 'MXUSDT').map(({ state }) => state)).toEqual([
      'repaired',
      'unknown',
      'unknown',
      'complete',
    ])
    expect(coverageOf(windows, 'BTCUSDT')).toEqual([
      { kind: 'deals', from: 0, to: 10, state: 'repaired' },
      { kind: 'deals', from: 10, to: 20, state: 'unknown', reason: 'LIST_UNREADABLE', symbols: ['BTCUSDT'] },
      { kind: 'deals', from: 20, to: 30, state: 'repaired' },
      { kind: 'deals', from: 30, state: 'complete' },
    ])
    expect(coverageOf(windows, 'ETHUSDT')).toEqual([
      { kind: 'deals', from: 0, to: 30, state: 'repaired' },
      { kind: 'deals', from: 30, state: 'complete' },
    ])
  })

  it('has the last marked state at every time', () => {
    const mark = fc.record({
      from: fc.nat(50),
      length: fc.option(fc.integer({ min: 1, max: 50 })),
      state: fc.constantFrom(...states),
      why: fc.constantFrom({}, { reason: 'UNEXPLAINED' } as const),
    })
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 12 }), fc.nat(110), (marks, instant) => {
        const windows = marks.map(({ from, length, state, why }): CoverageWindow => ({
          kind: 'orders',
          from,
          ...(length === null ? {} : { to: from + length }),
          state,
          ...why,
        }))
        const covers = (window: CoverageWindow): boolean => window.from <= instant && instant < (window.to ?? Infinity)
        const table = windows.reduce<readonly CoverageWindow[]>(markCoverage, [])
        const said = ({ state, reason }: CoverageWindow) => ({ state, reason })
        expect(table.filter(covers).map(said)).toEqual(windows.filter(covers).slice(-1).map(said))
      }),
    )
  })

  it('keeps kinds apart and in order, and joins only neighbors of one state and reason', () => {
    const table = [
      { kind: 'orders', from: 5, state: 'complete' },
      { kind: 'deals', from: 0, to: 10, state: 'unknown' },
      { kind: 'assets', from: 3, state: 'repaired' },
      { kind: 'deals', from: 10, to: 20, state: 'unknown', reason: 'NO_ANSWER' },
      { kind: 'deals', from: 20, to: 30, state: 'unknown', reason: 'NO_ANSWER' },
      { kind: 'deals', from: 31, to: 40, state: 'unknown', reason: 'NO_ANSWER' },
    ] satisfies readonly CoverageWindow[]
    expect(table.reduce<readonly CoverageWindow[]>(markCoverage, [])).toEqual([
      { kind: 'assets', from: 3, state: 'repaired' },
      { kind: 'deals', from: 0, to: 10, state: 'unknown' },
      { kind: 'deals', from: 10, to: 30, state: 'unknown', reason: 'NO_ANSWER' },
      { kind: 'deals', from: 31, to: 40, state: 'unknown', reason: 'NO_ANSWER' },
      { kind: 'orders', from: 5, state: 'complete' },
    ])
  })

  it('joins a window within a longer one without losing its end', () => {
    const open = markCoverage([{ kind: 'deals', from: 0, state: 'complete' }], {
      kind: 'deals',
      from: 5,
      to: 6,
      state: 'complete',
    })
    expect(open).toEqual([{ kind: 'deals', from: 0, state: 'complete' }])
  })

  it('is trusted back to the first window that is not', () => {
    const windows = [
      { kind: 'deals', from: 0, to: 10, state: 'complete' },
      { kind: 'deals', from: 10, to: 20, state: 'unknown' },
      { kind: 'orders', from: 15, state: 'repairing' },
      { kind: 'deals', from: 30, state: 'complete' },
      { kind: 'deals', from: 20, to: 30, state: 'repaired' },
    ] satisfies readonly CoverageWindow[]
    expect(trustedFrom(windows, 'deals')).toBe(20)
    expect(trustedFrom(windows.slice(0, 1), 'deals')).toBe(0)
    expect(trustedFrom(windows, 'orders')).toBeUndefined()
    expect(trustedFrom(windows, 'flows')).toBeUndefined()
    expect(trustedFrom(windows.slice(0, 2), 'deals')).toBeUndefined()
  })

  it('has the states of every window that a span touches: from its start to before its end', () => {
    const windows = [
      { kind: 'deals', from: 0, to: 10, state: 'complete' },
      { kind: 'deals', from: 10, to: 20, state: 'unknown' },
      { kind: 'orders', from: 0, state: 'repairing' },
      { kind: 'deals', from: 20, state: 'repaired' },
    ] satisfies readonly CoverageWindow[]
    const within = (from: number, to: number) => [...statesWithin(windows, 'deals', from, to)]
    expect(within(9, 9)).toEqual(['complete'])
    expect(within(10, 10)).toEqual(['unknown'])
    expect(within(5, 10)).toEqual(['complete', 'unknown'])
    expect(within(10, 99)).toEqual(['unknown', 'repaired'])
    expect(within(-9, -1)).toEqual([])
  })

  it('is never longer than 500 windows of a kind: the oldest become one, of the lower coverage', () => {
    const marks = Array.from({ length: 502 }, (_, i): CoverageWindow => ({
      kind: 'deals',
      from: i * 10,
      to: i * 10 + 5,
      state: i === 1 ? 'repaired' : i % 2 === 0 ? 'complete' : 'repairing',
      ...(i < 2 ? { reason: 'NO_ANSWER' as const } : {}),
    }))
    const after = (count: number) => marks.slice(0, count).reduce<readonly CoverageWindow[]>(markCoverage, [])
    expect(after(500)).toEqual(marks.slice(0, 500))
    expect(after(501)).toEqual([{ kind: 'deals', from: 0, to: 15, state: 'repaired' }, ...marks.slice(2, 501)])
    expect(after(502)).toEqual([{ kind: 'deals', from: 0, to: 25, state: 'repaired' }, ...marks.slice(3, 502)])
  })
})
