/** What may be claimed of each kind of record: after the first start, after a gap, after a sweep. */

import { type AssetAmount, isNegative, isPositive, isZero } from '@spotdeck/exact'
import type { CoverageKind, CoverageReason, CoverageWindow } from '@spotdeck/ledger'
import { sweepReach } from './exchange.ts'
import type { FlowListOutcome, Searched } from './symbol-backfill.ts'

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

/** What happened in the window is being searched in all symbols. Flows from before the first start are none. */
export function repairingCoverage(from: number, to: number, birth: number): readonly CoverageWindow[] {
  const begins = { orders: from, deals: from, flows: Math.max(from, birth) }
  const windows = (['orders', 'deals', 'flows'] as const).map((kind): CoverageWindow => ({
    kind,
    from: begins[kind],
    to,
    state: 'repairing',
  }))
  return windows.filter((window) => window.from < to)
}

/** Before the first start: what REST reaches is being repaired by the sweep, what lies beyond is unknown. */
export function initialCoverage({ begun: at, read }: ReadTimes): readonly CoverageWindow[] {
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
 * changes within it are lost, their sum is not; flows that cancel each other leave no sum: the exchange's lists tell of them.
 */
export function coverageOfGap(from: number, { begun, read }: ReadTimes): readonly CoverageWindow[] {
  if (begun <= from) return []
  return [
    { kind: 'assets', from, to: read, state: 'repaired' },
    { kind: 'flows', from, to: read, state: 'repairing' },
    ...withinReach({ kind: 'orders', from, to: begun, state: 'repairing' }, begun),
    ...withinReach({ kind: 'deals', from, to: begun, state: 'repairing' }, begun),
  ]
}

/** What a search that was cut off left: what the exchange does not reach any more will never be searched. */
export function coverageBeyondReach(windows: readonly CoverageWindow[], now: number): readonly CoverageWindow[] {
  return windows
    .filter(({ state }) => state === 'repairing')
    .flatMap((window) => withinReach(window, now))
    .filter(({ state }) => state === 'unknown')
}

/** What is left unexplained says of each kind whether something of it may be hidden. */
export type Explained = {
  readonly deals: boolean
  readonly flows: boolean
  /** Before it something may be hidden all the same. */
  readonly from: { readonly deals: number; readonly flows: number }
}
/** `searchedTo`: every symbol was asked for it before, up to then: it hides nothing of what came after. */
export type LeftAmount = { readonly amount: AssetAmount; readonly searchedTo?: number }

/** A deal takes one asset and brings another: where amounts of one sign alone are left, money flowed and no deal is hidden. */
export function explainedBy(unexplained: Iterable<LeftAmount>): Explained {
  const left = [...unexplained].filter(({ amount }) => !isZero(amount))
  const fresh = left.filter(({ searchedTo }) => searchedTo === undefined)
  const searchedTo = Math.max(0, ...left.map((one) => one.searchedTo ?? 0))
  const from = { flows: searchedTo, deals: haveOneSign(left) ? 0 : searchedTo }
  return { flows: fresh.length === 0, deals: haveOneSign(fresh), from }
}

function haveOneSign(left: readonly LeftAmount[]): boolean {
  return left.every(({ amount }) => isPositive(amount)) || left.every(({ amount }) => isNegative(amount))
}

/**
 * After every symbol was read, and the lists of flows or not yet: what was being repaired within the span is, or stays unknown where
 * something is missing.
 */
export function coverageSwept(
  windows: readonly CoverageWindow[],
  { since, to, complete, knownFrom, flowsTold }: Searched,
  explained: Explained,
): readonly CoverageWindow[] {
  const deals = complete.deals && explained.deals
  return [
    ...repairedOf(windows, 'orders', { from: since.orders, to, sureFrom: complete.orders ? knownFrom.orders : to }),
    ...repairedOf(windows, 'deals', {
      from: since.deals,
      to,
      sureFrom: deals ? Math.max(knownFrom.deals, explained.from.deals) : to,
    }),
    ...coverageTold(windows, to, { flowsTold, explained, dealsFrom: complete.deals ? knownFrom.deals : to }),
  ]
}

/**
 * After the lists of flows told what came and went before `to`. `dealsFrom`: what lies before it may hide deals, and is unknown even
 * where the lists are still to tell.
 */
export function coverageTold(
  windows: readonly CoverageWindow[],
  to: number,
  {
    flowsTold,
    explained,
    dealsFrom = 0,
  }: { readonly flowsTold: FlowListOutcome; readonly explained: Explained; readonly dealsFrom?: number },
): readonly CoverageWindow[] {
  const isLeft = typeof flowsTold === 'string'
  const isWhole = isLeft || (flowsTold.length === 0 && explained.flows)
  const sureFrom = isWhole ? Math.max(dealsFrom, explained.from.flows) : to
  const reason = isLeft ? undefined : (flowsTold[0] ?? (explained.flows ? undefined : 'UNEXPLAINED'))
  const marks = repairedOf(windows, 'flows', { from: 0, to, sureFrom, ...(reason === undefined ? {} : { reason }) })
  return isLeft ? marks.filter(({ state }) => state === 'unknown') : marks
}

type Repaired = {
  readonly from: number
  readonly to: number
  readonly sureFrom: number
  readonly reason?: CoverageReason
}

/** What was being repaired of a kind within `from..to`: before `sureFrom` it is unknown, after it repaired. */
function repairedOf(windows: readonly CoverageWindow[], kind: CoverageKind, span: Repaired): readonly CoverageWindow[] {
  return windows.flatMap((window): CoverageWindow[] => {
    const from = Math.max(window.from, span.from)
    const to = Math.min(window.to ?? Infinity, span.to)
    if (window.kind !== kind || window.state !== 'repairing' || to <= from) return []
    const at = Math.min(to, Math.max(from, span.sureFrom))
    const why = span.reason === undefined ? {} : { reason: span.reason }
    const marks: CoverageWindow[] = [
      { kind, from, to: at, state: 'unknown', ...why },
      { kind, from: at, to, state: 'repaired' },
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
