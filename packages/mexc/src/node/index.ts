/** `@spotdeck/mexc/node`: the real world for Node.js. */

import { type Log, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeFetch, nodeOpenSocket, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import type { MexcWorld } from '../world.ts'

/** Clock, timers, dice, network and signing of this machine. */
export function nodeWorld(log: Log = silentLog): MexcWorld {
  return {
    clock: nodeClock,
    timers: nodeTimers,
    random: nodeRandom,
    fetch: nodeFetch,
    openSocket: nodeOpenSocket,
    sign: nodeSign,
    log,
  }
}
