/** A token bucket: a burst at once, then a steady rate. */

import type { Clock } from './time.ts'

/** Size and rate of a bucket. */
export type TokenBucketOptions = {
  /** Tokens that a full bucket holds. */
  readonly burst: number
  /** Tokens that return per second. */
  readonly perSecond: number
}

/** Starts full. A clock that is set back adds no tokens and takes none. */
export class TokenBucket {
  readonly #clock: Clock
  readonly #options: TokenBucketOptions
  #tokens: number
  #at: number

  constructor(clock: Clock, options: TokenBucketOptions) {
    this.#clock = clock
    this.#options = options
    this.#tokens = options.burst
    this.#at = clock.now()
  }

  /** Takes one token; false where there is none, and then nothing is taken. */
  take(): boolean {
    this.#refill()
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Time in ms until the next token, 0 where there is one. */
  waitMs(): number {
    this.#refill()
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#options.perSecond) * 1_000)
  }

  /** True if the bucket is full: its state says nothing that a new bucket would not say. */
  isFull(): boolean {
    this.#refill()
    return this.#tokens >= this.#options.burst
  }

  #refill(): void {
    const now = this.#clock.now()
    const passedMs = Math.max(0, now - this.#at)
    this.#at = now
    this.#tokens = Math.min(this.#options.burst, this.#tokens + (passedMs / 1_000) * this.#options.perSecond)
  }
}
