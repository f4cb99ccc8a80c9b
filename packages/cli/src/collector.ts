/** Settings of the garbage collector of a process that serves others. */

import { setFlagsFromString } from 'node:v8'

/**
 * Collects the young generation in the thread that filled it. By default several threads share the work, and the event loop
 * waits for all of them: on a busy machine, where they get no processor, for several times as long.
 */
export function collectInOneThread(): void {
  setFlagsFromString('--no-parallel-scavenge')
}
