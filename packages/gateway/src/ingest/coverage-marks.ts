/** What may be claimed of each kind of record: after the first start, after a gap, after a sweep. */

import type { CoverageKind, CoverageState, CoverageWindow } from '@spotdeck/ledger'
import { type Complete, ORDERS_REACH_MS, TRADES_REACH_MS, sweepReach } from './exchange.ts'

const KINDS: readonly CoverageKind[] = ['assets', 'orders', 'deals', 'flows']

/** From `from` on everything is complete, as long as the stream holds. */
export function openCoverage(from: number): readonly CoverageWindow[] {
  return KINDS.map((kind) => ({ kind, from, state: 'complete' }))
}

/** From `from` on nothing is certain until it is repaired. */
export function unknownCoverage(from: number): readonly CoverageWindow[] {
  return KINDS.map((kind) => ({ kind, from, state: 'unknown' }))
}

/** Before the first start: what REST reaches is being repaired by the sweep, what lies beyond is unknown. */
export function coverageAtBirth(at: number): readonly CoverageWindow[] {
  const { orders, deals } = sweepReach(at)
  return [
    { kind: 'assets', from: 0, to: at, state: 'unknown' },
    { kind: 'flows', from: 0, to: at, state: 'unknown' },
    { kind: 'orders', from: 0, to: orders, state: 'unknown' },
    { kind: 'orders', from: orders, to: at, state: 'repairing' },
    { kind: 'deals', from: 0, to: deals, state: 'unknown' },
    { kind: 'deals', from: deals, to: at, state: 'repairing' },
  ]
}

export type Gap = {
  readonly from: number
  readonly to: number
  /** Whether the exchange gave all that was asked of it. */
  readonly complete: boolean
  /** Whether deals explain every balance, so that nothing flowed unseen. */
  readonly flowsKnown: boolean
}

/** After a gap: repaired as far as REST reaches. Single balance changes within it are lost, their sum is not. */
export function coverageOfGap({ from, to, complete, flowsKnown }: Gap): readonly CoverageWindow[] {
  if (to <= from) return []
  const state: CoverageState = complete ? 'repaired' : 'unknown'
  return [
    { kind: 'assets', from, to, state: 'repaired' },
    { kind: 'flows', from, to, state: flowsKnown ? 'repaired' : 'unknown' },
    ...reachable('orders', from, to, ORDERS_REACH_MS, state),
    ...reachable('deals', from, to, TRADES_REACH_MS, state),
  ]
}

/** After the sweep of all symbols: what was being repaired is, or stays unknown where the exchange did not give it all. */
export function coverageSwept(windows: readonly CoverageWindow[], complete: Complete): readonly CoverageWindow[] {
  return windows
    .filter((window) => window.state === 'repairing')
    .map((window) => ({
      ...window,
      state: complete[window.kind === 'orders' ? 'orders' : 'deals'] ? 'repaired' : 'unknown',
    }))
}

function reachable(
  kind: CoverageKind,
  from: number,
  to: number,
  reachMs: number,
  state: CoverageState,
): CoverageWindow[] {
  const start = to - reachMs
  if (from >= start) return [{ kind, from, to, state }]
  return [
    { kind, from, to: start, state: 'unknown' },
    { kind, from: start, to, state },
  ]
}
