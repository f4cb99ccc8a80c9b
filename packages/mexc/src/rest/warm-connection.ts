/** A connection to the exchange that is open when an order comes, however long the program was idle before. */

import type { Timer, Timers } from '@spotdeck/ports'
import type { RestClient } from './rest-client.ts'

/** Shorter than any usual limit on idle connections, in ms. */
const BEAT_MS = 25_000

/** Reads the exchange's clock every 25 s from `start` on: one weight, and no order waits for the clock either. */
export class WarmConnection {
  readonly #rest: RestClient
  readonly #timers: Timers
  #timer: Timer | undefined
  #closed = false

  constructor(rest: RestClient, timers: Timers) {
    this.#rest = rest
    this.#timers = timers
  }

  /** Idempotent; does not keep the process alive. */
  start(): void {
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = this.#timers.after(BEAT_MS, () => {
      this.#timer = undefined
      this.start()
      this.#rest.syncClock().catch(() => undefined)
    })
    this.#timer.unref?.()
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true
    this.#timer?.cancel()
  }
}
