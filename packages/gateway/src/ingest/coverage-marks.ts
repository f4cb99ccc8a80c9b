/** What may be claimed of each kind of record: after the first start, after a gap, after a sweep. */

import type { CoverageKind, CoverageState, CoverageWindow } from '@spotdeck/ledger'
import { ORDERS_REACH_MS, TRADES_REACH_MS, sweepReach } from './exchange.ts'
import type { Searched } from './sweep.ts'

const KINDS: readonly CoverageKind[] = ['assets', 'orders', 'deals', 'flows']

/**
 * When a reading began and when the balances it took were answered: changes of balances between the two are in the answer, but
 * without their reasons.
 */
export type ReadTimes = { readonly begun: number; readonly read: number }

const isOfBalances = (kind: CoverageKind): boolean => kind === 'assets' || kind === 'flows'

/** From a reading on everything is complete, as long as the stream holds. */
export function openCoverage({ begun, read }: ReadTimes): readonly CoverageWindow[] {
  return KINDS.map((kind) => ({ kind, from: isOfBalances(kind) ? read : begun, state: 'complete' }))
}

/** From `from` on nothing is certain until it is repaired. */
export function unknownCoverage(from: number): readonly CoverageWindow[] {
  return KINDS.map((kind) => ({ kind, from, state: 'unknown' }))
}

/** What happened in the window is being searched in all symbols. */
export function repairingCoverage(from: number, to: number): readonly CoverageWindow[] {
  if (to <= from) return []
  return (['orders', 'deals', 'flows'] as const).map((kind) => ({ kind, from, to, state: 'repairing' }))
}

/** Before the first start: what REST reaches is being repaired by the sweep, what lies beyond is unknown. */
export function coverageAtBirth({ begun: at, read }: ReadTimes): readonly CoverageWindow[] {
  const { orders, deals } = sweepReach(at)
  return [
    { kind: 'assets', from: 0, to: read, state: 'unknown' },
    { kind: 'flows', from: 0, to: read, state: 'unknown' },
    { kind: 'orders', from: 0, to: orders, state: 'unknown' },
    { kind: 'orders', from: orders, to: at, state: 'repairing' },
    { kind: 'deals', from: 0, to: deals, state: 'unknown' },
    { kind: 'deals', from: deals, to: at, state: 'repairing' },
  ]
}

export type Gap = ReadTimes & {
  readonly from: number
  /** Whether the exchange gave all that was asked of it. */
  readonly complete: boolean
  /** Whether deals explain every balance, so that nothing flowed unseen. */
  readonly flowsKnown: boolean
}

/**
 * After a gap: deals are repaired where they explain every balance; an order that was placed and cancelled leaves no trace, so
 * orders are until every symbol was asked. Single balance changes within it are lost, their
 * sum is not.
 */
export function coverageOfGap({ from, begun: to, read, complete, flowsKnown }: Gap): readonly CoverageWindow[] {
  if (to <= from) return []
  const deals: CoverageState = complete && flowsKnown ? 'repaired' : 'repairing'
  return [
    { kind: 'assets', from, to: read, state: 'repaired' },
    { kind: 'flows', from, to: read, state: flowsKnown ? 'repaired' : 'repairing' },
    ...reachable('orders', from, to, ORDERS_REACH_MS, 'repairing'),
    ...reachable('deals', from, to, TRADES_REACH_MS, deals),
  ]
}

/** After every symbol was read: what was being repaired within the span is, or stays unknown where something is missing. */
export function coverageSwept(
  windows: readonly CoverageWindow[],
  { since, to, complete }: Searched,
  explained: boolean,
): readonly CoverageWindow[] {
  const known = { orders: complete.orders, deals: complete.deals && explained, flows: explained, assets: false }
  const begins = { orders: since.orders, deals: since.deals, flows: since.deals, assets: to }
  return windows.flatMap((window): CoverageWindow[] => {
    const from = Math.max(window.from, begins[window.kind])
    const end = Math.min(window.to ?? Infinity, to)
    if (window.state !== 'repairing' || end <= from) return []
    return [{ kind: window.kind, from, to: end, state: known[window.kind] ? 'repaired' : 'unknown' }]
  })
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
