/**
 * Books deposits, withdrawals and transfers from the exchange's lists: a flow of a gap, which no push reported, is
 * booked with its reason.
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
import { type Log, type Timers, SECOND_MS, sleep } from '@spotdeck/ports'
import { type FlowMatch, matchFlows } from '../flows/match.ts'
import type { LedgerStore } from '../store/port.ts'
import { describeError, isRefusedForGood } from './errors.ts'
import { type Exchange, FLOWS_REACH_MS, REACH_MARGIN_MS, type Window } from './exchange.ts'
import { BOOKED_AT_ONCE_MS, type FlowRow, depositRow, transferRow, withdrawalRow } from './flow-rows.ts'
import { CLOCK_MARGIN_MS } from './balance-read.ts'
import type { FlowListOutcome } from './symbol-backfill.ts'
import { EXPLAIN_MS } from './unexplained.ts'
import type { PriceAt } from './unit-prices.ts'
import type { Writer } from './writer.ts'

/** Dependencies of reading and booking the lists. */
export type FlowListsOptions = {
  readonly exchange: Exchange
  readonly writer: Writer
  readonly store: LedgerStore
  readonly priceAt: PriceAt
  readonly timers: Timers
  readonly log: Log
}

/** State of the stream while lists are read and compared with its pushes. */
export type StreamGuard = {
  /** True once the stream broke or the account is closed: what was read is no longer reliable. */
  readonly isOver: () => boolean
  /** True while no pushed change waits for REST. */
  readonly isSettled: () => boolean
}

/**
 * Maximal time from listing to booking of a flow, in ms: a push that could match a later flow has a row of its own.
 */
const LISTED_BEFORE_MS = 2 * FLOW_APART_MS
const LOOK_MS = 1_000
const MAX_LOOKS = 60

/**
 * Books listed flows before `to` in windows that are being repaired: flows that were booked then and that no push
 * reported. Pushes of listed flows are applied first. Returns the reasons why flows may still be missing. Rejects where
 * there was no answer.
 */
export async function bookListedFlows(
  options: FlowListsOptions,
  to: number,
  hearing: StreamGuard,
): Promise<FlowListOutcome> {
  const { exchange, writer } = options
  const from = repairingSince(writer, to)
  if (from === undefined) return []
  if (hearing.isOver()) return 'interrupted'
  const since = from - LISTED_BEFORE_MS
  const lists = await readLists(options, since)
  if (!(await pushesHaveCome(options, hearing))) return 'interrupted'
  const unheard = unheardTimes(writer.state, lists.answeredAt)
  const isHeld = await writer.serial(async () => (hearing.isOver() ? undefined : bookNews(options, lists, unheard)))
  if (isHeld === undefined) return 'interrupted'
  const isOnItsWay = lists.rows.some(({ unsettled }) => unsettled !== undefined && unheard.touch(...unsettled))
  const isReached = since > exchange.now() - FLOWS_REACH_MS + REACH_MARGIN_MS
  return [
    ...lists.lacks,
    ...(isOnItsWay ? (['ON_ITS_WAY'] as const) : []),
    ...(isHeld ? [] : (['NOT_HELD'] as const)),
    ...(isReached ? [] : (['BEYOND_REACH'] as const)),
  ]
}

function repairingSince({ state }: Writer, to: number): number | undefined {
  const windows = state.coverage.filter((one) => one.kind === 'flows' && one.state === 'repairing' && one.from < to)
  return windows.length === 0 ? undefined : Math.min(...windows.map(({ from }) => from))
}

/**
 * True if the stream continued until every push of earlier changes has arrived or is lost. Rejects where a pushed
 * change waits for REST for too long.
 */
async function pushesHaveCome({ timers }: FlowListsOptions, { isOver, isSettled }: StreamGuard): Promise<boolean> {
  for (let looks = 0; !isOver(); looks++) {
    if (looks * LOOK_MS >= EXPLAIN_MS && isSettled()) return true
    if (looks >= MAX_LOOKS)
      throw new Error('Flow lists not booked: a pushed change still waits for REST. They are read again later.')
    await sleep({ timers, ms: LOOK_MS })
  }
  return false
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

/**
 * Compares the lists with the ledger and commits the missing flows. Call inside `writer.serial`. Returns true if
 * balances contain all of them. Rejects where the lists may have changed while they were read.
 */
async function bookNews(
  { writer, store, priceAt }: FlowListsOptions,
  lists: Lists,
  unheard: Unheard,
): Promise<boolean> {
  const { askedAt, answeredAt } = lists
  const isMeanwhile = (time: number): boolean => Math.abs(time - askedAt) <= answeredAt - askedAt + CLOCK_MARGIN_MS
  if ((await store.flows()).some(({ time }) => isMeanwhile(time)))
    throw new Error('Flow lists not booked: a flow was booked while they were read. They are read again later.')
  const done = lists.rows.filter(({ standing }) => standing === 'done').map(({ flow }) => flow)
  const open = lists.rows.filter(({ standing }) => standing === 'open').map(({ flow }) => flow)
  const isDone = new Set(done)
  const mayBeNews = (flow: ReportedFlow): boolean => isDone.has(flow) && unheard.mayHold(flow)
  const verdicts = await matchFlows([...done, ...open], {
    state: writer.state,
    store,
    source: 'rest',
    priceAt,
    list: { answeredAt, mayBeNews },
  })
  const unheld = unheldAssets(writer.state, verdicts)
  const isBooked = ({ verdict, flow }: FlowMatch): boolean => verdict !== 'added' || !unheld.has(flow.asset)
  await writer.write(verdicts.filter(isBooked).flatMap(({ happenings }) => happenings))
  return unheld.size === 0
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

type Lists = {
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

async function readLists({ exchange, log }: FlowListsOptions, since: number): Promise<Lists> {
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
      const row = readable(one, read)
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
  return { rows: [...rows.values()], askedAt, answeredAt: exchange.now(), lacks: [...lacks] }
}

const NOTHING: Window<never> = { rows: [], complete: true }

/** Decodes a row; `undefined` where it cannot be decoded. */
function readable<Row>(row: Row, read: (row: Row) => FlowRow): FlowRow | undefined {
  try {
    const found = read(row)
    return Number.isFinite(found.flow.time) ? found : undefined
  } catch {
    return undefined
  }
}
