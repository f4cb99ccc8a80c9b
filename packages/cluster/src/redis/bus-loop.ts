/** Loop of one half of the bus: its connection, and what the log says of it. */

import {
  type LoopWorld,
  type OpenConnection,
  type RedisConnection,
  RedisLoop,
  hostsOf,
  troubleOf,
} from '@spotdeck/edge'
import type { RedisAddress } from '@spotdeck/edge/config'
import type { SecretMac } from '../secret-mac.ts'

/** Parts of one half of the bus. */
export type BusHalf = {
  readonly address: RedisAddress
  readonly openConnection: OpenConnection
  readonly world: LoopWorld
  readonly mac: SecretMac
}

/** The longest wait between two tries, in ms: until then readers ask the database. */
const BACKOFF = { baseMs: 100, capMs: 5_000 }

/** Makes the loop of a half, which `reads` or `writes`. @param lost called when a connection is lost */
export function busLoop(
  { address, openConnection, world }: BusHalf,
  what: 'reads' | 'writes',
  { round, lost }: { readonly round: (connection: RedisConnection) => Promise<number>; readonly lost?: () => void },
): RedisLoop<RedisConnection> {
  const named = { redis: hostsOf(address), what }
  return new RedisLoop({
    open: () => openConnection(address),
    world,
    backoff: BACKOFF,
    round,
    connected: () => world.log.info(named, 'bus connected'),
    lost(error, isNews) {
      const trouble = troubleOf(error)
      if (isNews) world.log.warn({ ...named, trouble }, 'bus unreachable, events are read from the database')
      lost?.()
    },
  })
}
