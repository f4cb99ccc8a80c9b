/** Proofs of a live account: what renews them, and what ends the claim to be live where none came in time. */

import { setWork } from '../base/draft.ts'
import { AUDIT_MS, withLiveness } from '../liveness/state.ts'
import { agreed, comparedNow, provenAt, unprovenAt, withDemand } from '../liveness/watch.ts'
import { planOf, isLive } from '../phase/state.ts'
import { heal, missed } from '../phase/recover.ts'
import { say } from './plan-queue.ts'
import { newlyMute } from '../stream/frames.ts'
import { apply } from './apply.ts'
import { type Draft, setRecovery } from './draft.ts'
import { noteSilent } from './stream-steps.ts'

/** Compares balances as soon as a normally busy socket falls silent. */
export function noteMute(draft: Draft): void {
  const mute = newlyMute(draft.stream, draft.now)
  if (mute === undefined) return
  draft.stream = mute
  draft.liveness = comparedNow(draft)
}

/** Notes that balances agree, which were asked for at a time of the machine, but for assets whose read lags behind. */
export function noteAgreed(draft: Draft, askedAt: number, late: readonly string[] = []): void {
  draft.liveness = agreed(draft, askedAt, late)
  setRecovery(draft, { agreedAt: draft.at - (draft.now - draft.liveness.comparedAt) })
}

/** Takes another demand of the accounts of the address. */
export function noteDemand(draft: Draft, demand: number): void {
  if (demand === draft.work.sharing.demand) return
  const before = { ...draft }
  setWork(draft, { sharing: { ...draft.work.sharing, demand } })
  draft.liveness = withDemand(before, draft, draft.random)
}

/**
 * Ends the claim to be live where no proof came in time. Where REST told a difference that no push has brought, the
 * stream left something out; where it told a state from before the newest pushes, they may have been taken back.
 */
export function noteUnproven(draft: Draft): void {
  const { phase, now, at, liveness } = draft
  if (!isLive(draft) || now < unprovenAt(draft, at)) return
  const from = at - (now - provenAt(draft, at))
  const plan = planOf(draft)
  if (plan?.goal === 'audit' || (phase.kind === 'live' && phase.paused !== undefined))
    draft.liveness = withLiveness(liveness, { nextAuditAt: now + AUDIT_MS })
  const { doing } = plan ?? {}
  if (doing?.kind === 'comparing' || (doing !== undefined && 'step' in doing && doing.step === 'balances')) {
    noteSilent(draft, 'account')
    return apply(draft, heal(draft, 'STREAM_SILENT', from))
  }
  if (liveness.lagging.assets.size > 0) return apply(draft, missed(draft, 'CHAIN_BROKEN', from))
  apply(draft, missed(draft, 'NOTHING_HEARD', from))
  say(draft, 'stale', 'EXCHANGE_UNREACHABLE')
}
