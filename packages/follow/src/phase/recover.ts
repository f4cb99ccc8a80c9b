/** Gaps: what may be missing is reconciled over REST before the account is live; without a stream it is polled. */

import { longestBackoffMs } from '@spotdeck/ports'
import { unknownCoverage } from '../coverage/coverage-marks.ts'
import { MARGIN_MS, LAG_MS } from '../base/margins.ts'
import { type RoomEffect, inTurn } from '../base/effect.ts'
import { type PhaseStep, type PhaseView, type Recovery, isLive, isUp, withProofRestarted } from './state.ts'
import { readingCode } from './status.ts'

/** Interval of polling without a stream, in ms. */
export const POLL_MS = 5_000
/** Reconciliations within this interval, in ms, are consecutive: after the first few they are paced. */
const CALM_MS = 90_000
const FREE_READS = 3
const PACE = { baseMs: 1_000, capMs: 10_000 }
/** Minimal interval between replacements of the stream, in ms. */
const RENEW_MS = 10_000

/** Opens a gap from an exchange time. The time before `trackedSince` is not a gap: it has a backfill of its own. */
export function openGap({ ledger, recovery }: PhaseView, from: number): Recovery {
  const { birth = from } = ledger
  const { gapFrom, agreedAt } = recovery
  if (gapFrom !== undefined) return { ...recovery, gapFrom: Math.min(gapFrom, Math.max(from, birth)) }
  const agreedTo = agreedAt === undefined ? undefined : agreedAt - LAG_MS
  return { ...recovery, agreedTo, gapFrom: Math.max(from, birth) }
}

/** Marks coverage from the start of the gap as unknown until it is repaired. */
export function doubt({ ledger, recovery: { gapFrom } }: PhaseView): readonly RoomEffect[] {
  if (gapFrom === undefined || ledger.birth === undefined) return []
  return [{ type: 'enqueue', work: { kind: 'mark', windows: unknownCoverage(gapFrom) } }]
}

/** Reconciles from `from`, or from the time up to which all was known: a push was lost or undecodable. */
export function missed(view: PhaseView, cause: string, from?: number): PhaseStep {
  const { phase, ledger, at } = view
  const known = Math.min(ledger.checkedAt ?? Infinity, at - (ledger.checkedAt === undefined ? MARGIN_MS : 0))
  const recovery = openGap(view, from ?? known)
  const effects = view.recovery.gapFrom === undefined ? doubt({ ...view, recovery }) : []
  return inTurn(view, { phase, recovery, effects }, (next) => request(next, cause))
}

/** Corrects what the stream left out: the account is read as a whole, and a stream on a new key takes its place. */
export function heal(view: PhaseView, cause: string, from?: number): PhaseStep {
  const step = missed(view, cause, from)
  if (!isUp(view)) return step
  const recovery = withProofRestarted(step.recovery, view.now)
  if (view.now - (recovery.renewedAt ?? -Infinity) < RENEW_MS) return { ...step, recovery }
  const effects = [...step.effects, { type: 'renew-stream' } as const]
  return { ...step, recovery: { ...recovery, renewedAt: view.now }, effects }
}

/** Requests a reconciliation; while one is under way, another one after it. */
export function request(view: PhaseView, cause: string): PhaseStep {
  const { phase, recovery } = view
  if (!isUp(view) || phase.kind === 'closing' || phase.kind === 'closed') return { phase, recovery, effects: [] }
  if (phase.kind !== 'reconciling') return reconcilePaced(view, cause)
  if (phase.plan !== undefined) return { phase: { ...phase, again: cause }, recovery, effects: [] }
  // In a row of reconciliations the account is live again only after a wait in which nothing was missed.
  const again = recovery.streak.count >= FREE_READS ? cause : phase.again
  return { phase: { ...phase, cause, again }, recovery, effects: [] }
}

/** Begins to reconcile at a time of the machine. An account that was live is told at once that it is not. */
export function reconcileAt(view: PhaseView, cause: string, nextAt: number): PhaseStep {
  const { recovery, now } = view
  const told = isLive(view) || nextAt > now ? [readingStatus(recovery, cause)] : []
  const phase = { kind: 'reconciling', cause, plan: undefined, nextAt, again: undefined } as const
  return { phase, recovery, effects: [{ type: 'drop-plan' }, ...told] }
}

/** Paces reconciliations that pushes cause with growing waits; a new stream is reconciled at once. */
export function reconcilePaced(view: PhaseView, cause: string): PhaseStep {
  const { recovery, now } = view
  if (cause === 'STREAM_READY') return reconcileAt(view, cause, now)
  const { lastAt = -Infinity, count: before } = recovery.streak
  const count = now - lastAt < CALM_MS ? before + 1 : 0
  const waitMs = count < FREE_READS ? 0 : longestBackoffMs(count - FREE_READS, PACE)
  const next = { ...recovery, streak: { ...recovery.streak, count } }
  return reconcileAt({ ...view, recovery: next }, cause, Math.max(now, lastAt + waitMs))
}

/** Status of a reconciliation; while pushes cause one after the other, it does not promise live soon. */
export function readingStatus({ streak }: Recovery, cause: string): Extract<RoomEffect, { type: 'status' }> {
  const isStream = cause === 'STREAM_READY'
  const state = !isStream && streak.count >= FREE_READS ? 'degraded' : 'reconciling'
  return { type: 'status', status: { state, code: readingCode(cause), params: isStream ? {} : { cause } } }
}
