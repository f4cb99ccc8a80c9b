/**
 * The exchange's lists of deposits, withdrawals and transfers: a flow of a gap, which no push reported, is booked with
 * its reason.
 */

import { type AssetAmount, add, isZero, zero } from '@spotdeck/exact'
import {
  type CoverageReason,
  type LedgerState,
  type ReportedFlow,
  FLOW_APART_MS,
  statesWithin,
  unexplained,
} from '@spotdeck/ledger'
import { type Log, SECOND_MS, describeError } from '@spotdeck/ports'
import { isPlausibleAsset, isPlausibleTime } from '@spotdeck/wire'
import { isRefusedForGood } from '../errors.ts'
import { type Exchange, FLOWS_REACH_MS, REACH_MARGIN_MS, type Window } from '../exchange.ts'
import { type FlowMatch, matchFlows } from '../flows/match.ts'
import type { LedgerStore } from '@spotdeck/store'
import { CLOCK_MARGIN_MS } from './balance-read.ts'
import { BOOKED_AT_ONCE_MS, type FlowRow, depositRow, transferRow, withdrawalRow } from './flow-rows.ts'

/** The rows of all lists since a time. */
export type FlowLists = {
  readonly since: number
  /** Flows without repeats. */
  readonly rows: readonly FlowRow[]
  /**
   * Times at which the first list was requested and the last one answered, by a clock that was read again before and
   * after.
   */
  readonly askedAt: number
  readonly answeredAt: number
  /** Reasons why they are incomplete. */
  readonly lacks: readonly CoverageReason[]
}

/** The rows compared with the ledger. `isStale`: a flow was booked while they were read, so they are read again. */
export type ListedFlows = { readonly verdicts: readonly FlowMatch[]; readonly isStale: boolean }

/**
 * Maximal time from listing to booking of a flow, in ms: a push that could match a later flow has a row of its own.
 */
const LISTED_BEFORE_MS = 2 * FLOW_APART_MS

/**
 * Start of the lists that repair the flows before `to`; `undefined` where no window is being repaired. @param gapFrom start of
 * a gap that is being reconciled
 */
export function listsSince({ coverage }: LedgerState, to: number, gapFrom = Infinity): number | undefined {
  const windows = coverage.filter((one) => one.kind === 'flows' && one.state === 'repairing' && one.from < to)
  const from = Math.min(gapFrom, ...windows.map((window) => window.from))
  return from === Infinity ? undefined : from - LISTED_BEFORE_MS
}

/** Windows without pushes that the lists cover. */
type Unheard = {
  readonly touch: (from: number, to?: number) => boolean
  /** True if a completed flow can have been booked in one of them. */
  readonly mayHold: (flow: ReportedFlow) => boolean
}

function unheardTimes({ birth = Infinity, coverage }: LedgerState, answeredAt: number): Unheard {
  const touch = (from: number, to = answeredAt): boolean => {
    const states = statesWithin(coverage, 'flows', Math.max(from, birth + SECOND_MS), Math.min(to, answeredAt))
    return states.has('unknown') || states.has('repairing')
  }
  const bookedWithin = (reason: string): number => (reason === 'DEPOSIT' ? FLOW_APART_MS : BOOKED_AT_ONCE_MS)
  const mayHold = ({ reason, time }: ReportedFlow): boolean =>
    time > birth + SECOND_MS && touch(time, time + bookedWithin(reason))
  return { touch, mayHold }
}

/** Compares the lists with the ledger. */
export async function matchLists(
  lists: FlowLists,
  { state, store }: { readonly state: LedgerState; readonly store: LedgerStore },
): Promise<ListedFlows> {
  const { askedAt, answeredAt } = lists
  const isMeanwhile = (time: number): boolean => Math.abs(time - askedAt) <= answeredAt - askedAt + CLOCK_MARGIN_MS
  if ((await store.flows()).some(({ time }) => isMeanwhile(time))) return { verdicts: [], isStale: true }
  const done = lists.rows.filter(({ standing }) => standing === 'done').map(({ flow }) => flow)
  const open = lists.rows.filter(({ standing }) => standing === 'open').map(({ flow }) => flow)
  const isDone = new Set(done)
  const unheard = unheardTimes(state, answeredAt)
  const mayBeNews = (flow: ReportedFlow): boolean => isDone.has(flow) && unheard.mayHold(flow)
  const list = { answeredAt, mayBeNews }
  return {
    verdicts: await matchFlows([...done, ...open], { state, store, source: 'rest', list }),
    isStale: false,
  }
}

/** Matches to be booked, and the reasons why flows may still be missing after that. */
export function bookable(
  state: LedgerState,
  lists: FlowLists,
  verdicts: readonly FlowMatch[],
  now: number,
): { readonly booked: readonly FlowMatch[]; readonly lacks: readonly CoverageReason[] } {
  const unheld = unheldAssets(state, verdicts)
  const unheard = unheardTimes(state, lists.answeredAt)
  const isOnItsWay = lists.rows.some(({ unsettled }) => unsettled !== undefined && unheard.touch(...unsettled))
  const isReached = lists.since > now - FLOWS_REACH_MS + REACH_MARGIN_MS
  return {
    booked: verdicts.filter(({ verdict, flow }) => verdict !== 'added' || !unheld.has(flow.asset)),
    lacks: [
      ...lists.lacks,
      ...(isOnItsWay ? (['ON_ITS_WAY'] as const) : []),
      ...(unheld.size === 0 ? [] : (['NOT_HELD'] as const)),
      ...(isReached ? [] : (['BEYOND_REACH'] as const)),
    ],
  }
}

/**
 * Assets without an unexplained amount although missing flows would change them: not credited yet, or known under
 * another reason. Booking them would count them twice.
 */
function unheldAssets(state: LedgerState, verdicts: readonly FlowMatch[]): ReadonlySet<string> {
  const sums = new Map<string, AssetAmount>()
  for (const { booked } of verdicts)
    for (const { asset, change } of booked) sums.set(asset, add(sums.get(asset) ?? zero<'asset'>(), change))
  const isUnheld = ([asset, sum]: [string, AssetAmount]): boolean => isZero(unexplained(state, asset)) && !isZero(sum)
  return new Set([...sums].filter(isUnheld).map(([asset]) => asset))
}

/** Reads all lists since a time. Rejects where there was no answer. */
export async function readLists(exchange: Exchange, log: Log, since: number): Promise<FlowLists> {
  const lacks = new Set<CoverageReason>()
  const rows = new Map<string, FlowRow>()
  const refused =
    <T>(otherwise: T) =>
    (error: unknown): T => {
      if (!isRefusedForGood(error)) throw error
      log.warn(describeError(error), 'flow list refused by the exchange, its flows stay unknown')
      lacks.add('LIST_REFUSED')
      return otherwise
    }
  // Pages that shift while they are read repeat a row: with the same id and another amount it is another flow.
  const take = <Row>({ rows: told, complete }: Window<Row>, read: (row: Row) => FlowRow): void => {
    if (!complete) lacks.add('LIST_UNREADABLE')
    for (const one of told) {
      const row = readable(one, read, exchange.now())
      const twin = row === undefined ? undefined : rows.get(row.flow.id)
      if (row === undefined || (twin !== undefined && twin.flow.change !== row.flow.change))
        lacks.add('LIST_UNREADABLE')
      else rows.set(row.flow.id, row)
    }
  }
  await exchange.relearnClock()
  const askedAt = exchange.now()
  take(await exchange.deposits(since).catch(refused(NOTHING)), depositRow)
  take(await exchange.withdrawals(since).catch(refused(NOTHING)), withdrawalRow)
  take(await exchange.transfers(since).catch(refused(NOTHING)), transferRow)
  if (await exchange.mayHaveMovedOtherwise(since).catch(refused(true))) lacks.add('OTHER_MOVES')
  await exchange.relearnClock()
  return { since, rows: [...rows.values()], askedAt, answeredAt: exchange.now(), lacks: [...lacks] }
}

const NOTHING: Window<never> = { rows: [], complete: true }

/** Decodes a row; `undefined` where it cannot be decoded, or is nothing that the exchange can mean. */
function readable<Row>(row: Row, read: (row: Row) => FlowRow, now: number): FlowRow | undefined {
  try {
    const found = read(row)
    const { asset, time } = found.flow
    return isPlausibleTime(time, now) && isPlausibleAsset(asset) ? found : undefined
  } catch {
    return undefined
  }
}
