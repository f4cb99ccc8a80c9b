/** The machine's clock and timers. */

import type { Clock, Timers } from '../time.ts'

/** This machine's clock. */
export const nodeClock: Clock = { now: () => Date.now() }

/** A clock that is never set: ms since the start of the process. It goes on while the process is stopped. */
export const nodeMonotonic: Clock = { now: () => performance.now() }

/** Node fires at once any timer over 2^31 - 1 ms; longer waits are cut to it, and callers re-arm by the clock. */
const MAX_MS = 2 ** 31 - 1

/** Node's timers. */
export const nodeTimers: Timers = {
  after(ms, run) {
    // Due timers run one after another without a look at the network: no wait at all means a turn of the event loop.
    if (ms <= 0) {
      const immediate = setImmediate(run)
      return { cancel: () => clearImmediate(immediate) }
    }
    const handle = setTimeout(run, Math.min(ms, MAX_MS))
    return { cancel: () => clearTimeout(handle), unref: () => void handle.unref() }
  },
}
