/** Work on one connection to Redis, round after round. A connection that fails is replaced, with backoff. */

import { type Clock, type Log, type Random, type Timers, backoffMs, withDeadline } from '@spotdeck/ports'
import { type RedisAddress, hostsOf } from './address.ts'
import type { OpenConnection, RedisConnection } from './connection.ts'

/** Clock, timers, randomness and log of a loop. */
export type LoopWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** Parts of a loop. */
export type LoopOptions = {
  readonly address: RedisAddress
  readonly openConnection: OpenConnection
  readonly world: LoopWorld
  /** Name of the work in the log. */
  readonly what: 'reads' | 'writes'
  /** One round; it waits by `pause` where there is nothing to do. @throws when the connection is of no more use */
  readonly round: (connection: RedisConnection) => Promise<void>
  /** Called when a connection that worked is lost. */
  readonly lost: () => void
}

const OPEN_DEADLINE_MS = 8_000
/** The longest wait between two tries, in ms: until then readers ask the database. */
const BACKOFF = { baseMs: 100, capMs: 5_000 }

/** Runs rounds from `start` until `close`. */
export class RedisLoop {
  readonly #options: LoopOptions
  #isStarted = false
  #closed = false
  #connection: RedisConnection | undefined
  #isConnected: boolean | undefined
  #attempt = 0
  #isWoken = false
  #wake: () => void = () => undefined

  constructor(options: LoopOptions) {
    this.#options = options
  }

  /** Idempotent. */
  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    void this.#run()
  }

  /** Ends a pause. */
  wake(): void {
    this.#isWoken = true
    // While Redis is away there is nothing to do sooner.
    if (this.#isConnected === true) this.#wake()
  }

  /** Waits until it is woken, at most so many ms. */
  async pause(ms: number): Promise<void> {
    if (!this.#isWoken && !this.#closed) await this.#sleep(ms)
    this.#isWoken = false
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true
    this.#connection?.close()
    this.#wake()
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#connection = await this.#open()
        while (!this.#closed) {
          await this.#options.round(this.#connection)
          this.#connected()
        }
      } catch (error) {
        if (!this.#closed) this.#lost(error)
      }
      this.#connection?.close()
      this.#connection = undefined
      if (!this.#closed) await this.#sleep(backoffMs(this.#attempt++, this.#options.world.random, BACKOFF))
    }
  }

  /** A connection that comes after it was given up is closed. */
  #open(): Promise<RedisConnection> {
    const { address, openConnection, world } = this.#options
    let isGivenUp = false
    const opening = openConnection(address).then((connection) => {
      if (isGivenUp || this.#closed) connection.close()
      return connection
    })
    const late = (): Error => Object.assign(new Error('Redis was not reached in time.'), { code: 'TIMEOUT' })
    return withDeadline(opening, { timers: world.timers, ms: OPEN_DEADLINE_MS, late }).finally(() => (isGivenUp = true))
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.world.timers.after(ms, resolve)
      this.#wake = () => {
        timer.cancel()
        resolve()
      }
    })
  }

  #connected(): void {
    this.#attempt = 0
    if (this.#isConnected === true) return
    this.#isConnected = true
    const { world, address, what } = this.#options
    world.log.info({ redis: hostsOf(address), what }, 'bus connected')
  }

  #lost(error: unknown): void {
    const { world, address, what, lost } = this.#options
    if (this.#isConnected !== false)
      world.log.warn(
        { redis: hostsOf(address), what, trouble: troubleOf(error) },
        'bus unreachable, events are read from the database',
      )
    this.#isConnected = false
    lost()
  }
}

/** A code alone: messages of drivers may hold what was sent. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  const causes = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : []
  const code = [error, ...causes].flatMap((one) => (one instanceof Error && 'code' in one ? [one.code] : []))[0]
  return typeof code === 'string' ? code.slice(0, 40) : error.name.slice(0, 40)
}
