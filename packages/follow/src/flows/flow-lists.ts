/** Flows of the exchange's lists that happened in a gap, which no push reported: they are booked with their reason. */

import { type AssetAmount, add, isZero, zero } from '@spotdeck/exact'
import {
  type CoverageReason,
  type LedgerState,
  type ReportedFlow,
  FLOW_APART_MS,
  statesWithin,
  unexplained,
} from '@spotdeck/ledger'
import { SECOND_MS } from '@spotdeck/ports'
import { FLOWS_REACH_MS, REACH_MARGIN_MS } from '../exchange.ts'
import type { FlowMatch } from '../base/needs.ts'
import { BOOKED_AT_ONCE_MS, type FlowLists } from '../base/question.ts'

/** Maximal time from listing to booking of a flow, in ms: a push of a later flow has a row of its own. */
const LISTED_BEFORE_MS = 2 * FLOW_APART_MS

/**
 * Start of the lists that repair the flows before `to`; `undefined` where no window is being repaired. @param gapFrom
 * start of a gap that is being reconciled
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

/** Finds the times without pushes in which a flow may have been booked. */
export function unheardTimes({ birth = Infinity, coverage }: LedgerState, answeredAt: number): Unheard {
  const touch = (from: number, to = answeredAt): boolean => {
    const states = statesWithin(coverage, 'flows', Math.max(from, birth + SECOND_MS), Math.min(to, answeredAt))
    return states.has('unknown') || states.has('repairing')
  }
  const bookedWithin = (reason: string): number => (reason === 'DEPOSIT' ? FLOW_APART_MS : BOOKED_AT_ONCE_MS)
  const mayHold = ({ reason, time }: ReportedFlow): boolean =>
    time > birth + SECOND_MS && touch(time, time + bookedWithin(reason))
  return { touch, mayHold }
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
