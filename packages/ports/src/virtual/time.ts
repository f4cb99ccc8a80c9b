/**
 * One line of virtual time: a clock that moves only when told to, and timers that fire in order of their time, then of
 * their making. Everything that promises can settle without a timer is settled before the next timer fires.
 */

import type { Clock, Timer, Timers } from '../time.ts'
import { TimerQueue } from './timer-queue.ts'

/** Clock and timers that move only when a test moves them. */
export class VirtualTime implements Clock, Timers {
  readonly #queue = new TimerQueue()
  #now: number
  #moving = false

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): Timer {
    // A clock of whole milliseconds, as the real one is, and no timer early.
    const entry = this.#queue.add(this.#now + Math.ceil(Math.max(0, ms)), run)
    return { cancel: () => this.#queue.cancel(entry) }
  }

  /** Moves time on by `ms`, firing what falls due and letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms)
  }

  /**
   * Moves time on to `time`; a time that has passed only settles what can settle. What a timer throws comes out here.
   * @throws {Error} when time is being moved already: two drivers would interleave by chance
   */
  async advanceTo(time: number): Promise<void> {
    await this.#drive(async () => {
      await settle()
      for (let due = this.#queue.takeDue(time); due !== undefined; due = this.#queue.takeDue(time)) {
        await this.#fire(due)
      }
      this.#now = Math.max(this.#now, time)
    })
  }

  /**
   * Moves time on until `condition` holds.
   * @throws {Error} when it does not hold within `limitMs` of virtual time
   */
  async until(condition: () => boolean, limitMs = 3_600_000): Promise<void> {
    const end = this.#now + limitMs
    await this.#drive(async () => {
      await settle()
      while (!condition()) {
        const due = this.#queue.takeDue(end)
        if (due === undefined) {
          this.#now = end
          if (condition()) return
          throw new Error(`The condition did not hold within ${limitMs} ms of virtual time.`)
        }
        await this.#fire(due)
      }
    })
  }

  /** Time of the next timer in ms, if any is set. */
  get nextAt(): number | undefined {
    return this.#queue.nextAt
  }

  /** Number of timers that are set: 0 once everything is closed. */
  get waiting(): number {
    return this.#queue.size
  }

  async #fire(due: { readonly at: number; readonly run: () => void }): Promise<void> {
    this.#now = Math.max(this.#now, due.at)
    due.run()
    await settle()
  }

  async #drive(work: () => Promise<void>): Promise<void> {
    if (this.#moving) throw new Error('Time is being moved already: await the first move before starting another.')
    this.#moving = true
    try {
      await work()
    } finally {
      this.#moving = false
    }
  }
}

/**
 * One turn of the event loop. The microtask queue is run dry before it ends, however long a chain of awaits is, which no
 * counted number of `await`s can promise. Promises settled by other threads (files, WebCrypto) are not waited for.
 */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
