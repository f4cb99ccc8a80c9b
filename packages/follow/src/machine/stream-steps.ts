/** Inputs of the stream: it comes up or goes down, brings pushes, or leaves something out. */

import type { StreamTrouble } from '@spotdeck/mexc'
import { CLOCK_MARGIN_MS, MARGIN_MS } from '../base/margins.ts'
import type { Channel } from '../base/question.ts'
import { firstReadAfter, pollEvery } from '../base/shares.ts'
import { ask, log, setWork } from '../base/draft.ts'
import { withoutUnlisted } from '../orders/unlisted.ts'
import { apply } from './apply.ts'
import { doubt, heal, missed, openGap, POLL_MS, reconcileAt, request } from '../phase/recover.ts'
import { dropPlan, say } from './plan-queue.ts'
import { isLive, isUp, withProofRestarted } from '../phase/state.ts'
import { failed, succeeded } from '../phase/status.ts'
import { afterPushes, lateChannels } from '../stream/channels.ts'
import { afterFrame } from '../stream/frames.ts'
import { NO_PUSHES, withStream } from '../stream/state.ts'
import { comparedSooner } from '../liveness/watch.ts'
import { type Draft, setRecovery } from './draft.ts'
import type { Input } from './input.ts'

/** Bound of the silence before a dead socket was detected, in ms. */
const SILENCE_MS = 60_000
/** Maximal number of pushes waiting to be folded; beyond it they are dropped and the account is reconciled. */
const MAX_INBOX = 20_000
/** Minimal interval between reads of the exchange's clock that a push caused, in ms. */
const CLOCK_ASK_MS = 10_000

/** A stream is acknowledged. `continuous`: the last socket was alive until now, so nothing was missed. */
export function streamUp(draft: Draft, continuous: boolean): void {
  const { phase, ledger, now, recovery } = draft
  if (phase.kind === 'closing' || phase.kind === 'closed') return
  const wasUp = isUp(draft)
  draft.recovery = succeeded(recovery)
  if (continuous && wasUp) {
    if (!isLive(draft)) apply(draft, request(draft, 'STREAM_READY'))
    return
  }
  const isDistrusted = (recovery.renewedAt ?? -Infinity) > (recovery.upAt ?? Infinity)
  setRecovery(draft, { upAt: now, proof: { from: now, isDistrusted, isHeard: false } })
  // Of several accounts, those to which nothing happens leave the limits to the others.
  const pushedAt = draft.work.sharing.sharers === 1 ? now : draft.stream.pushedAt
  draft.stream = withStream(draft.stream, { missing: NO_PUSHES, frameAt: now, pushedAt })
  if (wasUp && recovery.gapFrom === undefined) {
    draft.recovery = openGap(draft, ledger.checkedAt ?? draft.at - MARGIN_MS)
    apply(draft, { effects: doubt(draft) })
  }
  apply(draft, reconcileAt(draft, 'STREAM_READY', now + firstReadAfter(draft)))
}

/** No stream is left. */
export function streamDown(draft: Draft, trouble: StreamTrouble): void {
  const { phase } = draft
  if (phase.kind === 'closing' || phase.kind === 'closed') return
  const wasUp = isUp(draft)
  if (wasUp) draft.recovery = openGap(draft, Math.min(draft.at, draft.stream.aliveAt) - SILENCE_MS)
  setRecovery(draft, { upAt: undefined, proof: undefined })
  draft.stream = withStream(draft.stream, { missing: NO_PUSHES })
  if (wasUp) {
    dropPlan(draft)
    apply(draft, { effects: doubt(draft) })
  }
  draft.recovery = failed(draft, trouble.retryInMs)
  if (wasUp || draft.ledger.status.state === 'connecting') say(draft, 'stale', trouble.code)
  // Several accounts lose their streams together: their first reads are spread.
  const waitMs = POLL_MS + Math.round(draft.random * (pollEvery(draft, POLL_MS) - POLL_MS))
  draft.phase =
    phase.kind === 'polling'
      ? { ...phase, trouble }
      : { kind: 'polling', trouble, plan: undefined, nextAt: draft.now + waitMs }
}

/** Takes pushes; an account that has been idle is compared sooner now. */
export function pushed(draft: Draft, { pushes, sendTime }: Extract<Input, { type: 'push' }>): void {
  if (sendTime !== undefined) compareClock(draft, sendTime)
  if (pushes.length === 0) return
  draft.stream = afterPushes(draft.stream, pushes, draft.now)
  draft.liveness = comparedSooner(draft)
  if (draft.work.pushes.length >= MAX_INBOX) {
    setWork(draft, { pushes: [] })
    apply(draft, missed(draft, 'INBOX_FULL'))
  }
  apply(draft, withoutUnlisted(draft, pushes))
}

/** Reads the exchange's clock again after a push from the future, or one that only seems late. */
function compareClock(draft: Draft, sendTime: number): void {
  const late = draft.at - sendTime
  draft.stream = afterFrame(draft.stream, sendTime, draft.at)
  if (Math.abs(late) <= CLOCK_MARGIN_MS || Math.abs(draft.at - draft.stream.clockAskedAt) < CLOCK_ASK_MS) return
  draft.stream = withStream(draft.stream, { clockAskedAt: draft.at })
  if (late < 0) return apply(draft, missed(draft, 'CLOCK_OFF'))
  ask(draft, { kind: 'clock' }, { for: 'clock', sendTime, late })
}

/** Replaces a stream of which a channel has owed a push for too long. */
export function owedTick(draft: Draft): void {
  const late = lateChannels(draft.stream, draft.now)
  if (late.size === 0) return
  draft.stream = withStream(draft.stream, { missing: NO_PUSHES })
  for (const channel of late) noteSilent(draft, channel)
  apply(draft, heal(draft, 'STREAM_SILENT'))
}

/** Notes a channel that left something out: until it brings something, no push of another one proves the stream. */
export function noteSilent(draft: Draft, channel: Channel): void {
  log(draft, 'warn', 'a private channel left something out', { channel })
  draft.stream = withStream(draft.stream, { silent: new Set(draft.stream.silent).add(channel) })
  if (draft.recovery.proof !== undefined) draft.recovery = withProofRestarted(draft.recovery, draft.now)
}
