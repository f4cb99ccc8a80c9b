/**
 * Classifies flows from a list or an import: known, the id of a pushed flow, new, or pending. Each flow of the ledger
 * matches at most one of them. Reads the ledger and writes nothing.
 */

import { add, isPositive, negate } from '@spotdeck/exact'
import type { EventSource, EventDraft, LedgerState, ReportedFlow } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { type Slices, UNSLICED, inSlices } from '../slices.ts'
import type { FlowMatch } from '../base/needs.ts'
import { type LedgerStore, type ListedFlow, eventOfFlow } from '@spotdeck/store'
import { FlowMatcher, inOrder } from '../flows/flow-matcher.ts'
import { FlowBookingTime } from './flow-booking-time.ts'
import { UnexplainedBalances } from '../flows/unexplained-balances.ts'

/** The ledger and the source of the reported flows. */
export type MatchContext = {
  readonly state: LedgerState
  readonly store: Pick<LedgerStore, 'flows' | 'history'>
  /** Source: a list of the exchange, or an import. */
  readonly source: EventSource
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

/** Matches of all reported flows, in their order, and what to commit. */
export type FlowMatches = {
  readonly matches: readonly FlowMatch[]
  /** Drafts of all matches: ids of known flows, then new flows, each by the balances after those before it. */
  readonly drafts: readonly EventDraft[]
}

/** Matches reported flows, in the order of `told`. The drafts are committed together, directly after this state. */
export async function matchFlows(told: readonly ReportedFlow[], telling: MatchContext): Promise<readonly FlowMatch[]> {
  return (await matchManyFlows(told, telling, UNSLICED)).matches
}

/**
 * Matches many reported flows, slice by slice. The drafts must be committed in their order, after this state; no other
 * event of flows may come between them.
 */
export async function matchManyFlows(
  told: readonly ReportedFlow[],
  telling: MatchContext,
  slices: Slices,
): Promise<FlowMatches> {
  const { state, store, source, list } = telling
  const { answeredAt = Infinity } = list ?? {}
  const listed = (await store.flows()).filter(({ time }) => time <= answeredAt)
  const parts = await partsOf(told, await FlowMatcher.over(listed, source, slices), { telling, slices })
  const unclaimed = parts.filter(({ is }) => is === undefined)
  const news =
    list === undefined
      ? await new UnexplainedBalances(state).explainedBy(
          unclaimed.map(({ part }) => part),
          slices,
        )
      : inOrder(unclaimed.filter(({ of }) => list.mayBeNews(of)).map(({ part }) => part))
  const held = new FlowBookingTime(state, store)
  await held.explain(listed, slices)
  const written = new Map<ReportedFlow, EventDraft>()
  await inSlices(parts, slices, ({ part, is }) => {
    if (is !== undefined && is.told === undefined)
      written.set(part, happeningOf(part, telling, { as: eventOfFlow(is) }))
  })
  const isNews = new Set<ReportedFlow>()
  for (const part of news) {
    const since = await held.of(part)
    isNews.add(part)
    written.set(part, happeningOf(part, telling, { heldSince: since }))
    if (isNews.size % NEWS_PER_PART === 0) await slices.done(0)
  }
  const partsByFlow = new Map<ReportedFlow, Part[]>()
  await inSlices(parts, slices, (one) => {
    const known = partsByFlow.get(one.of)
    if (known === undefined) partsByFlow.set(one.of, [one])
    else known.push(one)
  })
  const matches: FlowMatch[] = []
  await inSlices(told, slices, (flow) =>
    matches.push(verdictOf(flow, partsByFlow.get(flow) ?? [], { written, isNews })),
  )
  return { matches, drafts: [...written.values()] }
}

/** New flows between two looks at the slice: each may read the history of balances. */
const NEWS_PER_PART = 25

/** A flow, or the part of it that changed a balance separately; `is`: the matching flow of the ledger. */
type Part = { readonly of: ReportedFlow; readonly part: ReportedFlow; readonly is: ListedFlow | undefined }
type Splitting = { readonly telling: MatchContext; readonly slices: Slices }

/** Splits a withdrawal and its fee where the ledger has only one of them. */
async function partsOf(
  told: readonly ReportedFlow[],
  claims: FlowMatcher,
  { telling, slices }: Splitting,
): Promise<readonly Part[]> {
  const found = await claims.of(told, (flow) => claimRank(flow, telling), slices)
  const fees = new Map<ReportedFlow, ReportedFlow>()
  await inSlices(told, slices, (flow) => {
    const fee = feeApart(flow, found.get(flow), telling)
    if (fee !== undefined) fees.set(flow, fee)
  })
  const feesFound = await claims.of([...fees.values()], () => 0, slices)
  const parts: Part[] = []
  await inSlices(told, slices, (flow) => {
    const [is, fee] = [found.get(flow), fees.get(flow)]
    const feeIs = fee === undefined ? undefined : feesFound.get(fee)
    if (fee === undefined || (is === undefined && feeIs === undefined)) parts.push({ of: flow, part: flow, is })
    else {
      parts.push({ of: flow, part: is === undefined ? withoutFee(flow) : flow, is })
      parts.push({ of: flow, part: fee, is: feeIs })
    }
  })
  return parts
}

/** The fee of a listed withdrawal, unless the ledger has both in one amount. */
function feeApart(flow: ReportedFlow, is: ListedFlow | undefined, { list }: MatchContext): ReportedFlow | undefined {
  const { id, asset, time, fee, reason } = flow
  if (list === undefined || reason !== 'WITHDRAW' || fee === undefined || !isPositive(fee)) return undefined
  if (is !== undefined && is.change !== withoutFee(flow).change) return undefined
  return { id: `${id} fee`, asset, change: negate(fee), reason: 'WITHDRAW_FEE', time }
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
  { source }: MatchContext,
  how: { readonly as?: number; readonly heldSince?: number | undefined },
): EventDraft {
  return { type: 'flow.told', flow, ...defined(how), time: flow.time, source }
}

type Written = { readonly written: ReadonlyMap<ReportedFlow, EventDraft>; readonly isNews: ReadonlySet<ReportedFlow> }

function verdictOf(flow: ReportedFlow, parts: readonly Part[], { written, isNews }: Written): FlowMatch {
  const happenings = parts.flatMap(({ part }) => written.get(part) ?? [])
  const booked = parts.map(({ part }) => part).filter((part) => isNews.has(part))
  const [main] = parts
  const known = main?.is === undefined ? 'awaited' : happenings.length > 0 ? 'named' : 'known'
  return { flow, verdict: booked.length > 0 ? 'added' : known, happenings, booked }
}
