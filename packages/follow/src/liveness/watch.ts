/**
 * Decides how long the figures of a live account count as proven: each asset up to a fixed time after balances were asked for that
 * agree, or after its own newest push where REST lags behind that. Balances are compared early enough for the answer to come in
 * time; without a proof in time the account is no longer live. A push proves nothing of other assets: theirs may be lost.
 */

import { noteSilent } from '../stream/channels.ts'
import { type LivenessDraft, AUDIT_MS, setLiveness } from './state.ts'
import { isLive, setRecovery } from '../phase/state.ts'
import { planOf } from '../phase/plan-state.ts'
import { heal, missed } from '../phase/recover.ts'
import { compareEvery, demandOf } from '../base/shares.ts'
import { say } from '../phase/status.ts'
import { SLOW_MS, queuedSince } from '../base/write-queue.ts'
import { type Seen, setWork } from '../base/draft.ts'
import { setStream } from '../stream/state.ts'

/** Intervals of comparing balances, from asking to asking, in ms, each up to that time of silence of pushes. */
const WATCH: readonly (readonly [silentMs: number, everyMs: number])[] = [
  [60_000, 1_500],
  [300_000, 5_000],
]
/** The same of an account to which nothing has happened for longer. */
const IDLE_WATCH = [Infinity, 10_000] as const
/** Interval of comparing balances while a row of them is unreadable or the socket is mute, in ms. */
const SHORT_WATCH_MS = 1_500
/** Silence of a socket on which frames come all the time from which it is mute, in ms. */
const MUTE_MS = 1_000
/**
 * Time for the answer of a comparison, in ms: at least a quarter of the interval, as several accounts wait for the limits. With the
 * shortest interval and the time to say so, a figure is wrong for at most 3 s.
 */
const ANSWER_MS = 1_300
const ANSWER_SHARE = 4
/** Wait after a comparison that REST refused: the first and each further one; and after an answer that lags behind a push, in ms. */
const RETRY_MS = 300
const RETRIES_MS = 1_000
const LATE_AGAIN_MS = 400
/** Time from the newest proof or push up to which an account stays live while REST refuses to answer, in ms. */
const REFUSED_MS = 8_000

/** True if a normally busy socket has been silent. */
function isMute({ stream: { beat, frameAt }, now }: Seen<LivenessDraft>): boolean {
  return beat.isOn && now - frameAt >= MUTE_MS
}

/** Compares balances as soon as a normally busy socket falls silent. */
export function noteMute(draft: LivenessDraft, beats: boolean): void {
  if (beats !== draft.stream.beat.isOn) setStream(draft, { beat: { ...draft.stream.beat, isOn: beats } })
  if (!isMute(draft) || draft.stream.beat.muteSince === draft.stream.frameAt) return
  setStream(draft, { beat: { ...draft.stream.beat, muteSince: draft.stream.frameAt } })
  setLiveness(draft, {
    nextWatchAt: Math.min(draft.liveness.nextWatchAt, draft.now),
    liveUntil: Math.min(draft.liveness.liveUntil, draft.stream.frameAt + answeredWithin(draft)),
  })
}

/** Notes that something was pushed: an account that has been idle is compared sooner now. */
export function noteHeard(draft: LivenessDraft): void {
  setStream(draft, { pushedAt: draft.now })
  noteInterval(draft)
}

/** Notes that balances may be compared more often from now on. */
export function noteInterval(draft: LivenessDraft): void {
  setLiveness(draft, {
    nextWatchAt: Math.min(draft.liveness.nextWatchAt, draft.now + watchEvery(draft)),
    liveUntil: Math.min(draft.liveness.liveUntil, draft.now + answeredWithin(draft)),
  })
}

/** Notes that balances agree, which were asked for at a time of the machine, but for assets whose read lags behind their push. */
export function noteAgreed(draft: LivenessDraft, askedAt: number, late: readonly string[] = []): void {
  const comparedAt = Math.max(draft.liveness.comparedAt, askedAt)
  setRecovery(draft, { agreedAt: draft.at - (draft.now - comparedAt) })
  setLiveness(draft, {
    comparedAt,
    nextWatchAt: comparedAt + watchEvery(draft),
    liveUntil: comparedAt + answeredWithin(draft),
    lagging: { assets: new Set(late), at: draft.now },
    refusals: 0,
  })
}

/** Notes that REST refused a comparison. */
export function noteRefused(draft: LivenessDraft): void {
  const { refusals } = draft.liveness
  const nextWatchAt = draft.now + (refusals === 0 ? RETRY_MS : RETRIES_MS)
  setLiveness(draft, { nextWatchAt, refusals: refusals + 1 })
}

/**
 * Interval of comparing balances of an account alone, in ms, with the silence of pushes up to which it holds. While its status
 * names what is missing, the search for it goes before the shortest one.
 */
function watchAlone({
  now,
  stream: { pushedAt: heardAt },
  ledger,
}: Seen<LivenessDraft>): readonly [silentMs: number, everyMs: number] {
  const intervals = ledger.status.code === 'EXPLAINING' ? WATCH.slice(1) : WATCH
  return intervals.find(([most]) => now - heardAt < most) ?? IDLE_WATCH
}

/** Weights a second that the account would spend on comparisons if it were alone; none once it is idle. */
export function demandNow(state: Seen<LivenessDraft>): number {
  const [silentMs, everyMs] = watchAlone(state)
  return silentMs === Infinity ? 0 : demandOf(everyMs)
}

/**
 * Takes another demand of the accounts of the address. Where it rises, the next comparison is put off by a part of what the
 * interval grows by, as those of all accounts are, which then do not come at the same time.
 */
export function noteDemand(draft: LivenessDraft, demand: number): void {
  if (demand === draft.work.sharing.demand) return
  const [every, within] = [watchEvery(draft), answeredWithin(draft)]
  setWork(draft, { sharing: { ...draft.work.sharing, demand } })
  setLiveness(draft, {
    nextWatchAt: draft.liveness.nextWatchAt + Math.max(0, Math.round((watchEvery(draft) - every) * draft.random)),
    liveUntil: draft.liveness.liveUntil + Math.max(0, answeredWithin(draft) - within),
  })
}

/** Interval of comparing balances, in ms: what an account that has just traded misses is found sooner. */
function watchEvery(draft: Seen<LivenessDraft>): number {
  const { unreadable } = draft.balances
  if (isMute(draft)) return SHORT_WATCH_MS
  const [silentMs, everyMs] = watchAlone(draft)
  return unreadable.size > 0
    ? compareEvery(draft, SHORT_WATCH_MS, false)
    : compareEvery(draft, everyMs, silentMs === Infinity)
}

/** Time of the next comparison. */
export function watchAt(draft: LivenessDraft): number {
  const { nextWatchAt, lagging: late } = draft.liveness
  if (late.assets.size === 0) return nextWatchAt
  return Math.min(nextWatchAt, Math.max(late.at + LATE_AGAIN_MS, latePushAt(draft, draft.at) + watchEvery(draft)))
}

/** The oldest of the newest changes of assets whose last read lagged behind them. */
function latePushAt(
  { liveness: { lagging: late }, balances: { sequence }, now }: Seen<LivenessDraft>,
  at: number,
): number {
  const ages = [...late.assets].map((asset) => at - (sequence.taken.get(asset)?.at(-1)?.at ?? -Infinity))
  return now - Math.max(0, ...ages)
}

/** Time from a comparison up to which the next one must be answered, in ms: an account that misses a push is live no longer. */
export function answeredWithin(draft: Seen<LivenessDraft>): number {
  const everyMs = watchEvery(draft)
  return everyMs + Math.max(ANSWER_MS, Math.round(everyMs / ANSWER_SHARE))
}

/**
 * Time up to which a live account stays live without another proof. Where REST refuses to answer, a stream that brings pushes
 * is believed for longer: both would have to fail.
 */
export function provenUntil(draft: Seen<LivenessDraft>, at: number): number {
  const { liveUntil, lagging: late, refusals, comparedAt } = draft.liveness
  const { pushedAt: heardAt } = draft.stream
  const until = late.assets.size === 0 ? liveUntil : Math.min(liveUntil, latePushAt(draft, at) + answeredWithin(draft))
  return refusals === 0 ? until : Math.max(until, Math.max(comparedAt, heardAt) + REFUSED_MS)
}

/** Time of the machine at which an account without a proof is no longer live: what is written late is compared once more. */
export function unprovenAt(draft: LivenessDraft): number {
  return Math.max(provenUntil(draft, draft.at), draft.work.queue.behindAt + ANSWER_MS)
}

/** Exchange time since which the store is too slow for figures that are called live; `undefined` while it is not. */
export function storeSlowSince(state: Seen<LivenessDraft>): number | undefined {
  const { now } = state
  const { lastAt: at, queue } = state.work
  const unproven = isLive(state) && now < queue.behindAt + ANSWER_MS ? provenUntil(state, at) : Infinity
  const since = Math.min(queuedSince(state) + SLOW_MS, unproven)
  return since > now ? undefined : at - (now - since)
}

/**
 * Ends the claim to be live where no proof came in time. Where REST told a difference that no push has brought, the stream
 * left something out; where it told a state from before the newest pushes, they may have been taken back.
 */
export function noteUnproven(draft: LivenessDraft): void {
  if (!isLive(draft) || draft.now < unprovenAt(draft)) return
  const provenAt =
    draft.liveness.lagging.assets.size === 0
      ? draft.liveness.comparedAt
      : Math.min(draft.liveness.comparedAt, latePushAt(draft, draft.at))
  const from = draft.at - (draft.now - provenAt)
  const { phase } = draft
  const plan = planOf(draft)
  if (plan?.goal === 'audit' || (phase.kind === 'live' && phase.paused !== undefined))
    setLiveness(draft, { nextAuditAt: draft.now + AUDIT_MS })
  const { doing } = plan ?? {}
  if (doing?.kind === 'comparing' || (doing !== undefined && 'step' in doing && doing.step === 'balances')) {
    noteSilent(draft, 'account')
    return heal(draft, 'STREAM_SILENT', from)
  }
  if (draft.liveness.lagging.assets.size > 0) return missed(draft, 'CHAIN_BROKEN', from)
  missed(draft, 'NOTHING_HEARD', from)
  say(draft, 'stale', 'EXCHANGE_UNREACHABLE')
}
