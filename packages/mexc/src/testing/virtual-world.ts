/** A world for tests: virtual time, a virtual network, a seed, the real HMAC. */

import { type Log, silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { seededRandom, VirtualNetwork, VirtualTime } from '@spotdeck/ports/virtual'
import type { MexcWorld } from '../world.ts'

export type TestWorld = MexcWorld & { readonly time: VirtualTime; readonly network: VirtualNetwork }

export function virtualWorld(seed = 1, log: Log = silentLog): TestWorld {
  const time = new VirtualTime()
  const random = seededRandom(seed)
  const network = new VirtualNetwork({ time, random: seededRandom(`network ${seed}`) })
  const { fetch, openSocket } = network
  return { time, network, clock: time, timers: time, random, fetch, openSocket, sign: nodeSign, log }
}
