/** State of the proof of live figures. */

import type { WorkDraft } from '../base/draft.ts'
import type { BalancesState } from '../balances/state.ts'
import type { StreamState } from '../stream/state.ts'

/** Proof of the figures of a live account, and the times of the next ones. */
export type LivenessState = {
  /** Time at which the last comparison of balances left that found no difference. */
  readonly comparedAt: number
  /** Assets whose read lagged behind their newest push in that comparison, and the time of its answer. */
  readonly lagging: { readonly assets: ReadonlySet<string>; readonly at: number }
  /** Comparisons in a row that REST refused. */
  readonly refusals: number
  /** Time of the next comparison, and time up to which a live account stays live without it. */
  readonly nextWatchAt: number
  readonly liveUntil: number
  readonly nextAuditAt: number
}

/** The first of its states. */
export const NO_LIVENESS: LivenessState = {
  comparedAt: 0,
  lagging: { assets: new Set(), at: 0 },
  refusals: 0,
  nextWatchAt: 0,
  liveUntil: 0,
  nextAuditAt: 0,
}

/** The proof with the state of lower rooms that it depends on. */
export type LivenessView = Readonly<Pick<WorkDraft, 'now' | 'ledger' | 'work'>> & {
  readonly balances: Pick<BalancesState, 'unreadable' | 'sequence'>
  readonly stream: StreamState
  readonly liveness: LivenessState
}

/** Interval of the audit, in ms. */
export const AUDIT_MS = 5 * 60_000

/** The proof with some members changed. Field by field: a spread takes many times as long, at every push. */
export function withLiveness(liveness: LivenessState, part: Partial<LivenessState>): LivenessState {
  return {
    comparedAt: part.comparedAt ?? liveness.comparedAt,
    lagging: part.lagging ?? liveness.lagging,
    refusals: part.refusals ?? liveness.refusals,
    nextWatchAt: part.nextWatchAt ?? liveness.nextWatchAt,
    liveUntil: part.liveUntil ?? liveness.liveUntil,
    nextAuditAt: part.nextAuditAt ?? liveness.nextAuditAt,
  }
}
