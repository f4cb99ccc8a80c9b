/** Clock, timers, dice, network and signing of this machine. */

import { type Log, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeFetch, nodeOpenSocket, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import type { MexcWorld } from '../world.ts'

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
