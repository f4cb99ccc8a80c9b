/**
 * What flows that a list or an export tells of are to the ledger: known, the name of one that was pushed, news, or nothing yet.
 * Each flow of the ledger is claimed by one telling at most. Reads the ledger and writes nothing.
 */

import { add, isPositive, negate } from '@spotdeck/exact'
import type { EventSource, EventDraft, LedgerState, ReportedFlow } from '@spotdeck/ledger'
import type { PriceAt } from '../ingest/unit-prices.ts'
import type { LedgerStore, ListedFlow } from '../store/port.ts'
import { eventOfFlow } from '../store/projection.ts'
import { FlowMatcher, inOrder } from './flow-matcher.ts'
import { FlowBookingTime } from './flow-booking-time.ts'
import { UnexplainedBalances } from './unexplained-balances.ts'

export type MatchContext = {
  readonly state: LedgerState
  readonly store: Pick<LedgerStore, 'flows' | 'history'>
  /** Who tells: a list of the exchange, or an import. */
  readonly source: EventSource
  readonly priceAt: PriceAt
  /** Absent: what makes less unexplained is news. */
  readonly list?: ListTelling
}

/** A list that was answered so long ago that every push of what it tells has come or is lost. */
export type ListTelling = {
  /** It tells of nothing that was booked later. */
  readonly answeredAt: number
  /** Whether it is done, and no push was heard when it can have been booked: that alone makes it news. */
  readonly mayBeNews: (flow: ReportedFlow) => boolean
}

/**
 * `known`: told before. `named`: pushed before, and now it has its number. `added`: news that explains what a balance holds.
 * `awaited`: nothing of the account lacks it, so its push may be on its way, or it is no flow of this account; tell it again later.
 */
export type FlowMatch = {
  readonly flow: ReportedFlow
  readonly verdict: 'known' | 'named' | 'added' | 'awaited'
  /** What to write of it. */
  readonly happenings: readonly EventDraft[]
  /** What of it is news: all, or a part where another was pushed. */
  readonly booked: readonly ReportedFlow[]
}

/** Answers in the order of `told`. The happenings go into one commit, which nothing else may precede. */
export async function matchFlows(told: readonly ReportedFlow[], telling: MatchContext): Promise<readonly FlowMatch[]> {
  const { state, store, source, list } = telling
  const { answeredAt = Infinity } = list ?? {}
  const listed = (await store.flows()).filter(({ time }) => time <= answeredAt)
  const parts = partsOf(told, new FlowMatcher(listed, source), telling)
  const unclaimed = parts.filter(({ is }) => is === undefined)
  const news =
    list === undefined
      ? new UnexplainedBalances(state).explainedBy(unclaimed.map(({ part }) => part))
      : inOrder(unclaimed.filter(({ of }) => list.mayBeNews(of)).map(({ part }) => part))
  const held = new FlowBookingTime(state, store, listed)
  const written = new Map<ReportedFlow, EventDraft>()
  for (const { part, is } of parts)
    if (is !== undefined && is.told === undefined)
      written.set(part, happeningOf(part, telling, { as: eventOfFlow(is) }))
  for (const part of news) {
    const since = await held.of(part)
    written.set(part, happeningOf(part, telling, since === undefined ? {} : { heldSince: since }))
  }
  const changesOrder = new Set(news)
  const partsByFlow = new Map<ReportedFlow, Part[]>()
  for (const one of parts) partsByFlow.set(one.of, [...(partsByFlow.get(one.of) ?? []), one])
  return told.map((flow) => verdictOf(flow, partsByFlow.get(flow) ?? [], { written, isNews: changesOrder }))
}

/** A flow, or what of it moved a balance by itself; `is`: the flow of the ledger that it is. */
type Part = { readonly of: ReportedFlow; readonly part: ReportedFlow; readonly is: ListedFlow | undefined }

/** A withdrawal and its fee are two parts where the ledger has one of them alone. */
function partsOf(told: readonly ReportedFlow[], claims: FlowMatcher, telling: MatchContext): readonly Part[] {
  const found = claims.of(told, (flow) => claimRank(flow, telling))
  const fees = new Map(told.flatMap((flow) => feeApart(flow, found.get(flow), telling)))
  const feesFound = claims.of([...fees.values()], () => 0)
  return told.flatMap((flow): readonly Part[] => {
    const [is, fee] = [found.get(flow), fees.get(flow)]
    const feeIs = fee === undefined ? undefined : feesFound.get(fee)
    if (fee === undefined || (is === undefined && feeIs === undefined)) return [{ of: flow, part: flow, is }]
    return [
      { of: flow, part: is === undefined ? withoutFee(flow) : flow, is },
      { of: flow, part: fee, is: feeIs },
    ]
  })
}

/** The fee of a withdrawal that a list tells, unless the ledger has it whole. */
function feeApart(
  flow: ReportedFlow,
  is: ListedFlow | undefined,
  { list }: MatchContext,
): readonly [ReportedFlow, ReportedFlow][] {
  const { id, asset, time, fee, reason } = flow
  if (list === undefined || reason !== 'WITHDRAW' || fee === undefined || !isPositive(fee)) return []
  if (is !== undefined && is.change !== withoutFee(flow).change) return []
  return [[flow, { id: `${id} fee`, asset, change: negate(fee), reason: 'WITHDRAW_FEE', time }]]
}

function withoutFee({ fee, ...flow }: ReportedFlow): ReportedFlow {
  return fee === undefined ? flow : { ...flow, change: add(flow.change, fee) }
}

/**
 * A deposit may be listed long before its push: one that was surely heard claims first. What was held when the account was first
 * followed claims last: its push was never heard.
 */
function claimRank(flow: ReportedFlow, { state, list }: MatchContext): number {
  if (list === undefined) return 0
  if (flow.time <= (state.birth ?? 0)) return 2
  return flow.reason === 'DEPOSIT' && list.mayBeNews(flow) ? 1 : 0
}

function happeningOf(
  flow: ReportedFlow,
  { source, priceAt }: MatchContext,
  how: { readonly as?: number; readonly heldSince?: number },
): EventDraft {
  const unitPrice = how.as === undefined ? priceAt(flow.asset, flow.time) : undefined
  return { type: 'flow.told', flow, ...(unitPrice === undefined ? {} : { unitPrice }), ...how, time: flow.time, source }
}

type Written = { readonly written: ReadonlyMap<ReportedFlow, EventDraft>; readonly isNews: ReadonlySet<ReportedFlow> }

function verdictOf(flow: ReportedFlow, parts: readonly Part[], { written, isNews }: Written): FlowMatch {
  const happenings = parts.flatMap(({ part }) => written.get(part) ?? [])
  const booked = parts.map(({ part }) => part).filter((part) => isNews.has(part))
  const [main] = parts
  const known = main?.is === undefined ? 'awaited' : happenings.length > 0 ? 'named' : 'known'
  return { flow, verdict: booked.length > 0 ? 'added' : known, happenings, booked }
}
