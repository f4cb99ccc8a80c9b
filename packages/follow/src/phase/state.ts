/** Stage of following the account, and the way back to a proven state. */

import type { StreamTrouble } from '@spotdeck/mexc'
import type { RoomStep } from '../base/effect.ts'
import type { Plan } from './plan.ts'
import type { LiveJob } from '../base/work.ts'
import type { WorkDraft } from '../base/draft.ts'
import type { BalancesView } from '../balances/state.ts'

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
  readonly renewedAt: number | undefined
  readonly proof: Proof | undefined
  readonly tries: Tries
  readonly failures: number
  readonly failingSince: number | undefined
  /** Reconciliations in a row that pushes or differences caused, and the start of the last one. */
  readonly streak: { readonly count: number; readonly lastAt?: number }
  /** Exchange time of the last comparison that agreed: the machine's own time stands still while it sleeps. */
  readonly agreedAt: number | undefined
  /** Exchange time after which what the newest gap left out has happened: balances agreed until then. */
  readonly agreedTo: number | undefined
}

/** The first of its states. */
export const NO_RECOVERY: Recovery = {
  gapFrom: undefined,
  polledTo: undefined,
  upAt: undefined,
  renewedAt: undefined,
  proof: undefined,
  tries: { attempt: 0 },
  failures: 0,
  failingSince: undefined,
  streak: { count: 0 },
  agreedAt: undefined,
  agreedTo: undefined,
}

/** The phase with the state of lower rooms that it depends on. */
export type PhaseView = BalancesView &
  Readonly<Pick<WorkDraft, 'work'>> & { readonly phase: Phase; readonly recovery: Recovery }

/** The phase after a step. */
export type PhaseStep = RoomStep & { readonly phase: Phase; readonly recovery: Recovery }

/** True while a stream is acknowledged. */
export function isUp({ recovery }: { readonly recovery: Recovery }): boolean {
  return recovery.upAt !== undefined
}

/** True while the figures are proven. */
export function isLive({ phase }: { readonly phase: Phase }): boolean {
  return phase.kind === 'live'
}

/** Records that a push chained: the new stream brings balances. */
export function withChained(recovery: Recovery): Recovery {
  const { proof } = recovery
  return proof === undefined ? recovery : { ...recovery, proof: { ...proof, isHeard: true } }
}

/** Makes reads prove the gap closed anew, from now on: the stream left something out. */
export function withProofRestarted(recovery: Recovery, now: number): Recovery {
  return { ...recovery, proof: { from: now, isDistrusted: true, isHeard: false } }
}

/** The plan under way. */
export function planOf({ phase }: { readonly phase: Phase }): Plan | undefined {
  return phase.kind === 'reconciling' || phase.kind === 'live' || phase.kind === 'polling' ? phase.plan : undefined
}

/** The phase with another plan. */
export function withPlan(phase: Phase, plan: Plan | undefined): Phase {
  return phase.kind === 'reconciling' || phase.kind === 'live' || phase.kind === 'polling' ? { ...phase, plan } : phase
}
