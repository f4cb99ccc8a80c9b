/** Time until the next try after a failure, as a pure value: full jitter, short at first, longer while an outage lasts. */

import { MINUTE_MS, longestBackoffMs } from '@spotdeck/ports'

const BASE_MS = 250
/** An exchange that is back within minutes is found within seconds. */
const EARLY_CAP_MS = 5_000
const EARLY_MS = 2 * MINUTE_MS
const LATE_CAP_MS = 30_000
/** A connection that breaks sooner than this after it was ready counts as one more failure: a flapping server is not hammered. */
const HEALTHY_AFTER_MS = MINUTE_MS
/** A wait that is cut short, because the exchange answers elsewhere, ends within this. */
const SHORTENED_MS = 1_000

/** Failures in a row, and the seed of the jitter. */
export type Retry = {
  readonly attempt: number
  /** Time of the first failure in the row, ms since the epoch. */
  readonly since?: number | undefined
  readonly readyAt?: number | undefined
  readonly seed: number
}

/** No failure so far; `seed` is any number in [0, 1). */
export function startRetry(seed: number): Retry {
  return { attempt: 0, seed: Math.floor(seed * 2 ** 32) }
}

/** Records a success. */
export function retryReady(retry: Retry, at: number): Retry {
  return { ...retry, readyAt: at }
}

/** Records a failure; `waitMs` is the time until the next try. */
export function retryFailed(retry: Retry, at: number): { readonly retry: Retry; readonly waitMs: number } {
  const healthy = retry.readyAt !== undefined && at - retry.readyAt >= HEALTHY_AFTER_MS
  const attempt = healthy ? 0 : retry.attempt
  const since = healthy ? at : (retry.since ?? at)
  const capMs = at - since < EARLY_MS ? EARLY_CAP_MS : LATE_CAP_MS
  const { roll, seed } = nextRoll(retry.seed)
  const waitMs = Math.floor(roll * longestBackoffMs(attempt, { baseMs: BASE_MS, capMs }))
  return { retry: { attempt: attempt + 1, since, seed }, waitMs }
}

/** Time of the next try when the exchange has answered elsewhere at `at`: never later than `until`. */
export function shortenedWait(
  retry: Retry,
  at: number,
  until: number,
): { readonly retry: Retry; readonly until: number } {
  const { roll, seed } = nextRoll(retry.seed)
  return { retry: { ...retry, seed }, until: Math.min(until, at + Math.floor(roll * SHORTENED_MS)) }
}

/** A number in [0, 1) of the same jitter, for other times that are to be spread. */
export function rollOf(retry: Retry): { readonly roll: number; readonly retry: Retry } {
  const { roll, seed } = nextRoll(retry.seed)
  return { roll, retry: { ...retry, seed } }
}

/** mulberry32: one number in [0, 1) and the next seed. */
function nextRoll(before: number): { readonly roll: number; readonly seed: number } {
  const seed = (before + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return { roll: ((t ^ (t >>> 14)) >>> 0) / 2 ** 32, seed }
}
