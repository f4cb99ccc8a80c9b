/** Coverage of each kind of record: after the first start, after a gap, after a backfill. */

import { isNegative, isPositive, isZero } from '@spotdeck/exact'
import type { CoverageKind, CoverageReason, CoverageWindow } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { sweepReach } from '../exchange.ts'
import type { FlowListOutcome, Searched, LeftAmount } from '../base/searched.ts'
import type { ReadTimes } from '../base/margins.ts'

const KINDS: readonly CoverageKind[] = ['assets', 'orders', 'deals', 'flows']

const isOfBalances = (kind: CoverageKind): boolean => kind === 'assets' || kind === 'flows'

/** Marks everything from a reconciliation on as complete, as long as the stream holds. */
export function openCoverage({ begun, read }: ReadTimes): readonly CoverageWindow[] {
  return KINDS.map((kind) => ({ kind, from: isOfBalances(kind) ? read : begun, state: 'complete' }))
}

/** Coverage before the first start: what REST reaches is repaired by the backfill, everything earlier is unknown. */
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
 * Coverage after a gap: balances are as read, their changes are being searched. An order that was placed and canceled
 * leaves no trace, and neither does a round trip without fee or profit, so every symbol must be read first. Single
 * balance changes within the gap are lost, their sum is not; flows that cancel each other leave no sum: the exchange's
 * lists report them.
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

/** Coverage after an interrupted backfill: what the exchange no longer returns will never be searched. */
export function coverageBeyondReach(windows: readonly CoverageWindow[], now: number): readonly CoverageWindow[] {
  return windows
    .filter(({ state }) => state === 'repairing')
    .flatMap((window) => withinReach(window, now))
    .filter(({ state }) => state === 'unknown')
}

/** Result of a search for unexplained amounts: per kind of record, true if none of it can be missing. */
export type Explained = {
  readonly deals: boolean
  readonly flows: boolean
  /** Times before which records may be missing all the same. */
  readonly from: { readonly deals: number; readonly flows: number }
}
/** Classifies unexplained amounts: those of one sign are flows, as a deal debits one asset and credits another. */
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
 * Coverage after every symbol was read, with the lists of flows or without: what was being repaired within the span is
 * repaired, or stays unknown where something is missing.
 */
export function coverageSwept(
  windows: readonly CoverageWindow[],
  { since, to, complete, knownFrom, lacks, flowsTold }: Searched,
  explained: Explained,
): readonly CoverageWindow[] {
  const deals = complete.deals && explained.deals
  return [
    ...repairedOf(windows, 'orders', {
      from: since.orders,
      to,
      sureFrom: complete.orders ? knownFrom.orders : to,
      symbols: lacks.orders,
    }),
    ...repairedOf(windows, 'deals', {
      from: since.deals,
      to,
      sureFrom: deals ? Math.max(knownFrom.deals, explained.from.deals) : to,
      // An amount that nothing explains can be of any symbol.
      symbols: explained.deals && explained.from.deals === 0 ? lacks.deals : undefined,
    }),
    ...(since.deals === Infinity
      ? []
      : coverageTold(windows, to, { flowsTold, explained, dealsFrom: complete.deals ? knownFrom.deals : to })),
  ]
}

/** Coverage after the lists of flows were booked up to `to`. `dealsFrom`: earlier deals may be missing. */
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
  const marks = repairedOf(windows, 'flows', { from: 0, to, sureFrom, reason })
  return isLeft ? marks.filter(({ state }) => state === 'unknown') : marks
}

type Repaired = {
  readonly from: number
  readonly to: number
  readonly sureFrom: number
  readonly reason?: CoverageReason | undefined
  /** Symbols of which records may be missing before `sureFrom`; absent: of any. */
  readonly symbols?: readonly string[] | undefined
}

/** Windows of a kind within `from..to` that were being repaired: unknown before `sureFrom`, repaired after it. */
function repairedOf(windows: readonly CoverageWindow[], kind: CoverageKind, span: Repaired): readonly CoverageWindow[] {
  return windows.flatMap((window): CoverageWindow[] => {
    const from = Math.max(window.from, span.from)
    const to = Math.min(window.to ?? Infinity, span.to)
    if (window.kind !== kind || window.state !== 'repairing' || to <= from) return []
    const symbols = span.symbols?.filter((symbol) => window.symbols?.includes(symbol) !== false) ?? window.symbols
    const at = symbols?.length === 0 ? from : Math.min(to, Math.max(from, span.sureFrom))
    const marks: CoverageWindow[] = [
      { kind, from, to: at, state: 'unknown', ...defined({ reason: span.reason, symbols }) },
      { kind, from: at, to, state: 'repaired' },
    ]
    return marks.filter((mark) => mark.from < (mark.to ?? Infinity))
  })
}

/** Splits the window at the exchange's reach: the part beyond it is unknown. */
function withinReach(window: CoverageWindow, now: number): readonly CoverageWindow[] {
  const reach = sweepReach(now)[window.kind === 'orders' ? 'orders' : 'deals']
  const { kind, from, to = Infinity } = window
  if (from >= reach) return [window]
  const beyond: CoverageWindow = { kind, from, to: Math.min(to, reach), state: 'unknown' }
  return to <= reach ? [beyond] : [beyond, { ...window, from: reach }]
}

/** Marks everything from `from` on as unknown until it is repaired. */
export function unknownCoverage(from: number): readonly CoverageWindow[] {
  return KINDS.map((kind) => ({ kind, from, state: 'unknown' }))
}

/** Marks the window as repairing while all symbols are searched. Flows from before the first start are not searched. */
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
