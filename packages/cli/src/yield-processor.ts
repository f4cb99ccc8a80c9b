/** Lower priority for commands that compute for long beside a gateway. */

import { setPriority } from 'node:os'

const PRIORITY = 10

/** Makes this process yield the processor to whatever else runs on the machine, where the system allows it. */
export function yieldProcessor(): void {
  try {
    setPriority(PRIORITY)
  } catch {
    // It keeps its priority.
  }
}
