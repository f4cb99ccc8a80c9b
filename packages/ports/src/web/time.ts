/** The browser's clock and timers. */

import type { Clock, Timers } from '../time.ts'

export const webClock: Clock = { now: () => Date.now() }

export const webTimers: Timers = {
  after(ms, run) {
    const handle = setTimeout(run, Math.max(0, ms))
    return { cancel: () => clearTimeout(handle) }
  },
}
