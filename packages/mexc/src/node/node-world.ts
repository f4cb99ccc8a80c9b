/** Clock, timers, randomness, network and signing of this machine. */

import { type Log, silentLog } from '@spotdeck/ports'
import {
  createNodeFetch,
  createNodeSocket,
  keptAgents,
  nodeClock,
  nodeFetch,
  nodeOpenSocket,
  nodeRandom,
  nodeSign,
  nodeTimers,
} from '@spotdeck/ports/node'
import { InvalidRequest } from '../errors/mexc-error.ts'
import type { MexcHooks } from '../hooks/hooks.ts'
import type { MexcWorld } from '../world.ts'

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
    hooks,
  }
}

/**
 * A world whose REST and sockets go through a proxy, such as `http://user:password@host:8080` or `socks5://host:1080`;
 * a sandbox on this machine is reached without it.
 * @throws {InvalidRequest} for what is no address of a proxy
 */
export function proxiedWorld(proxy: string, world: MexcWorld = nodeWorld()): MexcWorld {
  try {
    const agents = keptAgents(proxy)
    return { ...world, fetch: createNodeFetch(agents), openSocket: createNodeSocket(agents) }
  } catch (error) {
    throw new InvalidRequest({ problem: error instanceof TypeError ? error.message : 'The proxy cannot be used.' })
  }
}
