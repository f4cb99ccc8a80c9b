/** Waiting that ends: after so many milliseconds, or when the caller has lost interest. */

import type { Timers } from '@spotdeck/ports'

export type Patience = {
  readonly timers: Timers
  /** How long, in ms. */
  readonly ms: number
  readonly signal?: AbortSignal
  /** What to reject with when the caller aborts. */
  readonly aborted: () => Error
}

/** Resolves when the time is over. */
export function sleep(patience: Patience): Promise<void> {
  return new Promise((resolve, reject) => void startWaiting(patience, resolve, reject))
}

/** Settles as `work` does, or rejects with `late()` when the time is over; the work itself goes on. */
export function within<T>(work: Promise<T>, patience: Patience & { readonly late: () => Error }): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopWaiting = startWaiting(patience, () => reject(patience.late()), reject)
    work.then(resolve, reject).finally(stopWaiting)
  })
}

/** Settles as `work` does, or rejects with `aborted()` when the caller loses interest first; the work itself goes on. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, aborted: () => Error): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(aborted())
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** Answers the way to stop. */
function startWaiting(patience: Patience, expired: () => void, reject: (error: Error) => void): () => void {
  const { timers, ms, signal, aborted } = patience
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
