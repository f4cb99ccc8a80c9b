/** Gaps: what may be missing is reconciled over REST before the account is live; without a stream it is polled. */

import { longestBackoffMs } from '@spotdeck/ports'
import { unknownCoverage } from '../coverage/coverage-marks.ts'
import { MARGIN_MS, LAG_MS } from '../base/margins.ts'
import { withoutRead } from '../balances/balances-job.ts'
import { restartProof, type PhaseDraft, isLive, isUp, setRecovery } from './state.ts'
import { enqueue, forget, setWork } from '../base/draft.ts'
import { readingCode, say } from './status.ts'

/** Interval of polling without a stream, in ms. */
export const POLL_MS = 5_000
/** Reconciliations within this interval, in ms, are consecutive: after the first few they are paced. */
const CALM_MS = 90_000
const FREE_READS = 3
const PACE = { baseMs: 1_000, capMs: 10_000 }
/** Minimal interval between replacements of the stream, in ms. */
const RENEW_MS = 10_000

/** Opens a gap from an exchange time. The time before `trackedSince` is not a gap: it has a backfill of its own. */
export function openGap(draft: PhaseDraft, from: number): void {
  const { birth = from } = draft.ledger
  if (draft.recovery.gapFrom === undefined) setRecovery(draft, { agreedTo: draft.recovery.agreedAt - LAG_MS })
  setRecovery(draft, { gapFrom: Math.min(draft.recovery.gapFrom ?? Infinity, Math.max(from, birth)) })
}

/** Marks coverage from the start of the gap as unknown until it is repaired. */
export function doubt(draft: PhaseDraft): void {
  if (draft.recovery.gapFrom === undefined || draft.ledger.birth === undefined) return
  enqueue(draft, { kind: 'mark', windows: unknownCoverage(draft.recovery.gapFrom) })
}

/** Reconciles from `from`, or from the time up to which all was known: a push was lost or undecodable. */
export function missed(draft: PhaseDraft, cause: string, from?: number): void {
  const isNew = draft.recovery.gapFrom === undefined
  openGap(
    draft,
    from ??
      Math.min(draft.ledger.checkedAt ?? Infinity, draft.at - (draft.ledger.checkedAt === undefined ? MARGIN_MS : 0)),
  )
  if (isNew) doubt(draft)
  request(draft, cause)
}

/** Corrects what the stream left out: the account is read as a whole, and a stream on a new key takes its place. */
export function heal(draft: PhaseDraft, cause: string, from?: number): void {
  missed(draft, cause, from)
  if (isUp(draft)) restartProof(draft)
  if (!isUp(draft) || draft.now - draft.recovery.renewedAt < RENEW_MS) return
  setRecovery(draft, { renewedAt: draft.now })
  draft.effects.push({ type: 'renew-stream' })
}

/** Requests a reconciliation; while one is under way, another one after it. */
export function request(draft: PhaseDraft, cause: string): void {
  const { phase } = draft
  if (!isUp(draft) || phase.kind === 'closing' || phase.kind === 'closed') return
  if (phase.kind === 'reconciling' && phase.plan !== undefined) {
    draft.phase = { ...phase, again: cause }
    return
  }
  if (phase.kind === 'reconciling') {
    // In a row of reconciliations the account is live again only after a wait in which nothing was missed.
    const again = draft.recovery.streak.count >= FREE_READS ? cause : phase.again
    draft.phase = { ...phase, cause, again }
    return
  }
  reconcileAt(draft, cause, paced(draft, cause))
}

/** Begins to reconcile at a time of the machine. An account that was live is told at once that it is not. */
export function reconcileAt(draft: PhaseDraft, cause: string, nextAt: number): void {
  const wasLive = isLive(draft)
  dropPlan(draft)
  draft.phase = { kind: 'reconciling', cause, plan: undefined, nextAt, again: undefined }
  if (wasLive || nextAt > draft.now) sayReading(draft, cause)
}

/** Paces reconciliations that pushes cause with growing waits; a new stream is reconciled at once. */
export function paced(draft: PhaseDraft, cause: string): number {
  if (cause === 'STREAM_READY') return draft.now
  const { now } = draft
  const { streak: row } = draft.recovery
  const count = now - row.lastAt < CALM_MS ? row.count + 1 : 0
  setRecovery(draft, { streak: { ...row, count } })
  const wait = count < FREE_READS ? 0 : longestBackoffMs(count - FREE_READS, PACE)
  return Math.max(now, row.lastAt + wait)
}

/** Says a reconciliation; while pushes cause one after the other, its status does not promise live soon. */
export function sayReading(draft: PhaseDraft, cause: string): void {
  const isStream = cause === 'STREAM_READY'
  const state = !isStream && draft.recovery.streak.count >= FREE_READS ? 'degraded' : 'reconciling'
  say(draft, state, readingCode(cause), isStream ? {} : { cause })
}

/** Forgets the plan under way: its calls, and the balances that it reads. */
export function dropPlan(draft: PhaseDraft): void {
  forget(draft, (purpose) => purpose.for === 'plan')
  setWork(draft, { works: draft.work.works.filter(({ kind }) => kind !== 'balances') })
  abandonRead(draft)
}

/** Ends a balance read without an answer: waiting changes are applied as they came. */
export function abandonRead(draft: PhaseDraft): void {
  const { balances, arrivals } = withoutRead(draft.balances)
  draft.balances = balances
  if (arrivals.length > 0) setWork(draft, { pushes: [...arrivals, ...draft.work.pushes] })
}
