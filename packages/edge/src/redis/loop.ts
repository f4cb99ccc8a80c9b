/** Work on one connection to Redis, round after round. A connection that fails is replaced, with backoff. */

import {
  type BackoffOptions,
  type Clock,
  type Log,
  type Random,
  type Timers,
  backoffMs,
  withDeadline,
} from '@spotdeck/ports'

/** Clock, timers, randomness and log of a loop. */
export type LoopWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** Parts of a loop. */
export type LoopOptions<Connection> = {
  /** @throws when nobody serves there, or does not let us in */
  readonly open: () => Promise<Connection>
  readonly world: Pick<LoopWorld, 'timers' | 'random'>
  readonly backoff?: BackoffOptions
  /**
   * One round. Returns the longest wait before the next one, in ms; 0 where there is more to do.
   * @throws when the connection is of no more use
   */
  readonly round: (connection: Connection) => Promise<number>
  /** Called after the first round of each connection. */
  readonly connected: () => void
  /** Called when no connection was opened, or one is lost. `isNews`: false while Redis is away. */
  readonly lost: (error: unknown, isNews: boolean) => void
}

const OPEN_DEADLINE_MS = 8_000

/** Runs rounds from `start` until `close`. */
export class RedisLoop<Connection extends { close(): void }> {
  readonly #options: LoopOptions<Connection>
  #isStarted = false
  #closed = false
  #connection: Connection | undefined
  #isConnected: boolean | undefined
  #attempt = 0
  #isWoken = false
  #wake: () => void = () => undefined

  constructor(options: LoopOptions<Connection>) {
    this.#options = options
  }

  /** Idempotent. */
  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    void this.#run()
  }

  /** Ends the wait before the next round. */
  wake(): void {
    this.#isWoken = true
    // While Redis is away there is nothing to do sooner.
    if (this.#isConnected === true) this.#wake()
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true
    this.#connection?.close()
    this.#wake()
  }

  async #run(): Promise<void> {
    const { world, backoff, lost } = this.#options
    while (!this.#closed) {
      try {
        this.#connection = await this.#open()
        while (!this.#closed) await this.#turn(this.#connection)
      } catch (error) {
        const isNews = this.#isConnected !== false
        this.#isConnected = false
        if (!this.#closed) lost(error, isNews)
      }
      this.#connection?.close()
      this.#connection = undefined
      if (!this.#closed) await this.#sleep(backoffMs(this.#attempt++, world.random, backoff))
    }
  }

  async #turn(connection: Connection): Promise<void> {
    this.#isWoken = false
    const waitMs = await this.#options.round(connection)
    this.#attempt = 0
    if (this.#isConnected !== true) this.#options.connected()
    this.#isConnected = true
    if (waitMs > 0 && !this.#isWoken && !this.#closed) await this.#sleep(waitMs)
  }

  /** A connection that comes after it was given up is closed. */
  #open(): Promise<Connection> {
    const { open, world } = this.#options
    let isGivenUp = false
    const opening = open().then((connection) => {
      if (isGivenUp || this.#closed) connection.close()
      return connection
    })
    return inTime(opening, world.timers, OPEN_DEADLINE_MS).finally(() => (isGivenUp = true))
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
}

/** Settles as `work` does; rejects with the code `TIMEOUT` where Redis takes longer than so many ms. */
export function inTime<T>(work: Promise<T>, timers: Timers, ms: number): Promise<T> {
  const late = (): Error => Object.assign(new Error('Redis has not answered in time.'), { code: 'TIMEOUT' })
  return withDeadline(work, { timers, ms, late })
}

/** A code alone: messages of drivers may hold what was sent. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  const causes = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : []
  const code = [error, ...causes].flatMap((one) => (one instanceof Error && 'code' in one ? [one.code] : []))[0]
  return typeof code === 'string' ? code.slice(0, 40) : error.name.slice(0, 40)
}
