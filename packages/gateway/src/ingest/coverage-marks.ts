/** What may be claimed of each kind of record: after the first start, after a gap, after a sweep. */

import { type AssetAmount, isNegative, isPositive, isZero } from '@spotdeck/exact'
import type { CoverageKind, CoverageWindow } from '@spotdeck/ledger'
import { sweepReach } from './exchange.ts'
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

/**
 * After a gap: balances are as read, what led there is being searched. An order that was placed and cancelled leaves no trace, and
 * neither does a round trip without fee or profit: nothing more is claimed until every symbol was asked. Single balance
 * changes within it are lost, their sum is not; flows that cancel each other leave no sum, so of flows nothing is claimed.
 */
export function coverageOfGap(from: number, { begun, read }: ReadTimes): readonly CoverageWindow[] {
  if (begun <= from) return []
  return [
    { kind: 'assets', from, to: read, state: 'repaired' },
    { kind: 'flows', from, to: read, state: 'unknown' },
    ...withinReach({ kind: 'orders', from, to: begun, state: 'repairing' }, begun),
    ...withinReach({ kind: 'deals', from, to: begun, state: 'repairing' }, begun),
  ]
}

/** What a search that was cut off left: what the exchange does not reach any more will never be searched. */
export function coverageBeyondReach(windows: readonly CoverageWindow[], now: number): readonly CoverageWindow[] {
  return windows.filter(({ state }) => state === 'repairing').flatMap((window) => withinReach(window, now)).filter(({ state }) => state === 'unknown') // prettier-ignore
}

/** What is left unexplained says of each kind whether something of it may be hidden. */
export type Explained = { readonly deals: boolean; readonly flows: boolean }

/** A deal takes one asset and brings another: where amounts of one sign alone are left, money flowed and no deal is hidden. */
export function explainedBy(unexplained: Iterable<AssetAmount>): Explained {
  const left = [...unexplained].filter((amount) => !isZero(amount))
  return { flows: left.length === 0, deals: left.every(isPositive) || left.every(isNegative) }
}

/** After every symbol was read: what was being repaired within the span is, or stays unknown where something is missing. */
export function coverageSwept(
  windows: readonly CoverageWindow[],
  { since, to, complete, knownFrom }: Searched,
  explained: Explained,
): readonly CoverageWindow[] {
  const known = {
    orders: complete.orders,
    deals: complete.deals && explained.deals,
    flows: complete.deals && explained.flows,
    assets: false,
  }
  const begins = { orders: since.orders, deals: since.deals, flows: since.deals, assets: to }
  const sure = { orders: knownFrom.orders, deals: knownFrom.deals, flows: knownFrom.deals, assets: to }
  return windows.flatMap((window): CoverageWindow[] => {
    const { kind } = window
    const from = Math.max(window.from, begins[kind])
    const end = Math.min(window.to ?? Infinity, to)
    if (window.state !== 'repairing' || end <= from) return []
    const at = known[kind] ? Math.min(end, Math.max(from, sure[kind])) : end
    const marks: CoverageWindow[] = [
      { kind, from, to: at, state: 'unknown' },
      { kind, from: at, to: end, state: 'repaired' },
    ]
    return marks.filter((mark) => mark.from < (mark.to ?? Infinity))
  })
}

/** The window, with what lies beyond the exchange's reach as unknown. */
function withinReach(window: CoverageWindow, now: number): readonly CoverageWindow[] {
  const reach = sweepReach(now)[window.kind === 'orders' ? 'orders' : 'deals']
  const { kind, from, to = Infinity } = window
  if (from >= reach) return [window]
  const beyond: CoverageWindow = { kind, from, to: Math.min(to, reach), state: 'unknown' }
  return to <= reach ? [beyond] : [beyond, { ...window, from: reach }]
}
