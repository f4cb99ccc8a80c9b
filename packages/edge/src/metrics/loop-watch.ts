/** Watches the event loop: keeps its longest block since the gateway serves, and logs blocks beyond a limit. */

import type { Log, LoopDelay, Timer, Timers } from '@spotdeck/ports'

/** Parts of the watch. */
export type LoopWatchOptions = {
  /** Measured for the watch alone: whoever takes a measurement begins a new one. */
  readonly delay: LoopDelay
  readonly timers: Timers
  readonly log: Log
}

/** Longer blocks are logged, in ms: callers notice them, and a busy machine seldom makes them by itself. */
export const LOGGED_BLOCK_MS = 250
const CHECK_EVERY_MS = 5_000

/** Keeps the longest block of the event loop. */
export class LoopWatch {
  readonly #options: LoopWatchOptions
  #longestMs = 0
  #timer: Timer | undefined

  constructor(options: LoopWatchOptions) {
    this.#options = options
  }

  /** Begins to watch; blocks from before, as of opening a large ledger, are left out. */
  start(): void {
    this.#options.delay.take()
    this.#arm()
  }

  /** The longest block since the start, in ms. */
  get longestMs(): number {
    if (this.#timer !== undefined) this.#check()
    return this.#longestMs
  }

  /** Idempotent. */
  close(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#options.delay.close()
  }

  #arm(): void {
    this.#timer = this.#options.timers.after(CHECK_EVERY_MS, () => {
      this.#check()
      this.#arm()
    })
  }

  #check(): void {
    const { mostMs } = this.#options.delay.take()
    this.#longestMs = Math.max(this.#longestMs, mostMs)
    if (mostMs <= LOGGED_BLOCK_MS) return
    const fields = { event: 'event-loop-blocked', ms: Math.round(mostMs), longestMs: Math.round(this.#longestMs) }
    this.#options.log.warn(fields, 'event loop was blocked')
  }
}
