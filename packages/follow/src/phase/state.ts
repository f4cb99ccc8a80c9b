/** Stage of following the account, and the way back to a proven state. */

import type { StreamTrouble } from '@spotdeck/mexc'
import type { Plan, Step } from './plan.ts'
import type { LiveJob } from '../base/work.ts'
import type { WorkDraft } from '../base/draft.ts'
import type { BalancesState, BalancesView } from '../balances/state.ts'

/** Stage of following the account. */
export type Phase =
  | { readonly kind: 'connecting' }
  /** Not live: what may have been missed is being read, or will be at `nextAt`. */
  | {
      readonly kind: 'reconciling'
      readonly cause: string
      readonly plan: Plan | undefined
      readonly nextAt: number
      /** Cause of one more reconciliation after this one. */
      readonly again: string | undefined
    }
  /** Proven: the account is live once `job` is written. */
  | { readonly kind: 'going-live'; readonly cause: string; readonly job: LiveJob }
  /** Reconciled. `plan`: the current comparison with REST; `paused`: the audit that goes on after it. */
  | { readonly kind: 'live'; readonly plan: Plan | undefined; readonly paused?: Plan | undefined }
  /** No stream: REST keeps the ledger up to date. */
  | {
      readonly kind: 'polling'
      readonly trouble: StreamTrouble
      readonly plan: Plan | undefined
      readonly nextAt: number
    }
  | { readonly kind: 'closing' | 'closed' }

/** Retry of the stream or of REST, for the status. `nextTryAt` in exchange time. */
export type Tries = { readonly attempt: number; readonly nextTryAt?: number | undefined }

/** A gap that must be proven closed before the account is live. */
export type Proof = {
  /** Time of the machine since which reads agree. */
  readonly from: number
  /** True after the stream left something out: reads that deals explain are then no proof. */
  readonly isDistrusted: boolean
  /** True once the new stream brought a balance change. */
  readonly isHeard: boolean
}

/** The way back to a proven state: the gap, its proof, and the tries so far. */
export type Recovery = {
  /** Start of what may be missing, in exchange time. */
  readonly gapFrom: number | undefined
  readonly polledTo: number | undefined
  /** Time at which the stream came up; absent while there is none. It also names the stream. */
  readonly upAt: number | undefined
  readonly renewedAt: number
  readonly proof: Proof | undefined
  readonly tries: Tries
  readonly failures: number
  readonly failingSince: number | undefined
  /** Reconciliations in a row that pushes or differences caused, and the start of the last one. */
  readonly streak: { readonly count: number; readonly lastAt: number }
  /** Exchange time of the last comparison that agreed: the machine's own time stands still while it sleeps. */
  readonly agreedAt: number
  /** Exchange time after which what the newest gap left out has happened: balances agreed until then. */
  readonly agreedTo: number
}

/** The first of its states. */
export const NO_RECOVERY: Recovery = {
  gapFrom: undefined,
  polledTo: undefined,
  upAt: undefined,
  renewedAt: -Infinity,
  proof: undefined,
  tries: { attempt: 0 },
  failures: 0,
  failingSince: undefined,
  streak: { count: 0, lastAt: -Infinity },
  agreedAt: -Infinity,
  agreedTo: -Infinity,
}

/** The phase with the state of lower rooms that it depends on. */
export type PhaseView = BalancesView &
  Readonly<Pick<WorkDraft, 'work'>> & { readonly phase: Phase; readonly recovery: Recovery }

/** The state of one step while it is being made, as far as this room sees it. */
export type PhaseDraft = WorkDraft & { balances: BalancesState; phase: Phase; recovery: Recovery }

/** True while a stream is acknowledged. */
export function isUp({ recovery }: { readonly recovery: Recovery }): boolean {
  return recovery.upAt !== undefined
}

/** True while the figures are proven. */
export function isLive({ phase }: { readonly phase: Phase }): boolean {
  return phase.kind === 'live'
}

/** Notes that a push chained: the new stream brings balances. */
export function noteChained(draft: PhaseDraft): void {
  const { proof } = draft.recovery
  if (proof !== undefined) setRecovery(draft, { proof: { ...proof, isHeard: true } })
}

/** Makes reads prove the gap closed anew, from now on: the stream left something out. */
export function restartProof(draft: PhaseDraft): void {
  setRecovery(draft, { proof: { from: draft.now, isDistrusted: true, isHeard: false } })
}

/** Sets members of the way back to a proven state. */
export function setRecovery(draft: PhaseDraft, part: Partial<Recovery>): void {
  draft.recovery = { ...draft.recovery, ...part }
}

/** The plan under way. */
export function planOf({ phase }: { readonly phase: Phase }): Plan | undefined {
  return phase.kind === 'reconciling' || phase.kind === 'live' || phase.kind === 'polling' ? phase.plan : undefined
}

/** Replaces the plan of the phase. */
export function setPlan(draft: PhaseDraft, plan: Plan | undefined): void {
  const { phase } = draft
  if (phase.kind === 'reconciling' || phase.kind === 'live' || phase.kind === 'polling')
    draft.phase = { ...phase, plan }
}

/** Waits, then does `step`, or goes on to the next one. */
export function wait(
  draft: PhaseDraft,
  plan: Plan,
  step: Step | undefined,
  { attempt, ms }: { readonly attempt: number; readonly ms: number },
): void {
  setPlan(draft, { ...plan, doing: { kind: 'waiting', step, attempt, until: draft.now + ms } })
}

/** Waits before the steps of the plan, which prove a gap closed. */
export function waitThen(draft: PhaseDraft, plan: Plan, ms: number): void {
  wait(draft, plan, undefined, { attempt: 1, ms })
}
