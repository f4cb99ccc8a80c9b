/**
 * Money that came or went, as the exchange's lists and its exports tell of it: with a number of its own, but apart from the
 * balances. A push may have brought the same flow before, or bring it after: the two are one.
 */

import { type AssetAmount, absolute, add, compare, isNegative, isZero, negate, subtract } from '@spotdeck/exact'

/** One deposit, withdrawal or transfer that was told of. */
export type ReportedFlow = {
  /** Its own number, unique among all flows of the account; made of what it says where it was told without. */
  readonly id: string
  readonly asset: string
  /** Signed: positive came in. All that left the account, where the teller says so with the fee in it. */
  readonly change: AssetAmount
  /** The exchange's change type of such a flow: DEPOSIT, WITHDRAW, CONTRACT_TRANSFER. */
  readonly reason: string
  /** ms since the epoch. */
  readonly time: number
  /** Of `asset`, where it was told. */
  readonly fee?: AssetAmount
  readonly network?: string
  readonly txId?: string
}

/** A flow as a balance change shows it. */
export type PushedFlow = Pick<ReportedFlow, 'asset' | 'change' | 'reason' | 'time'>

/** Told, and not yet seen as a balance change of its own; `learntAt` in ms of exchange time. */
export type PendingFlow = PushedFlow &
  Pick<ReportedFlow, 'fee'> & {
    readonly learntAt: number
    /** A list of the exchange told it, of a time when pushes were not heard, after the account's balances had been read. */
    readonly listed?: true
  }

/** What of a flow that was told a push brought: all of it, or a withdrawal without its fee, or that fee. */
export type FlowPart = 'all' | 'net' | 'fee'

/** Which part of the flow the push can be, as far as both say. */
export function partOf(told: PushedFlow & Pick<ReportedFlow, 'fee'>, pushed: PushedFlow): FlowPart | undefined {
  const { fee } = told
  if (sameFlow(told, pushed)) return fee !== undefined && pushed.change === add(told.change, fee) ? 'net' : 'all'
  if (fee === undefined || told.reason !== 'WITHDRAW' || pushed.reason !== 'WITHDRAW_FEE') return undefined
  return sameFlow(feeOf(told, fee), pushed) ? 'fee' : undefined
}

/** What is still awaited of a flow after the push of a part of it; `undefined` after all. */
export function awaitedAfter({ fee, ...told }: PendingFlow, part: FlowPart): PendingFlow | undefined {
  if (part === 'all' || fee === undefined || isZero(fee)) return undefined
  return part === 'fee' ? { ...told, change: add(told.change, fee) } : feeOf(told, fee)
}

function feeOf<Flow extends PushedFlow>(told: Flow, fee: AssetAmount): Flow {
  return { ...told, change: negate(fee), reason: 'WITHDRAW_FEE' }
}

/** How far apart the time on the chain and that of the booking may lie: confirmations take hours where blocks are slow. */
export const FLOW_APART_MS = 24 * 3_600_000

/**
 * Whether the two can be one: same asset, direction and change type, within a day, and the same amount; a withdrawal's fee may be
 * in one of the amounts and not in the other.
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

/** Of the flows that can be one with `flow`, the best: equal to the digit before equal but for the fee, then the nearest in time. */
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
