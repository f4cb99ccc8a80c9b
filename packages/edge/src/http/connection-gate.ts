/**
 * Holds the connections that are open by who uses them. Who calls is known only once a request was read, so a newcomer is always
 * taken in: beyond the limit the oldest connection over which nobody has signed in makes room.
 */

import type { Socket } from 'node:net'
import { type Timers, Counts } from '@spotdeck/ports'
import { addressKey } from '../limits/address-key.ts'
import type { ConnectionLimits } from '../limits/budgets.ts'
import { type Principal, holderOf } from '@spotdeck/desk'
import { GuestBytes } from './guest-bytes.ts'

/** Limits of connections without a signed-in caller. */
export type ConnectionGateOptions = {
  readonly limits: ConnectionLimits
  readonly timers: Timers
  /** True for the address of a trusted proxy, behind which many callers stand: they are limited all together alone. */
  readonly isProxy: (address: string) => boolean
}

type Connection = Pick<Socket, 'remoteAddress' | 'writableLength' | 'destroy' | 'once'>

/** Limits connections without a signed-in caller; the oldest is closed when there are too many. */
export class ConnectionGate {
  readonly #options: ConnectionGateOptions
  /** Those over which nobody has signed in, the oldest first, with the key of their address. */
  readonly #strangers = new Map<Connection, string>()
  readonly #byAddress = new Map<string, Set<Connection>>()
  readonly #guestsOf = new Counts<string>()
  readonly #guestBytes: GuestBytes
  #guests = 0

  constructor(options: ConnectionGateOptions) {
    this.#options = options
    this.#guestBytes = new GuestBytes({ timers: options.timers, mostBytes: options.limits.guestBytes })
  }

  get strangers(): number {
    return this.#strangers.size
  }

  /** Admits a new connection, and closes the oldest unauthenticated one if there are too many. */
  admit(connection: Connection): void {
    const { limits, isProxy } = this.#options
    const address = connection.remoteAddress ?? ''
    const key = addressKey(address)
    const beside = this.#byAddress.get(key)
    if (beside !== undefined && !isProxy(address) && beside.size >= limits.strangersPerAddress) this.#close(beside)
    else if (this.#strangers.size >= limits.strangers) this.#close(this.#strangers.keys())
    this.#strangers.set(connection, key)
    const group = this.#byAddress.get(key) ?? new Set()
    this.#byAddress.set(key, group.add(connection))
    connection.once('close', () => this.#forget(connection))
    this.#guestBytes.admit(connection, key)
  }

  /** Marks a connection as signed in: unauthenticated connections no longer displace it. */
  signedIn(connection: Connection, caller: Principal): void {
    const { limits } = this.#options
    const holder = holderOf(caller)
    this.#guestBytes.calledBy(connection, holder)
    if (!this.#strangers.has(connection)) return
    const { key, audience } = holder
    if (audience !== 'owner') {
      if (this.#guestsOf.of(key) >= limits.guestsPerCredential || this.#guests >= limits.guests) return
      const leave = this.#guestsOf.add(key)
      this.#guests += 1
      connection.once('close', () => {
        leave()
        this.#guests -= 1
      })
    }
    this.#forget(connection)
  }

  #close(oldestFirst: Iterable<Connection>): void {
    for (const oldest of oldestFirst) {
      this.#forget(oldest)
      oldest.destroy()
      return
    }
  }

  #forget(connection: Connection): void {
    const key = this.#strangers.get(connection)
    if (key === undefined) return
    this.#strangers.delete(connection)
    const group = this.#byAddress.get(key)
    group?.delete(connection)
    if (group?.size === 0) this.#byAddress.delete(key)
  }
}
