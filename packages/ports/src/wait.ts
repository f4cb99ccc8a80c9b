/** Waits that end: after a time, at a deadline, or when the caller aborts; and how long to wait before the next try. */

import type { Random } from './random.ts'
import type { Timers } from './time.ts'

/** A wait: its length, and how its caller ends it early. */
export type WaitOptions = {
  readonly timers: Timers
  /** Duration in ms. */
  readonly ms: number
  readonly signal?: AbortSignal | undefined
  /** Makes the error to reject with when the caller aborts; by default the signal's own reason. */
  readonly aborted?: (() => Error) | undefined
}

/** Resolves after `ms`; rejects when the signal aborts first. */
export function sleep(options: WaitOptions): Promise<void> {
  return new Promise((resolve, reject) => void startWaiting(options, resolve, reject))
}

/** Settles as `work` does, or rejects with `late()` after `ms`. The work itself goes on. */
export function withDeadline<T>(work: Promise<T>, options: WaitOptions & { readonly late: () => Error }): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopWaiting = startWaiting(options, () => reject(options.late()), reject)
    work.then(resolve, reject).finally(stopWaiting)
  })
}

/** Settles as `work` does, or rejects with `aborted()` when the signal aborts first. The work itself goes on. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, aborted: () => Error): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(aborted())
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** Returns the function that stops the wait. */
function startWaiting(options: WaitOptions, expired: () => void, reject: (error: Error) => void): () => void {
  const { timers, ms, signal, aborted = () => reasonOf(signal) } = options
  const onAbort = (): void => {
    stop()
    reject(aborted())
  }
  const stop = (): void => {
    timer.cancel()
    signal?.removeEventListener('abort', onAbort)
  }
  const timer = timers.after(ms, () => {
    stop()
    expired()
  })
  if (signal?.aborted === true) onAbort()
  else signal?.addEventListener('abort', onAbort)
  return stop
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason : new Error('Aborted.')
}

/** Bounds of the waits between tries. */
export type BackoffOptions = {
  /** Upper bound of the first wait, in ms. */
  readonly baseMs?: number | undefined
  /** Upper bound of every wait, in ms. */
  readonly capMs?: number | undefined
}

/** Upper bound of the wait before a try, in ms: doubled by each failure. `attempt` counts from 0. */
export function longestBackoffMs(attempt: number, options: BackoffOptions = {}): number {
  const { baseMs = 250, capMs = 30_000 } = options
  return Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30))
}

/** Full jitter: uniform in [0, min(capMs, baseMs · 2^attempt)). `attempt` counts from 0. */
export function backoffMs(attempt: number, random: Pick<Random, 'next'>, options: BackoffOptions = {}): number {
  return Math.floor(random.next() * longestBackoffMs(attempt, options))
}
