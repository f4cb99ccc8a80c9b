import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CoverageState, type CoverageWindow, coverageOf, markCoverage } from './coverage.ts'

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
})
