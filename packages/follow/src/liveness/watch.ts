/**
 * Decides how long the figures of a live account count as proven: each asset for a fixed time after balances were asked
 * for that agree, or after its own newest push where REST lags behind that. Balances are compared early enough for the
 * answer to come in time; a push proves nothing of other assets, which may be lost.
 */

import { type LivenessState, type LivenessView, withLiveness } from './state.ts'
import { compareEvery, demandOf } from '../base/shares.ts'
import { SLOW_MS, queuedSince } from '../base/write-queue.ts'
import { isMute } from '../stream/frames.ts'

/** Intervals of comparing balances, from asking to asking, in ms, each up to that time of silence of pushes. */
const WATCH: readonly (readonly [silentMs: number, everyMs: number])[] = [
  [60_000, 1_500],
  [300_000, 5_000],
]
/** The same of an account to which nothing has happened for longer. */
const IDLE_WATCH = [Infinity, 10_000] as const
/** Interval of comparing balances while a row of them is unreadable or the socket is mute, in ms. */
const SHORT_WATCH_MS = 1_500
/** Time for the answer of a comparison, in ms, and its least share of the interval: limits are waited for. */
const ANSWER_MS = 1_300
const ANSWER_SHARE = 4
/** Waits after a comparison, in ms: after REST refused it, first and again, and where it lags behind a push. */
const RETRY_MS = 300
const RETRIES_MS = 1_000
const LATE_AGAIN_MS = 400
/** Time from the newest proof or push up to which an account stays live while REST refuses to answer, in ms. */
const REFUSED_MS = 8_000

/** The proof after something was pushed, or where balances may be compared more often: the next one is due sooner. */
export function comparedSooner(view: LivenessView): LivenessState {
  const { liveness, now } = view
  const everyMs = watchEvery(view)
  return withLiveness(liveness, {
    nextWatchAt: Math.min(liveness.nextWatchAt, now + everyMs),
    liveUntil: Math.min(liveness.liveUntil, now + answeredWithin(view, everyMs)),
  })
}

/** The proof after a busy socket fell silent: balances are compared at once. */
export function comparedNow(view: LivenessView): LivenessState {
  const { liveness, now, stream } = view
  return withLiveness(liveness, {
    nextWatchAt: Math.min(liveness.nextWatchAt, now),
    liveUntil: Math.min(liveness.liveUntil, stream.frameAt + answeredWithin(view)),
  })
}

/** The proof after balances agreed that were asked for at a time of the machine. `late`: assets whose read lags. */
export function agreed(view: LivenessView, askedAt: number, late: readonly string[] = []): LivenessState {
  const { liveness, now } = view
  const comparedAt = Math.max(liveness.comparedAt, askedAt)
  const everyMs = watchEvery(view)
  return withLiveness(liveness, {
    comparedAt,
    nextWatchAt: comparedAt + everyMs,
    liveUntil: comparedAt + answeredWithin(view, everyMs),
    lagging: { assets: new Set(late), at: now },
    refusals: 0,
  })
}

/** The proof after REST refused a comparison. */
export function refusedAt(liveness: LivenessState, now: number): LivenessState {
  const { refusals } = liveness
  return withLiveness(liveness, { nextWatchAt: now + (refusals === 0 ? RETRY_MS : RETRIES_MS), refusals: refusals + 1 })
}

/**
 * Interval of comparing balances of an account alone, in ms, with the silence of pushes up to which it holds. While its
 * status names what is missing, the search for it goes before the shortest one.
 */
function watchAlone({ now, stream, ledger }: LivenessView): readonly [silentMs: number, everyMs: number] {
  const intervals = ledger.status.code === 'EXPLAINING' ? WATCH.slice(1) : WATCH
  return intervals.find(([most]) => now - stream.pushedAt < most) ?? IDLE_WATCH
}

/** Weights a second that the account would spend on comparisons if it were alone; none once it is idle. */
export function demandNow(view: LivenessView): number {
  const [silentMs, everyMs] = watchAlone(view)
  return silentMs === Infinity ? 0 : demandOf(everyMs)
}

/**
 * The proof with another demand of the accounts of the address. Where it rises, the next comparison is put off by a
 * random part of what the interval grows by, so that those of all accounts are not at the same time.
 */
export function withDemand(view: LivenessView, after: LivenessView, random: number): LivenessState {
  const { liveness } = view
  const longer = (of: (view: LivenessView) => number): number => Math.max(0, of(after) - of(view))
  return withLiveness(liveness, {
    nextWatchAt: liveness.nextWatchAt + Math.round(longer(watchEvery) * random),
    liveUntil: liveness.liveUntil + longer(answeredWithin),
  })
}

/** Interval of comparing balances, in ms: what an account that has just traded misses is found sooner. */
function watchEvery(view: LivenessView): number {
  if (isMute(view.stream, view.now)) return SHORT_WATCH_MS
  const [silentMs, everyMs] = watchAlone(view)
  return view.balances.unreadable.size > 0
    ? compareEvery(view, SHORT_WATCH_MS, false)
    : compareEvery(view, everyMs, silentMs === Infinity)
}

/** Time of the next comparison. */
export function watchAt(view: LivenessView, at: number): number {
  const { nextWatchAt, lagging } = view.liveness
  if (lagging.assets.size === 0) return nextWatchAt
  return Math.min(nextWatchAt, Math.max(lagging.at + LATE_AGAIN_MS, latePushAt(view, at) + watchEvery(view)))
}

/** The oldest of the newest changes of assets whose last read lagged behind them. `at`: exchange time. */
function latePushAt({ liveness: { lagging }, balances: { sequence }, now }: LivenessView, at: number): number {
  const ages = [...lagging.assets].map((asset) => at - (sequence.taken.get(asset)?.at(-1)?.at ?? -Infinity))
  return now - Math.max(0, ...ages)
}

/** Time from a comparison up to which the next one must be answered, in ms, for the account to stay live. */
export function answeredWithin(view: LivenessView, everyMs = watchEvery(view)): number {
  return everyMs + Math.max(ANSWER_MS, Math.round(everyMs / ANSWER_SHARE))
}

/** Time up to which an account stays live without a proof; later where REST refuses but pushes come. */
export function provenUntil(view: LivenessView, at: number): number {
  const { liveUntil, lagging, refusals, comparedAt } = view.liveness
  const until = lagging.assets.size === 0 ? liveUntil : Math.min(liveUntil, latePushAt(view, at) + answeredWithin(view))
  return refusals === 0 ? until : Math.max(until, Math.max(comparedAt, view.stream.pushedAt) + REFUSED_MS)
}

/** Time of the machine at which an account without a proof is no longer live; late writes are compared once more. */
export function unprovenAt(view: LivenessView, at: number): number {
  return Math.max(provenUntil(view, at), view.work.behindAt + ANSWER_MS)
}

/** Time of the machine of the last proof: of assets whose read lagged behind their push, that of the push. */
export function provenAt(view: LivenessView, at: number): number {
  const { lagging, comparedAt } = view.liveness
  return lagging.assets.size === 0 ? comparedAt : Math.min(comparedAt, latePushAt(view, at))
}

/** Exchange time since which the store is too slow for figures that are called live; `undefined` while it is not. */
export function storeSlowSince(view: LivenessView, isLive: boolean): number | undefined {
  const { now } = view
  const { lastAt: at, behindAt } = view.work
  const unproven = isLive && now < behindAt + ANSWER_MS ? provenUntil(view, at) : Infinity
  const since = Math.min(queuedSince(view) + SLOW_MS, unproven)
  return since > now ? undefined : at - (now - since)
}
