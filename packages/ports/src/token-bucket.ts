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

  /** Takes tokens, one by default; false where there are fewer, and then nothing is taken. */
  take(count = 1): boolean {
    this.#refill()
    if (this.#tokens < count) return false
    this.#tokens -= count
    return true
  }

  /** Time in ms until there are as many tokens, one by default; 0 where there are. */
  waitMs(count = 1): number {
    this.#refill()
    return this.#tokens >= count ? 0 : Math.ceil(((count - this.#tokens) / this.#options.perSecond) * 1_000)
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
