/**
 * Classifies flows from a list or an import: known, the id of a pushed flow, new, or pending. Each flow of the ledger
 * matches at most one of them. Reads the ledger and writes nothing.
 */

import { add, isPositive, negate } from '@spotdeck/exact'
import type { EventSource, EventDraft, LedgerState, ReportedFlow } from '@spotdeck/ledger'
import type { PriceAt } from '../ingest/unit-prices.ts'
import type { LedgerStore, ListedFlow } from '../store/port.ts'
import { eventOfFlow } from '../store/projection.ts'
import { FlowMatcher, inOrder } from './flow-matcher.ts'
import { FlowBookingTime } from './flow-booking-time.ts'
import { UnexplainedBalances } from './unexplained-balances.ts'

/** The ledger, and where the reported flows come from. */
export type MatchContext = {
  readonly state: LedgerState
  readonly store: Pick<LedgerStore, 'flows' | 'history'>
  /** Source: a list of the exchange, or an import. */
  readonly source: EventSource
  readonly priceAt: PriceAt
  /** Absent for an import: there a flow is new if it reduces an unexplained amount. */
  readonly list?: ListTelling
}

/** A list that was answered so long ago that the push of every flow in it has arrived or is lost. */
export type ListTelling = {
  /** Time of the answer: the list contains no flow that was booked later. */
  readonly answeredAt: number
  /** True if the flow is completed and may have been booked in a gap: only then it is new. */
  readonly mayBeNews: (flow: ReportedFlow) => boolean
}

/**
 * Result for one reported flow. `known`: reported before. `named`: pushed before, and now with its id. `added`: new,
 * and explains an amount that a balance contains. `awaited`: no unexplained amount matches, so its push may be on its
 * way, or it is not a flow of this account; report it again later.
 */
export type FlowMatch = {
  readonly flow: ReportedFlow
  readonly verdict: 'known' | 'named' | 'added' | 'awaited'
  /** Event drafts to commit. */
  readonly happenings: readonly EventDraft[]
  /** New parts: the whole flow, or one part where the other was pushed. */
  readonly booked: readonly ReportedFlow[]
}

/**
 * Matches reported flows; results are in the order of `told`. The drafts must be committed together, directly after
 * this state.
 */
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
  const unclaimedFlows = new Set(news)
  const partsByFlow = new Map<ReportedFlow, Part[]>()
  for (const one of parts) partsByFlow.set(one.of, [...(partsByFlow.get(one.of) ?? []), one])
  return told.map((flow) => verdictOf(flow, partsByFlow.get(flow) ?? [], { written, isNews: unclaimedFlows }))
}

/** A flow, or the part of it that changed a balance separately; `is`: the matching flow of the ledger. */
type Part = { readonly of: ReportedFlow; readonly part: ReportedFlow; readonly is: ListedFlow | undefined }

/** Splits a withdrawal and its fee where the ledger has only one of them. */
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

/** The fee of a listed withdrawal, unless the ledger has both in one amount. */
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
 * Rank of a flow for matching. A deposit may be listed long before its push: one whose push certainly arrived matches
 * first. A flow in the opening balance matches last: it had no push.
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
