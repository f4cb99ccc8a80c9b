/** Market reads of viewers and of the public at the exchange: few a second, apart from the owner's, and refused when too many wait. */

import { type Clock, type Timers, withDeadline, Counts } from '@spotdeck/ports'

/** Reads under way at the same time, of all guests. */
const LANES = 3
/** Shortest time between two reads in one lane, in ms: with three lanes, at most three reads begin in a second. */
const LANE_MS = 1_000
/** Reads of one credential that wait or are under way: one page's worth. */
const MAX_OPEN_EACH = 6
/** Reads of all guests that wait or are under way. */
const MAX_OPEN = 18
/** Time after which a read that has not begun is refused, in ms. */
const MAX_WAIT_MS = 5_000

/** A guest's read was refused: too many wait, or it waited for too long. */
export class TooManyReads extends Error {
  /** Seconds until a program may retry. */
  readonly retryAfter = 2
}

/** Lets the reads of guests begin in turn. */
export class GuestReads {
  readonly #world: { readonly clock: Clock; readonly timers: Timers }
  readonly #byCredential = new Counts<string>()
  #open = 0
  #free = LANES
  #waiting: (() => void)[] = []

  constructor(world: { readonly clock: Clock; readonly timers: Timers }) {
    this.#world = world
  }

  /**
   * Runs a read of the credential `key` in its turn; `signal` ends its wait.
   * @throws {TooManyReads}
   */
  async run<T>(key: string, read: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#open >= MAX_OPEN || this.#byCredential.of(key) >= MAX_OPEN_EACH) throw new TooManyReads()
    const leave = this.#byCredential.add(key)
    this.#open += 1
    try {
      await this.#lane(signal)
      return await this.#inLane(read)
    } finally {
      this.#open -= 1
      leave()
    }
  }

  async #inLane<T>(read: () => Promise<T>): Promise<T> {
    const { clock, timers } = this.#world
    const freeAt = clock.now() + LANE_MS
    try {
      return await read()
    } finally {
      timers.after(Math.max(0, freeAt - clock.now()), () => this.#release())
    }
  }

  async #lane(signal: AbortSignal | undefined): Promise<void> {
    if (this.#free > 0) return void (this.#free -= 1)
    const refused = (): Error => new TooManyReads()
    let admit = (): void => {}
    const turn = new Promise<void>((resolve) => (admit = resolve))
    this.#waiting.push(admit)
    const options = { timers: this.#world.timers, ms: MAX_WAIT_MS, signal, late: refused, aborted: refused }
    try {
      await withDeadline(turn, options)
    } catch (error) {
      const isWaiting = this.#waiting.includes(admit)
      if (isWaiting) this.#waiting = this.#waiting.filter((other) => other !== admit)
      else this.#release()
      throw error
    }
  }

  /** Hands the lane to the next read that waits. */
  #release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}
