/** A bound in time for work of several calls and waits. */

import type { Timers } from '@spotdeck/ports'
import { CallAborted, InvalidRequest, NetworkError } from '../errors/mexc-error.ts'

/** The bound: the caller's signal, and the longest time in ms. */
export type Bound = {
  readonly timers: Timers
  readonly signal?: AbortSignal | undefined
  readonly withinMs?: number | undefined
}

/**
 * Runs work that ends by its signal, for `withinMs` at most.
 * @throws {NetworkError} `NETWORK_TIMEOUT` for what was not sent in that time; what may have been sent says so itself
 * @throws {InvalidRequest} for a time that is none
 */
export async function within<T>(
  work: (signal: AbortSignal | undefined) => Promise<T>,
  { timers, signal, withinMs }: Bound,
): Promise<T> {
  if (withinMs === undefined) return work(signal)
  if (!(withinMs > 0 && withinMs < Infinity)) throw new InvalidRequest({ problem: 'withinMs is above 0 and finite.' })
  const ends = new AbortController()
  const end = (): void => ends.abort()
  const timer = timers.after(withinMs, end)
  if (signal?.aborted === true) end()
  signal?.addEventListener('abort', end)
  try {
    return await work(ends.signal)
  } catch (error) {
    const isLate = error instanceof CallAborted && signal?.aborted !== true
    throw isLate ? new NetworkError('NETWORK_TIMEOUT', { endpoint: error.endpoint, cause: error }) : error
  } finally {
    timer.cancel()
    signal?.removeEventListener('abort', end)
  }
}
