/** A wait on the passed-in timers. */

import type { Timers } from '@spotdeck/ports'

export function sleep(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => void timers.after(ms, resolve))
}
