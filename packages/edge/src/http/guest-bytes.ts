/** Bounds the bytes that wait for callers other than the owner: a caller that does not read what it asked for keeps them in memory. */

import type { Socket } from 'node:net'
import type { Timer, Timers } from '@spotdeck/ports'
import { type Held, beyondShare } from '../limits/fair-share.ts'
import type { holderOf } from '@spotdeck/desk'

type Connection = Pick<Socket, 'writableLength' | 'destroy' | 'once'>

/** Parts of the bound. */
export type GuestBytesOptions = {
  readonly timers: Timers
  /** Bytes that may wait for all of them together. */
  readonly mostBytes: number
}

/** Interval between two looks at all connections, in ms. */
export const GUEST_BYTES_CHECK_MS = 250

/** Closes the connections of whoever lets more bytes wait than its share, while too many wait for all. */
export class GuestBytes {
  readonly #options: GuestBytesOptions
  /** Open connections by whom their bytes count for; `undefined`: the owner, for whom any number may wait. */
  readonly #holders = new Map<Connection, string | undefined>()
  #timer: Timer | undefined

  constructor(options: GuestBytesOptions) {
    this.#options = options
  }

  /** Counts a new connection for its address. */
  admit(connection: Connection, address: string): void {
    this.#holders.set(connection, address)
    connection.once('close', () => this.#forget(connection))
    this.#timer ??= this.#arm()
  }

  /** Counts the connection for its last caller: behind a proxy they change. */
  calledBy(connection: Connection, { key, audience }: ReturnType<typeof holderOf>): void {
    if (this.#holders.has(connection)) this.#holders.set(connection, audience === 'owner' ? undefined : key)
  }

  #arm(): Timer {
    return this.#options.timers.after(GUEST_BYTES_CHECK_MS, () => {
      this.#check()
      this.#timer = this.#holders.size > 0 ? this.#arm() : undefined
    })
  }

  #check(): void {
    const held: Held<Connection>[] = []
    for (const [item, holder] of this.#holders) {
      const size = item.writableLength
      if (holder !== undefined && size > 0) held.push({ item, holder, size })
    }
    for (const connection of beyondShare(held, this.#options.mostBytes)) connection.destroy()
  }

  #forget(connection: Connection): void {
    this.#holders.delete(connection)
    if (this.#holders.size > 0) return
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
