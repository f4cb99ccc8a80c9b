/** Gaps: what may have been missed is reconciled over REST before the account counts as live; without a stream it is polled. */

import type { StreamTrouble } from '@spotdeck/mexc'
import { MARGIN_MS, unknownCoverage } from './coverage-marks.ts'
import { abandonRead } from './balances-job.ts'
import { type Draft, enqueue, forget, isLive, isUp } from './draft.ts'
import { LAG_MS } from './balance-read.ts'
import { firstReadAfter, pollEvery } from './shares.ts'
import { NOTHING_MISSING } from './state.ts'
import { failed, readingCode, say, succeeded } from './status.ts'

/** Interval of polling without a stream, in ms. */
export const POLL_MS = 5_000
/** Bound of the silence before a dead socket was detected, in ms. */
const SILENCE_MS = 60_000
/** Reconciliations within this interval, in ms, are consecutive: after the first few they are paced. */
const CALM_MS = 90_000
const FREE_READS = 3
const FIRST_PACE_MS = 1_000
const MAX_PACE_MS = 10_000
/** Minimal interval between replacements of the stream, in ms. */
const RENEW_MS = 10_000

/** Opens a gap from an exchange time. The time before `trackedSince` is not a gap: it has a backfill of its own. */
export function openGap(draft: Draft, from: number): void {
  const { birth = from } = draft.ledger
  if (draft.recovery.gapFrom === undefined)
    draft.recovery = { ...draft.recovery, agreedTo: draft.recovery.agreedAt - LAG_MS }
  draft.recovery = { ...draft.recovery, gapFrom: Math.min(draft.recovery.gapFrom ?? Infinity, Math.max(from, birth)) }
}

/** Marks coverage from the start of the gap as unknown until it is repaired. */
export function doubt(draft: Draft): void {
  if (draft.recovery.gapFrom === undefined || draft.ledger.birth === undefined) return
  enqueue(draft, { kind: 'mark', windows: unknownCoverage(draft.recovery.gapFrom) })
}

/** Reconciles from `from`, or from the time up to which all was known: a push was lost or undecodable. */
export function missed(draft: Draft, cause: string, from?: number): void {
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
export function heal(draft: Draft, cause: string, from?: number): void {
  missed(draft, cause, from)
  if (isUp(draft))
    draft.recovery = { ...draft.recovery, proof: { from: draft.now, isDistrusted: true, isHeard: false } }
  if (!isUp(draft) || draft.now - draft.recovery.renewedAt < RENEW_MS) return
  draft.recovery = { ...draft.recovery, renewedAt: draft.now }
  draft.effects.push({ type: 'renew-stream' })
}

/** Requests a reconciliation; while one is under way, another one after it. */
export function request(draft: Draft, cause: string): void {
  const { phase } = draft
  if (!isUp(draft) || phase.kind === 'closing' || phase.kind === 'closed') return
  if (phase.kind === 'reconciling' && phase.plan !== undefined) {
    draft.phase = { ...phase, again: cause }
    return
  }
  if (phase.kind === 'reconciling' && phase.nextAt !== Infinity) {
    // In a row of reconciliations the account is live again only after a wait in which nothing was missed.
    const again = draft.recovery.streak.count >= FREE_READS ? cause : phase.again
    draft.phase = { ...phase, cause, again }
    return
  }
  reconcileAt(draft, cause, paced(draft, cause))
}

/** Begins to reconcile at a time of the machine. An account that was live is told at once that it is not. */
export function reconcileAt(draft: Draft, cause: string, nextAt: number): void {
  const wasLive = isLive(draft)
  dropPlan(draft)
  draft.work = { ...draft.work, works: draft.work.works.filter(({ kind }) => kind !== 'live') }
  draft.phase = { kind: 'reconciling', cause, plan: undefined, nextAt, again: undefined }
  if (wasLive || nextAt > draft.now) sayReading(draft, cause)
}

/** Paces reconciliations that pushes cause with growing waits; a new stream is reconciled at once. */
export function paced(draft: Draft, cause: string): number {
  if (cause === 'STREAM_READY') return draft.now
  const { now } = draft
  const { streak: row } = draft.recovery
  const count = now - row.lastAt < CALM_MS ? row.count + 1 : 0
  draft.recovery = { ...draft.recovery, streak: { ...row, count } }
  const wait = count < FREE_READS ? 0 : Math.min(MAX_PACE_MS, FIRST_PACE_MS * 2 ** (count - FREE_READS))
  return Math.max(now, row.lastAt + wait)
}

/** Says a reconciliation; while pushes cause one after the other, its status does not promise live soon. */
export function sayReading(draft: Draft, cause: string): void {
  const isStream = cause === 'STREAM_READY'
  const state = !isStream && draft.recovery.streak.count >= FREE_READS ? 'degraded' : 'reconciling'
  say(draft, state, readingCode(cause), isStream ? {} : { cause })
}

/** Forgets the plan under way: its calls, and the balances that it reads. */
export function dropPlan(draft: Draft): void {
  forget(draft, (purpose) => purpose.for === 'plan')
  draft.recovery = { ...draft.recovery, paused: undefined }
  draft.work = { ...draft.work, works: draft.work.works.filter(({ kind }) => kind !== 'balances') }
  abandonRead(draft)
}

/** A stream is acknowledged. `continuous`: the last socket was alive until now, so nothing was missed. */
export function streamUp(draft: Draft, continuous: boolean): void {
  const { phase, ledger, now } = draft
  if (phase.kind === 'closing' || phase.kind === 'closed') return
  const wasUp = isUp(draft)
  succeeded(draft)
  if (continuous && wasUp) {
    if (!isLive(draft)) request(draft, 'STREAM_READY')
    return
  }
  const isDistrusted = draft.recovery.renewedAt > (draft.recovery.upAt ?? Infinity)
  draft.recovery = { ...draft.recovery, upAt: now }
  draft.stream = { ...draft.stream, missing: NOTHING_MISSING }
  // Of several accounts, those to which nothing happens leave the limits to the others.
  if (draft.work.sharing.sharers === 1) draft.stream = { ...draft.stream, pushedAt: now }
  draft.stream = { ...draft.stream, frameAt: now }
  draft.recovery = { ...draft.recovery, proof: { from: now, isDistrusted, isHeard: false } }
  if (wasUp && draft.recovery.gapFrom === undefined) {
    openGap(draft, ledger.checkedAt ?? draft.at - MARGIN_MS)
    doubt(draft)
  }
  reconcileAt(draft, 'STREAM_READY', now + firstReadAfter(draft))
}

/** No stream is left. */
export function streamDown(draft: Draft, trouble: StreamTrouble): void {
  const { phase } = draft
  if (phase.kind === 'closing' || phase.kind === 'closed') return
  const wasUp = isUp(draft)
  if (wasUp) openGap(draft, Math.min(draft.at, draft.stream.aliveAt) - SILENCE_MS)
  draft.recovery = { ...draft.recovery, upAt: undefined }
  draft.stream = { ...draft.stream, missing: NOTHING_MISSING }
  draft.recovery = { ...draft.recovery, proof: undefined }
  if (wasUp) {
    dropPlan(draft)
    draft.work = { ...draft.work, works: draft.work.works.filter(({ kind }) => kind !== 'live') }
    doubt(draft)
  }
  failed(draft, trouble.retryInMs)
  if (wasUp || draft.ledger.status.state === 'connecting') say(draft, 'stale', trouble.code)
  // Several accounts lose their streams together: their first reads are spread.
  const waitMs = POLL_MS + Math.round(draft.random * (pollEvery(draft, POLL_MS) - POLL_MS))
  draft.phase =
    phase.kind === 'polling'
      ? { ...phase, trouble }
      : { kind: 'polling', trouble, plan: undefined, nextAt: draft.now + waitMs }
}
