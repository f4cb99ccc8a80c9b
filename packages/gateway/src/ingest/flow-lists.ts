/** Deposits, withdrawals and transfers as the exchange's lists tell of them: what no push can have told is booked with its reason. */

import { type AssetAmount, add, decimal, isZero, negate, zero } from '@spotdeck/exact'
import { type LedgerState, type ToldFlow, FLOW_APART_MS, statesWithin, unexplained } from '@spotdeck/ledger'
import type { Timers } from '@spotdeck/ports'
import type { Deposit, TransferRow, Withdrawal } from '@spotdeck/wire'
import { type ToldVerdict, tellFlows } from '../flows/tell.ts'
import type { LedgerStore } from '../store/port.ts'
import { exchangeCodeOf } from './errors.ts'
import { type Exchange, FLOWS_REACH_MS, REACH_MARGIN_MS, type Window } from './exchange.ts'
import { pause } from './pause.ts'
import { CLOCK_MARGIN_MS } from './settle.ts'
import { EXPLAIN_MS } from './unexplained.ts'
import type { PriceAt } from './unit-prices.ts'
import type { Writer } from './writer.ts'

export type FlowListsOptions = {
  readonly exchange: Exchange
  readonly writer: Writer
  readonly store: LedgerStore
  readonly priceAt: PriceAt
  readonly timers: Timers
}

/** The stream while lists are read and compared with what it told. */
export type Hearing = {
  /** It broke, or the account is closed: what was read proves nothing any more. */
  readonly isOver: () => boolean
  /** Nothing that it told waits for REST. */
  readonly isSettled: () => boolean
}

/** A deposit is listed when it is seen on its chain and booked when it is confirmed; everything else is booked when it is made. */
const BOOKED_WITHIN_MS = { DEPOSIT: FLOW_APART_MS, OTHER: 60_000 } as const
/** A push that could be taken for one of a later flow has a row of its own, which may be listed that long before it. */
const LISTED_BEFORE_MS = 2 * FLOW_APART_MS
const LOOK_MS = 1_000
const MAX_LOOKS = 60
/** What was held when the account was first followed is no news, and the exchange tells whole seconds. */
const SECOND_MS = 1_000

/**
 * Books what the lists tell of the times before `to` that are being repaired: what was booked then and no push told. Pushes of what
 * the lists hold come first: they are waited for. Answers whether that is all there was: not where the key may not read a list, where
 * the lists do not reach back so far, or where something is still on its way; `undefined` where the stream broke meanwhile. Throws
 * where there was no answer.
 */
export async function tellListedFlows(
  options: FlowListsOptions,
  to: number,
  hearing: Hearing,
): Promise<boolean | undefined> {
  const { exchange, writer, store, priceAt } = options
  const from = repairingSince(writer, to)
  if (from === undefined) return true
  if (hearing.isOver()) return undefined
  const since = from - LISTED_BEFORE_MS
  await exchange.relearnClock()
  const askedAt = exchange.now()
  const lists = await readLists(exchange, since)
  await exchange.relearnClock()
  const answeredAt = exchange.now()
  if (!(await pushesHaveCome(options, hearing))) return undefined
  const { birth = Infinity } = writer.state
  const isUnheard = (begin: number, end: number): boolean => {
    const states = statesWithin(writer.state.coverage, 'flows', Math.max(begin, birth + SECOND_MS), Math.min(end, answeredAt)) // prettier-ignore
    return states.has('unknown') || states.has('repairing')
  }
  const mayBeUnheard = ({ reason, time }: ToldFlow): boolean =>
    time > birth + SECOND_MS && isUnheard(time, time + BOOKED_WITHIN_MS[reason === 'DEPOSIT' ? reason : 'OTHER'])
  const onItsWay = lists.open.some(([begin, end]) => isUnheard(begin, end ?? answeredAt))
  const isTold = await writer.serial(async () => {
    if (hearing.isOver()) return undefined
    if ((await store.flows()).some(({ time }) => Math.abs(time - askedAt) <= answeredAt - askedAt + CLOCK_MARGIN_MS)) throw new Error('Something came or went while the lists were being read.') // prettier-ignore
    const telling = { state: writer.state, store, source: 'rest', priceAt, list: { answeredAt, mayBeUnheard } } as const
    const verdicts = await tellFlows([...lists.flows, ...lists.unfinished], telling)
    const news = verdicts.filter(({ flow, verdict }) => verdict === 'added' && !lists.unfinished.has(flow))
    const unheld = unheldAssets(writer.state, news.map(({ flow }) => flow)) // prettier-ignore
    const isKnown = ({ flow, verdict }: ToldVerdict): boolean => verdict !== 'added' || (!lists.unfinished.has(flow) && !unheld.has(flow.asset)) // prettier-ignore
    await writer.write(verdicts.filter(isKnown).flatMap(({ happening }) => happening ?? []))
    return unheld.size === 0
  })
  return isTold && lists.isWhole && !onItsWay && since > exchange.now() - FLOWS_REACH_MS + REACH_MARGIN_MS
}

/**
 * Assets of which nothing is left to explain although the news would change them: it is not credited yet, or is known in other words.
 * Booked, it would count twice.
 */
function unheldAssets(state: LedgerState, news: readonly ToldFlow[]): ReadonlySet<string> {
  const sums = new Map<string, AssetAmount>()
  for (const { asset, change } of news) sums.set(asset, add(sums.get(asset) ?? zero<'asset'>(), change))
  return new Set(
    [...sums].flatMap(([asset, sum]) => (isZero(unexplained(state, asset)) && !isZero(sum) ? [asset] : [])),
  )
}

function repairingSince({ state }: Writer, to: number): number | undefined {
  const windows = state.coverage.filter((one) => one.kind === 'flows' && one.state === 'repairing' && one.from < to)
  return windows.length === 0 ? undefined : Math.min(...windows.map(({ from }) => from))
}

/**
 * Whether the stream went on until every push of what was made before has come or is lost. Throws where what it told waits for REST
 * for too long.
 */
async function pushesHaveCome({ timers }: FlowListsOptions, { isOver, isSettled }: Hearing): Promise<boolean> {
  for (let looks = 0; !isOver(); looks++) {
    if (looks * LOOK_MS >= EXPLAIN_MS && isSettled()) return true
    if (looks >= MAX_LOOKS) throw new Error('What the stream told could not be settled.')
    await pause(timers, LOOK_MS)
  }
  return false
}

type Lists = {
  readonly flows: readonly ToldFlow[]
  /** Withdrawals that are on their way, or failed: each has its push, and is not booked without. */
  readonly unfinished: ReadonlySet<ToldFlow>
  /** From when to when something of the account may move yet, or came back; without an end: until now. */
  readonly open: readonly (readonly [from: number, to?: number])[]
  readonly isWhole: boolean
}

async function readLists(exchange: Exchange, since: number): Promise<Lists> {
  const deposits = await unlessForbidden(exchange.deposits(since), NOTHING)
  const withdrawals = await unlessForbidden(exchange.withdrawals(since), NOTHING)
  const transfers = await unlessForbidden(exchange.transfers(since), NOTHING)
  const movedOtherwise = await unlessForbidden(exchange.mayHaveMovedOtherwise(since), true)
  const unfinished = readRows(withdrawals.rows.filter(({ status }) => status !== WITHDRAWN), withdrawalFlow) // prettier-ignore
  const finished = [
    readRows(deposits.rows.filter(({ status }) => CREDITED.has(status)), depositFlow),
    readRows(withdrawals.rows.filter(({ status }) => status === WITHDRAWN), withdrawalFlow),
    readRows(transfers.rows.filter(({ status }) => status === 'SUCCESS'), transferFlow),
  ] // prettier-ignore
  return {
    flows: finished.flatMap(({ flows }) => flows),
    unfinished: new Set(unfinished.flows),
    open: [
      ...deposits.rows.filter(({ status }) => !CREDITED.has(status) && !NEVER_CREDITED.has(status)).map(({ insertTime }) => [insertTime] as const), // prettier-ignore
      ...withdrawals.rows.filter(({ status }) => status !== WITHDRAWN).map(openWithdrawal),
      ...transfers.rows
        .filter(({ status }) => status !== 'SUCCESS' && status !== 'FAILED')
        .map(({ timestamp }) => [timestamp] as const),
    ],
    isWhole: [deposits, withdrawals, transfers, unfinished, ...finished].every(({ complete }) => complete) && !movedOtherwise, // prettier-ignore
  }
}

/** Each flow once, though pages that shift while they are read tell it twice; not complete where a row cannot be read. */
function readRows<Row>(
  rows: readonly Row[],
  read: (row: Row) => ToldFlow,
): { readonly flows: readonly ToldFlow[]; readonly complete: boolean } {
  // prettier-ignore
  const flows = new Map<string, ToldFlow>()
  let complete = true
  for (const row of rows) {
    try {
      const flow = read(row)
      if (!Number.isFinite(flow.time)) throw new TypeError('A flow needs a time.')
      flows.set(flow.id, flow)
    } catch {
      complete = false
    }
  }
  return { flows: [...flows.values()], complete }
}

const NOTHING: Window<never> = { rows: [], complete: false }

/** MEXC: the lists need rights that a key which reads the account alone has not; 400 is for what lies beyond their reach. */
const FORBIDDEN: ReadonlySet<number | undefined> = new Set([700007, 400, 10099, 730003, 140001, 140002])

async function unlessForbidden<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!FORBIDDEN.has(exchangeCodeOf(error))) throw error
    return otherwise
  }
}

/** MEXC: 5 success, 12 completed. */
const CREDITED: ReadonlySet<number> = new Set([5, 12])
/** MEXC: 7 rejected, 8 refunded, 10 invalid. */
const NEVER_CREDITED: ReadonlySet<number> = new Set([7, 8, 10])
/** MEXC: 7 success, 8 failed, 9 cancelled; all others are on their way. */
const WITHDRAWN = 7
const WITHDRAWAL_FAILED: ReadonlySet<number> = new Set([8, 9])

/** MEXC: `USDT-TRX` is USDT over a network. */
const assetOf = (coin: string): string => coin.split('-')[0] ?? coin

function depositFlow({ coin, amount, insertTime, txId, network }: Deposit): ToldFlow {
  const id = `deposit ${txId} ${coin} ${insertTime}`
  return { id, asset: assetOf(coin), change: decimal(amount), reason: 'DEPOSIT', time: insertTime, txId, network }
}

/** MEXC: the amount includes the fee. */
function withdrawalFlow({ id, coin, amount, transactionFee, applyTime, txId, network }: Withdrawal): ToldFlow {
  return {
    id: `withdraw ${id}`,
    asset: assetOf(coin),
    change: negate(decimal<'asset'>(amount)),
    reason: 'WITHDRAW',
    time: applyTime,
    fee: decimal(transactionFee),
    ...(txId === null ? {} : { txId }),
    ...(network === undefined || network === null ? {} : { network }),
  }
}

/** Money leaves when a withdrawal is asked for, and comes back when it fails. */
function openWithdrawal({ status, applyTime, updateTime }: Withdrawal): readonly [from: number, to?: number] {
  if (!WITHDRAWAL_FAILED.has(status)) return [applyTime, applyTime + BOOKED_WITHIN_MS.OTHER]
  return updateTime === undefined ? [applyTime] : [applyTime, updateTime]
}

function transferFlow({ tranId, asset, amount, fromAccountType, timestamp }: TransferRow): ToldFlow {
  const moved = decimal<'asset'>(amount)
  const change: AssetAmount = fromAccountType === 'SPOT' ? negate(moved) : moved
  return { id: `transfer ${tranId}`, asset, change, reason: 'CONTRACT_TRANSFER', time: timestamp }
}
