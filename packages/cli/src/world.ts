/** The only file that reads the environment, the clock and the dice: everything else is given this world. */

import {
  measureLoopDelay,
  nodeClock,
  nodeFetch,
  nodeOpenSocket,
  nodeRandom,
  nodeSign,
  nodeTimers,
} from '@spotdeck/ports/node'
import type { Environment, LogLevel } from './config/settings.ts'
import { openLog } from './log.ts'

/** Environment variables of the process. */
export const environment: Environment = process.env

/** The real world. `secrets` are values that no line of the log may hold. */
export function openWorld(logLevel: LogLevel, secrets: readonly string[] = []) {
  return {
    clock: nodeClock,
    timers: nodeTimers,
    measureLoopDelay,
    random: nodeRandom,
    fetch: nodeFetch,
    openSocket: nodeOpenSocket,
    sign: nodeSign,
    log: openLog(logLevel, secrets),
  }
}

/** The real world: clock, timers, randomness, network and log. */
export type World = ReturnType<typeof openWorld>
