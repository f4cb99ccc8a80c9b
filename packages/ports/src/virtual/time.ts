/**
 * One line of virtual time: a clock that moves only when told to, and timers that fire in order of their time, then of
 * their making. Promises that settle on the way run before the next timer does.
 */

import type { Clock, Timer, Timers } from '../time.ts'

type Entry = { readonly at: number; readonly order: number; readonly run: () => void; cancelled: boolean }

/** Rounds of the microtask queue between timers; more than any chain of awaits in one step of the product. */
const SETTLE_ROUNDS = 50

export class VirtualTime implements Clock, Timers {
  readonly #queue: Entry[] = []
  #now: number
  #order = 0

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): Timer {
    const entry: Entry = { at: this.#now + Math.max(0, ms), order: this.#order++, run, cancelled: false }
    const index = this.#queue.findIndex((other) => other.at > entry.at)
    this.#queue.splice(index < 0 ? this.#queue.length : index, 0, entry)
    return { cancel: () => void (entry.cancelled = true) }
  }

  /** Moves time on by `ms`, firing what falls due and letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms)
  }

  async advanceTo(time: number): Promise<void> {
    await settle()
    for (let due = this.#takeDue(time); due !== undefined; due = this.#takeDue(time)) {
      this.#now = due.at
      due.run()
      await settle()
    }
    this.#now = Math.max(this.#now, time)
  }

  /**
   * Moves time on until `condition` holds.
   * @throws {Error} when it does not hold within `limitMs` of virtual time
   */
  async until(condition: () => boolean, limitMs = 3_600_000): Promise<void> {
    const end = this.#now + limitMs
    await settle()
    while (!condition()) {
      const due = this.#takeDue(end)
      if (due === undefined) throw new Error(`The condition did not hold within ${limitMs} ms of virtual time.`)
      this.#now = due.at
      due.run()
      await settle()
    }
  }

  /** When the next timer is due, if any waits. */
  get nextAt(): number | undefined {
    return this.#queue.find((entry) => !entry.cancelled)?.at
  }

  #takeDue(until: number): Entry | undefined {
    for (let first = this.#queue[0]; first !== undefined && first.at <= until; first = this.#queue[0]) {
      this.#queue.shift()
      if (!first.cancelled) return first
    }
    return undefined
  }
}

/** Lets every promise that can settle without a timer do so. */
async function settle(): Promise<void> {
  for (let round = 0; round < SETTLE_ROUNDS; round++) await Promise.resolve()
}
