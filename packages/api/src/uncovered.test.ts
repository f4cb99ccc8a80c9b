import { expect, test } from 'vitest'
import { uncoveredIn } from './uncovered.ts'

const flows = { kind: 'flows', state: 'complete', from: 0 } as const

test('a year without a record is not covered, one with all of them is', () => {
  expect(uncoveredIn([], { from: 10, to: 20 })).toEqual([{ from: 10, to: 20 }])
  expect(uncoveredIn([flows, { ...flows, kind: 'deals' }], { from: 10, to: 20 })).toEqual([])
})

test('what is unknown or still being read of one kind is not covered, and gaps that touch are one', () => {
  const deals = [
    { kind: 'deals', state: 'unknown', from: 0, to: 12 },
    { kind: 'deals', state: 'repairing', from: 12, to: 13 },
    { kind: 'deals', state: 'repaired', from: 13, to: 15 },
    { kind: 'deals', state: 'complete', from: 16 },
  ] as const
  expect(uncoveredIn([flows, ...deals], { from: 10, to: 20 })).toEqual([
    { from: 10, to: 13 },
    { from: 15, to: 16 },
  ])
})
