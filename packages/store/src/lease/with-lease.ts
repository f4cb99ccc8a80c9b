/** Runs work that needs the lease of an account, for commands. */

import { withDeadline } from '@spotdeck/ports'
import { LeaseKeeper, type LeaseKeeperOptions } from './keeper.ts'
import type { LeaseLoss } from './step.ts'

/** Parts of `withLease`. */
export type WithLeaseOptions = Omit<LeaseKeeperOptions, 'held' | 'lost'> & {
  /** Time to wait for the lease, in ms. */
  readonly waitMs: number
  /** Makes the error for a lease that was lost, or that another process holds (`taken`). */
  readonly refused: (why: LeaseLoss) => Error
}

/**
 * Runs work with the fencing token of the lease, and releases it. Work ends soon after `signal` says that the lease is lost: it is
 * awaited. Rejects with `refused(why)` where the lease is not granted in time, or work fails once it is lost.
 */
export async function withLease<T>(
  options: WithLeaseOptions,
  work: (token: number, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { timers, waitMs, refused } = options
  let grant: (token: number) => void = () => undefined
  const granted = new Promise<number>((resolve) => (grant = resolve))
  const loss = new AbortController()
  const keeper = new LeaseKeeper({ ...options, held: (token) => grant(token), lost: (why) => loss.abort(refused(why)) })
  try {
    const token = await withDeadline(granted, { timers, ms: waitMs, late: () => refused('taken') })
    return await work(token, loss.signal)
  } catch (cause) {
    loss.signal.throwIfAborted()
    throw cause
  } finally {
    await keeper.close()
  }
}
