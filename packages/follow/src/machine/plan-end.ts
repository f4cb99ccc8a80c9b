/** The ends of plans: what was read is proven and the account live, or it is read again. */

import { withBalances } from '../balances/state.ts'
import { noteSilent } from './stream-steps.ts'
import { acceptDifferences, checkInvariants, isConfirmed } from '../balances/checks.ts'
import { longestBackoffMs } from '@spotdeck/ports'
import { type Draft, setPlan, setRecovery } from './draft.ts'
import { enqueue, forget, log } from '../base/draft.ts'
import { AUDIT_MS, withLiveness } from '../liveness/state.ts'
import { type Findings, type Plan, STEPS } from '../phase/plan.ts'
import { isProven, proveAgain } from './proof.ts'
import { POLL_MS, doubt, heal, missed, openGap, reconcileAt, reconcilePaced } from '../phase/recover.ts'
import { apply } from './apply.ts'
import { abandonRead, say, waitThen } from './plan-queue.ts'
import type { Refusal } from '../base/question.ts'
import { pollEvery } from '../base/shares.ts'
import { failed, succeeded, unreachableCode } from '../phase/status.ts'
import { sayLive } from './live-status.ts'
import { refusedAt } from '../liveness/watch.ts'
import { noteAgreed } from './proof-steps.ts'
import { aliveTo } from '../stream/frames.ts'

/** Interval of the reads of a violated invariant, in ms. */
const CHECK_EVERY_MS = 2_500
const RETRY_MS = 1_000
/** Bound of the wait between failing reads, in ms: in the first minutes, with a proof within 15 s, and after them. */
const MAX_FIRST_RETRY_MS = 4_000
const MAX_RETRY_MS = 30_000
const FIRST_MINUTES_MS = 120_000

/** True where the rest of the plan is not needed: the invariant that it checks holds again. */
export function isDone(draft: Draft, { goal, doing }: Plan): boolean {
  if (goal !== 'check' || (doing.kind === 'waiting' && doing.step === undefined)) return false
  draft.balances = checkInvariants(draft)
  return draft.balances.violations.size === 0
}

/** Ends a plan whose steps are done. */
export function endPlan(draft: Draft, plan: Plan): void {
  setPlan(draft, undefined)
  switch (plan.goal) {
    case 'reconcile':
      return endReconcile(draft, plan)
    case 'poll':
      return endPoll(draft, plan)
    case 'check':
      return endCheck(draft, plan)
    case 'watch':
      resume(draft)
      return healed(draft, plan, 'STREAM_SILENT')
    case 'audit':
      draft.liveness = withLiveness(draft.liveness, { nextAuditAt: draft.now + AUDIT_MS })
      draft.balances = withBalances(draft.balances, { healed: draft.balances.healed + plan.found.news })
      if (hasNone(plan.found)) enqueue(draft, { kind: 'checked', time: plan.times.begun })
      return healed(draft, plan, 'AUDIT_DIFFERED')
  }
}

/** Goes on with the audit that gave way to a comparison. */
function resume(draft: Draft): void {
  if (draft.phase.kind === 'live') draft.phase = { kind: 'live', plan: draft.phase.paused }
}

const hasNone = ({ moved, news }: Findings): boolean => moved.length + news === 0

function healed(draft: Draft, { found }: Plan, cause: string): void {
  if (found.moved.length > 0) noteSilent(draft, 'account')
  if (!hasNone(found)) apply(draft, heal(draft, cause))
  else if (found.doubtful.length > 0) apply(draft, missed(draft, 'CHAIN_BROKEN'))
}

function endReconcile(draft: Draft, plan: Plan): void {
  const { phase } = draft
  if (phase.kind !== 'reconciling') return
  if (plan.found.doubtful.length > 0) return apply(draft, reconcileAt(draft, 'CHAIN_BROKEN', draft.now + RETRY_MS))
  if (phase.again !== undefined) return apply(draft, reconcilePaced(draft, phase.again))
  if (!isProven(draft, plan)) return proveAgain(draft, plan)
  setRecovery(draft, { gapFrom: undefined, polledTo: undefined, failures: 0, failingSince: undefined })
  draft.recovery = succeeded(draft.recovery)
  // Its balances were just read: those of accounts that are not live yet go first.
  if (draft.work.sharing.sharers > 1) noteAgreed(draft, draft.now)
  const { gapFrom, first, times } = plan
  // Before the first balances that count nothing tells which pushes are missing: the backfill reads that time.
  const lastRead = draft.at - (draft.now - times.balancesAt)
  const { begun, read } = first ? { begun: lastRead, read: lastRead } : times
  draft.stream = aliveTo(draft.stream, times.begun, times.begun)
  const job = { kind: 'live', times: { begun, read }, gapFrom, first, ordersAt: times.ordersAt } as const
  draft.phase = { kind: 'going-live', cause: phase.cause, job }
}

function endPoll(draft: Draft, plan: Plan): void {
  const { phase } = draft
  if (phase.kind !== 'polling') return
  setRecovery(draft, { polledTo: plan.times.begun, failures: 0, failingSince: undefined })
  draft.phase = { ...phase, plan: undefined, nextAt: draft.now + pollEvery(draft, POLL_MS) }
  say(draft, 'degraded', phase.trouble.code)
}

function endCheck(draft: Draft, plan: Plan): void {
  const { phase } = draft
  if (phase.kind !== 'reconciling') return
  draft.balances = checkInvariants(draft)
  if (draft.balances.violations.size > 0 && !isConfirmed(draft))
    return waitThen(draft, { ...plan, steps: STEPS.check }, CHECK_EVERY_MS)
  draft.balances = acceptDifferences(draft, draft.now).balances
  setRecovery(draft, { failures: 0 })
  draft.recovery = succeeded(draft.recovery)
  draft.phase = { kind: 'live', plan: undefined }
  noteAgreed(draft, draft.now)
  if (phase.again !== undefined) return apply(draft, missed(draft, phase.again))
  if (!hasNone(plan.found)) return healed(draft, plan, plan.cause)
  sayLive(draft)
}

/** Ends a plan that REST did not answer. */
export function failPlan(draft: Draft, plan: Plan, error: Refusal): void {
  setPlan(draft, undefined)
  forget(draft, (purpose) => purpose.for === 'plan')
  abandonRead(draft)
  if (plan.goal === 'watch' || plan.goal === 'audit') {
    log(draft, 'debug', 'balances not compared', error.fields)
    draft.liveness = refusedAt(draft.liveness, draft.now)
    if (plan.goal === 'audit') draft.liveness = withLiveness(draft.liveness, { nextAuditAt: draft.now + AUDIT_MS })
    else resume(draft)
    return healed(draft, plan, 'AUDIT_DIFFERED')
  }
  log(draft, 'warn', 'account not readable over REST', error.fields)
  const failures = draft.recovery.failures + 1
  const failingSince = draft.recovery.failingSince ?? draft.now
  setRecovery(draft, { failures, failingSince })
  const capMs = draft.now - failingSince < FIRST_MINUTES_MS ? MAX_FIRST_RETRY_MS : MAX_RETRY_MS
  const waitMs = Math.ceil(draft.random * longestBackoffMs(failures, { baseMs: RETRY_MS, capMs }))
  const { phase } = draft
  if (phase.kind === 'polling') {
    draft.phase = { ...phase, plan: undefined, nextAt: draft.now + Math.max(pollEvery(draft, POLL_MS), waitMs) }
    return say(draft, 'offline', phase.trouble.code)
  }
  if (phase.kind !== 'reconciling') return
  draft.recovery = failed(draft, waitMs)
  if (draft.recovery.gapFrom === undefined && draft.ledger.birth !== undefined) {
    draft.recovery = openGap(draft, draft.ledger.checkedAt ?? draft.at)
    apply(draft, { effects: doubt(draft) })
  }
  const cause = phase.again ?? phase.cause
  draft.phase = { kind: 'reconciling', cause, plan: undefined, nextAt: draft.now + waitMs, again: undefined }
  say(draft, 'stale', unreachableCode(error.code, draft.now - failingSince))
}
