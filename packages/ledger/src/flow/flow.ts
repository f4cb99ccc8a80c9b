/**
 * Flows as the exchange's lists and exports report them: with an id of their own, apart from balance changes. A push
 * may bring the same flow before or after: matching makes the two one.
 */

import { type AssetAmount, absolute, add, compare, isNegative, isZero, negate, subtract } from '@spotdeck/exact'
import type { UnitPrice } from '../words.ts'

/** One deposit, withdrawal or transfer from a list or an export. */
export type ReportedFlow = {
  /** Unique among all flows of the account; derived from the content where the list gives no id. */
  readonly id: string
  readonly asset: string
  /** Signed: positive is a credit. Everything that left the account, including the fee where the list says so. */
  readonly change: AssetAmount
  /** The exchange's change type of such a flow: DEPOSIT, WITHDRAW, CONTRACT_TRANSFER. */
  readonly reason: string
  /** ms since the epoch. */
  readonly time: number
  /** In `asset`; absent where the list gives none. */
  readonly fee?: AssetAmount
  readonly network?: string
  readonly txId?: string
}

/** Price of a flow, with its amount, so that a replay needs nothing else. */
export type PricedFlow = {
  /** `n` of the event that brought the flow. */
  readonly of: number
  readonly asset: string
  readonly change: AssetAmount
  /** USDT for one unit at the flow's time. */
  readonly unitPrice: UnitPrice
}

/** A flow as a balance change shows it. */
export type PushedFlow = Pick<ReportedFlow, 'asset' | 'change' | 'reason' | 'time'>

/** A reported flow that no balance change has matched yet; `learntAt` in ms of exchange time. */
export type PendingFlow = PushedFlow &
  Pick<ReportedFlow, 'fee'> & {
    readonly learntAt: number
    /** From a list of the exchange, for a time without pushes, read after the account's balances. */
    readonly listed?: true
  }

/** The part of a reported flow that a push brought: all of it, a withdrawal without its fee, or that fee. */
export type FlowPart = 'all' | 'net' | 'fee'

/** Returns the part of the reported flow that the push can be; `undefined` where they do not match. */
export function partOf(told: PushedFlow & Pick<ReportedFlow, 'fee'>, pushed: PushedFlow): FlowPart | undefined {
  const { fee } = told
  if (sameFlow(told, pushed)) return fee !== undefined && pushed.change === add(told.change, fee) ? 'net' : 'all'
  if (fee === undefined || told.reason !== 'WITHDRAW') return undefined
  return sameFlow(feeOf(told, fee), pushed) ? 'fee' : undefined
}

/** Returns what is still pending of a flow after the push of one part; `undefined` when all of it came. */
export function awaitedAfter({ fee, ...told }: PendingFlow, part: FlowPart): PendingFlow | undefined {
  if (part === 'all' || fee === undefined || isZero(fee)) return undefined
  return part === 'fee' ? { ...told, change: add(told.change, fee) } : feeOf(told, fee)
}

function feeOf<Flow extends PushedFlow>(told: Flow, fee: AssetAmount): Flow {
  return { ...told, change: negate(fee), reason: 'WITHDRAW_FEE' }
}

/**
 * Maximal distance between the time on the chain and the booking, in ms: confirmations take hours where blocks are
 * slow.
 */
export const FLOW_APART_MS = 24 * 3_600_000

/**
 * True if the two can be one flow: same asset, direction and change type, within a day, and the same amount; a
 * withdrawal's fee may be in one amount and not in the other.
 */
export function sameFlow(told: PushedFlow & Pick<ReportedFlow, 'fee'>, pushed: PushedFlow): boolean {
  if (told.asset !== pushed.asset || told.reason !== pushed.reason) return false
  if (isNegative(told.change) !== isNegative(pushed.change)) return false
  if (Math.abs(told.time - pushed.time) > FLOW_APART_MS) return false
  const [amount, other] = [absolute(told.change), absolute(pushed.change)]
  if (compare(amount, other) === 0) return true
  const { fee } = told
  return fee !== undefined && (compare(add(amount, fee), other) === 0 || compare(subtract(amount, fee), other) === 0)
}

/** Returns the best match for `flow`: an equal amount before one that differs by the fee, then the nearest in time. */
export function nearestFlow<F extends PushedFlow>(
  flow: PushedFlow,
  others: Iterable<F>,
  same: (other: F) => boolean,
): F | undefined {
  let best: F | undefined
  for (const other of others) if (same(other) && (best === undefined || isNearer(flow, other, best))) best = other
  return best
}

function isNearer(flow: PushedFlow, a: PushedFlow, b: PushedFlow): boolean {
  const [isExact, wasExact] = [flow.change === a.change, flow.change === b.change]
  return isExact === wasExact ? Math.abs(a.time - flow.time) < Math.abs(b.time - flow.time) : isExact
}
