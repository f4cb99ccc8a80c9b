/** Decides when a subscriber's connection takes no more, and when it has taken nothing for too long. */

import type { Clock } from '@spotdeck/ports'
import type { Transport } from '../answer/transport.ts'

/** Buffered bytes above which a subscriber gets nothing more until it has read some. */
const HIGH_WATER_BYTES = 1024 * 1024
/** Time above that limit after which a subscriber is closed, in ms; it resumes by its `seq`. */
const STALLED_MS = 10_000

/** Fill level of one connection. */
export class Backpressure {
  readonly #carrier: Pick<Transport, 'bufferedBytes'>
  readonly #clock: Clock
  #fullSince: number | undefined

  constructor(carrier: Pick<Transport, 'bufferedBytes'>, clock: Clock) {
    this.#carrier = carrier
    this.#clock = clock
  }

  /** True while the connection takes no more. */
  isFull(): boolean {
    const isFull = this.#carrier.bufferedBytes > HIGH_WATER_BYTES
    this.#fullSince = isFull ? (this.#fullSince ?? this.#clock.now()) : undefined
    return isFull
  }

  /** True if it has been full for too long. */
  isStalled(): boolean {
    return this.#fullSince !== undefined && this.#clock.now() - this.#fullSince >= STALLED_MS
  }
}
