/** The browser's clock and timers. */

import type { Clock, Timers } from '../time.ts'

/** The browser's clock. */
export const webClock: Clock = { now: () => Date.now() }

/** The browser's timers. */
export const webTimers: Timers = {
  after(ms, run) {
    const handle = setTimeout(run, Math.max(0, ms))
    return { cancel: () => clearTimeout(handle) }
  },
}
