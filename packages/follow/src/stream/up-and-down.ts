/** A stream that comes up or goes down. */

import type { StreamTrouble } from '@spotdeck/mexc'
import { type StreamDraft, NOTHING_MISSING, setStream } from './state.ts'
import { isUp, isLive, setRecovery } from '../phase/state.ts'
import { succeeded, failed, say } from '../phase/status.ts'
import { request, openGap, doubt, reconcileAt, dropPlan, POLL_MS } from '../phase/recover.ts'
import { MARGIN_MS } from '../base/margins.ts'
import { firstReadAfter, pollEvery } from '../base/shares.ts'

/** Bound of the silence before a dead socket was detected, in ms. */
const SILENCE_MS = 60_000

/** A stream is acknowledged. `continuous`: the last socket was alive until now, so nothing was missed. */
export function streamUp(draft: StreamDraft, continuous: boolean): void {
  const { phase, ledger, now } = draft
  if (phase.kind === 'closing' || phase.kind === 'closed') return
  const wasUp = isUp(draft)
  succeeded(draft)
  if (continuous && wasUp) {
    if (!isLive(draft)) request(draft, 'STREAM_READY')
    return
  }
  const isDistrusted = draft.recovery.renewedAt > (draft.recovery.upAt ?? Infinity)
  setRecovery(draft, { upAt: now })
  setStream(draft, { missing: NOTHING_MISSING })
  // Of several accounts, those to which nothing happens leave the limits to the others.
  if (draft.work.sharing.sharers === 1) setStream(draft, { pushedAt: now })
  setStream(draft, { frameAt: now })
  setRecovery(draft, { proof: { from: now, isDistrusted, isHeard: false } })
  if (wasUp && draft.recovery.gapFrom === undefined) {
    openGap(draft, ledger.checkedAt ?? draft.at - MARGIN_MS)
    doubt(draft)
  }
  reconcileAt(draft, 'STREAM_READY', now + firstReadAfter(draft))
}

/** No stream is left. */
export function streamDown(draft: StreamDraft, trouble: StreamTrouble): void {
  const { phase } = draft
  if (phase.kind === 'closing' || phase.kind === 'closed') return
  const wasUp = isUp(draft)
  if (wasUp) openGap(draft, Math.min(draft.at, draft.stream.aliveAt) - SILENCE_MS)
  setRecovery(draft, { upAt: undefined })
  setStream(draft, { missing: NOTHING_MISSING })
  setRecovery(draft, { proof: undefined })
  if (wasUp) {
    dropPlan(draft)
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
