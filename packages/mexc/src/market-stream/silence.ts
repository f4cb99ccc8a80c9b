/** Time that a channel may be silent while its socket is alive, and when to check again. */

import type { Timer, Timers } from '@spotdeck/ports'
import type { PublicChannel } from '@spotdeck/wire'

/** MEXC: these push every 10 or 100 ms, or every 3 s, even when nothing changed; the others only when something happened. */
const BOOK_TICKER_SILENCE_MS = 5_000
const TICKER_SILENCE_MS = 30_000
/** After each silence in a row the next one is waited for twice as long, up to this many times the first. */
const MAX_FACTOR = 32

/** ms; undefined for a channel that may be silent for hours because nobody trades. */
export function usualSilenceMs(channel: PublicChannel): number | undefined {
  switch (channel.kind) {
    case 'aggreBookTicker':
      return BOOK_TICKER_SILENCE_MS
    case 'miniTicker':
    case 'miniTickers':
      return TICKER_SILENCE_MS
    default:
      return undefined
  }
}

/** Calls `silent` when nothing was heard for too long since the channel went live; again later if that did not help. */
export class SilenceWatch {
  readonly #timers: Timers
  readonly #limitMs: number
  readonly #silent: () => void
  #factor = 1
  #heard = false
  #timer: Timer | undefined

  constructor(timers: Timers, limitMs: number, silent: () => void) {
    this.#timers = timers
    this.#limitMs = limitMs
    this.#silent = silent
  }

  /** The channel is live (again). */
  start(): void {
    this.stop()
    this.#timer = this.#timers.after(this.#limitMs * this.#factor, () => this.#look())
  }

  heard(): void {
    this.#heard = true
    this.#factor = 1
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** One timer a limit and a flag, instead of a timer a push: a silence is found after one to two limits. */
  #look(): void {
    if (this.#heard) {
      this.#heard = false
      return this.start()
    }
    this.#timer = undefined
    this.#factor = Math.min(this.#factor * 2, MAX_FACTOR)
    this.#silent()
  }
}
