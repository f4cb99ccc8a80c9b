/** Clock, timers, randomness, network and signing of this machine. */

import { type Log, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeFetch, nodeOpenSocket, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import type { MexcHooks } from '../hooks/hooks.ts'
import type { MexcWorld } from '../world.ts'
import { parseInWorker } from './parse-in-worker.ts'

/** The real ports of Node.js; without `log` and `hooks`, nothing is logged or traced. */
export function nodeWorld(log: Log = silentLog, hooks?: MexcHooks): MexcWorld {
  return {
    clock: nodeClock,
    timers: nodeTimers,
    random: nodeRandom,
    fetch: nodeFetch,
    openSocket: nodeOpenSocket,
    sign: nodeSign,
    log,
    parseLarge: parseInWorker,
    hooks,
  }
}
