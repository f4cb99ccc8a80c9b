/** Coverage that an export proves: no more than the whole seconds between its first row and its last. */

import type { CoverageWindow } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { closedBy, openAt, stateAt } from './closed-coverage.ts'

const S = 1_000
const window = (
  from: number,
  to: number | undefined,
  state: CoverageWindow['state'],
  kind: CoverageWindow['kind'] = 'flows',
): CoverageWindow => ({
  kind,
  from,
  state,
  ...(to === undefined ? {} : { to }),
})

it('leaves out the first and the last second, where an export may be cut', () => {
  const windows = [window(0, undefined, 'unknown')]
  expect(closedBy(windows, 'flows', 5_400, 9_900)).toEqual([window(6 * S, 9 * S, 'repaired')])
  expect([closedBy(windows, 'flows', 5_400, 6_900), closedBy(windows, 'flows', 5_400, 7_000)]).toEqual([
    [],
    [window(6 * S, 7 * S, 'repaired')],
  ])
})

it('repairs what is unknown of its kind, and nothing else', () => {
  const windows = [
    window(0, 3 * S, 'unknown'),
    window(3 * S, 8 * S, 'repaired'),
    window(8 * S, 20 * S, 'unknown'),
    window(0, 20 * S, 'unknown', 'deals'),
    window(30 * S, undefined, 'repairing'),
  ]
  expect(closedBy(windows, 'flows', 0, 99 * S)).toEqual([
    window(1 * S, 3 * S, 'repaired'),
    window(8 * S, 20 * S, 'repaired'),
  ])
})

it('a second that overlaps a window is in it, the doubtful one first', () => {
  const windows = [window(0, 5_500, 'complete'), window(5_500, 7_000, 'repairing'), window(7_000, undefined, 'unknown')]
  const at = (time: number) => stateAt(windows, 'flows', time)
  expect([at(4_999), at(5_000), at(5_999), at(6_999), at(7_000)]).toEqual([
    'complete',
    'repairing',
    'repairing',
    'repairing',
    'unknown',
  ])
  expect([
    stateAt(windows, 'deals', 1),
    stateAt([], 'flows', 1),
    stateAt([window(2_000, 3_000, 'unknown')], 'flows', 1_999),
    stateAt([window(2_000, 3_000, 'unknown')], 'flows', 3_000),
  ]).toEqual(Array(4).fill(undefined))
})

it('a window is open where it is unknown up to now', () => {
  expect([
    openAt([window(0, undefined, 'unknown')], 'flows', 5),
    openAt([window(0, 9_000, 'unknown')], 'flows', 5),
    openAt([window(0, undefined, 'complete')], 'flows', 5),
    openAt([], 'flows', 5),
  ]).toEqual([true, false, false, false])
})
