/** The bus between gateways that share ledgers, over Redis: one connection that writes, and one that reads all accounts. */

import type { SharedBus } from '../bus/shared-bus.ts'
import type { RedisAddress } from '@spotdeck/edge/config'
import { SecretMac } from '../secret-mac.ts'
import { BusReaders } from './bus-readers.ts'
import { BusWriter } from './bus-writer.ts'
import { type OpenConnection, openConnection as openOverNetwork, type LoopWorld } from '@spotdeck/edge'

/** Parts of a bus. */
export type RedisBusOptions = {
  readonly address: RedisAddress
  readonly world: LoopWorld
  /** Shared by the gateways and not kept in Redis. */
  readonly secret: string
  readonly openConnection?: OpenConnection | undefined
}

/** Opens the bus. Each half connects when it is first used, and again whenever Redis was away. */
export function openRedisBus({ openConnection = openOverNetwork, secret, ...options }: RedisBusOptions): SharedBus {
  const parts = { ...options, openConnection, mac: new SecretMac(secret, 'bus') }
  const writer = new BusWriter(parts)
  const readers = new BusReaders(parts)
  return {
    publish: (account, epoch, entries) => writer.publish(account, epoch, entries),
    follow: (account, end) => writer.follow(account, end),
    read: (reader) => readers.read(reader),
    close() {
      writer.close()
      readers.close()
    },
  }
}
