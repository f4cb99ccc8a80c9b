/** Deposits, withdrawals and transfers as the exchange's lists tell of them: what no push can have told is booked with its reason. */

import { type AssetAmount, add, isZero, zero } from '@spotdeck/exact'
import {
  type CoverageReason,
  type LedgerState,
  type ReportedFlow,
  FLOW_APART_MS,
  statesWithin,
  unexplained,
} from '@spotdeck/ledger'
import type { Log, Timers } from '@spotdeck/ports'
import { type FlowMatch, matchFlows } from '../flows/match.ts'
import type { LedgerStore } from '../store/port.ts'
import { describeError, isRefusedForGood } from './errors.ts'
import { type Exchange, FLOWS_REACH_MS, REACH_MARGIN_MS, type Window } from './exchange.ts'
import { BOOKED_AT_ONCE_MS, type FlowRow, depositRow, transferRow, withdrawalRow } from './flow-rows.ts'
import { sleep } from './sleep.ts'
import { CLOCK_MARGIN_MS } from './balance-read.ts'
import type { FlowListOutcome } from './symbol-backfill.ts'
import { EXPLAIN_MS } from './unexplained.ts'
import type { PriceAt } from './unit-prices.ts'
import type { Writer } from './writer.ts'

export type FlowListsOptions = {
  readonly exchange: Exchange
  readonly writer: Writer
  readonly store: LedgerStore
  readonly priceAt: PriceAt
  readonly timers: Timers
  readonly log: Log
}

/** The stream while lists are read and compared with what it told. */
export type StreamGuard = {
  /** It broke, or the account is closed: what was read proves nothing any more. */
  readonly isOver: () => boolean
  /** Nothing that it told waits for REST. */
  readonly isSettled: () => boolean
}

/** A push that could be taken for one of a later flow has a row of its own, which may be listed that long before it. */
const LISTED_BEFORE_MS = 2 * FLOW_APART_MS
const LOOK_MS = 1_000
const MAX_LOOKS = 60
/** What was held when the account was first followed is no news, and the exchange tells whole seconds. */
const SECOND_MS = 1_000

/**
 * Books what the lists tell of the times before `to` that are being repaired: what was booked then and no push told. Pushes of what
 * the lists hold come first: they are waited for. Answers why that may not be all there was. Throws where there was no answer.
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
 * Whether the stream went on until every push of what was made before has come or is lost. Throws where what it told waits for REST
 * for too long.
 */
async function pushesHaveCome({ timers }: FlowListsOptions, { isOver, isSettled }: StreamGuard): Promise<boolean> {
  for (let looks = 0; !isOver(); looks++) {
    if (looks * LOOK_MS >= EXPLAIN_MS && isSettled()) return true
    if (looks >= MAX_LOOKS) throw new Error('What the stream told could not be settled.')
    await sleep(timers, LOOK_MS)
  }
  return false
}

/** The times when pushes were not heard, of those that the lists tell of. */
type Unheard = {
  readonly touch: (from: number, to?: number) => boolean
  /** Whether a flow that is done can have been booked then. */
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
 * Compares the lists with the ledger and writes what follows. Call inside `writer.serial`. Answers whether balances hold all that is
 * news. Throws where the lists may have changed while they were being read.
 */
async function bookNews(
  { writer, store, priceAt }: FlowListsOptions,
  lists: Lists,
  unheard: Unheard,
): Promise<boolean> {
  const { askedAt, answeredAt } = lists
  const isMeanwhile = (time: number): boolean => Math.abs(time - askedAt) <= answeredAt - askedAt + CLOCK_MARGIN_MS
  if ((await store.flows()).some(({ time }) => isMeanwhile(time)))
    throw new Error('Something came or went while the lists were being read.')
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
 * Assets of which nothing is left to explain although the news would change them: it is not credited yet, or is known in other words.
 * Booked, it would count twice.
 */
function unheldAssets(state: LedgerState, verdicts: readonly FlowMatch[]): ReadonlySet<string> {
  const sums = new Map<string, AssetAmount>()
  for (const { booked } of verdicts)
    for (const { asset, change } of booked) sums.set(asset, add(sums.get(asset) ?? zero<'asset'>(), change))
  const isUnheld = ([asset, sum]: [string, AssetAmount]): boolean => isZero(unexplained(state, asset)) && !isZero(sum)
  return new Set([...sums].filter(isUnheld).map(([asset]) => asset))
}

type Lists = {
  /** Each flow once. */
  readonly rows: readonly FlowRow[]
  /** When the first list was asked for, and when the last had been answered, by a clock asked anew before and after. */
  readonly askedAt: number
  readonly answeredAt: number
  /** Why they are not whole. */
  readonly lacks: readonly CoverageReason[]
}

async function readLists({ exchange, log }: FlowListsOptions, since: number): Promise<Lists> {
  const lacks = new Set<CoverageReason>()
  const rows = new Map<string, FlowRow>()
  const refused =
    <T>(otherwise: T) =>
    (error: unknown): T => {
      if (!isRefusedForGood(error)) throw error
      log.warn(describeError(error), 'The exchange does not give a list of what came and went: that stays unknown.')
      lacks.add('LIST_REFUSED')
      return otherwise
    }
  // Pages that shift while they are read tell a row twice: with one number and another amount it is another flow.
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

/** `undefined` where the row cannot be read. */
function readable<Row>(row: Row, read: (row: Row) => FlowRow): FlowRow | undefined {
  try {
    const found = read(row)
    return Number.isFinite(found.flow.time) ? found : undefined
  } catch {
    return undefined
  }
}
