/** State of the proof of live figures. */

import type { StreamDraft } from '../stream/state.ts'

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

/** The state of one step while it is being made, as far as this room sees it. */
export type LivenessDraft = StreamDraft & { liveness: LivenessState }

/** Interval of the audit, in ms. */
export const AUDIT_MS = 5 * 60_000

/** Sets members of the liveness. Field by field: a spread takes twenty times as long, at every push. */
export function setLiveness(draft: LivenessDraft, part: Partial<LivenessState>): void {
  const { liveness } = draft
  draft.liveness = {
    comparedAt: part.comparedAt ?? liveness.comparedAt,
    lagging: part.lagging ?? liveness.lagging,
    refusals: part.refusals ?? liveness.refusals,
    nextWatchAt: part.nextWatchAt ?? liveness.nextWatchAt,
    liveUntil: part.liveUntil ?? liveness.liveUntil,
    nextAuditAt: part.nextAuditAt ?? liveness.nextAuditAt,
  }
}
