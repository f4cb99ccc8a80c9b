/** One limit of the exchange: at most so much weight in any stretch of so many milliseconds. */

import type { Priority } from './priority.ts'

/** Limit of one sliding window. */
export type WindowRule = {
  /** Most weight (or calls) in any `perMs`. */
  readonly capacity: number
  readonly perMs: number
  /** Capacity that each kind of call leaves free for more urgent ones; 0 by default. */
  readonly keepFree?: Partial<Readonly<Record<Exclude<Priority, 'cancel'>, number>>>
}

/**
 * MEXC counts arrivals and we count departures: calls that left in more than a second can arrive in less. Every window is
 * taken to be this much longer than it is.
 */
const JITTER_MS = 100

/** Weights of the calls within the last `perMs`. */
export class SlidingWindow {
  readonly #rule: WindowRule
  #entries: { readonly at: number; readonly weight: number }[] = []
  #sum = 0

  constructor(rule: WindowRule) {
    this.#rule = rule
  }

  /** The first moment, from `now` on, at which `weight` more may leave. */
  freeAt(now: number, weight: number, priority: Priority): number {
    this.#forget(now)
    const room = Math.max(1, this.#rule.capacity - this.#keptFree(priority))
    let over = this.#sum + Math.min(weight, room) - room
    if (over <= 0) return now
    for (const entry of this.#entries) {
      over -= entry.weight
      if (over <= 0) return entry.at + this.#spanMs
    }
    return now
  }

  take(now: number, weight: number): void {
    this.#entries.push({ at: now, weight })
    this.#sum += weight
  }

  get #spanMs(): number {
    return this.#rule.perMs + JITTER_MS
  }

  #keptFree(priority: Priority): number {
    return priority === 'cancel' ? 0 : (this.#rule.keepFree?.[priority] ?? 0)
  }

  #forget(now: number): void {
    let gone = 0
    for (const entry of this.#entries) {
      // A clock that was set back must not keep old entries for ever.
      if (entry.at + this.#spanMs > now && entry.at <= now) break
      this.#sum -= entry.weight
      gone++
    }
    if (gone > 0) this.#entries = this.#entries.slice(gone)
  }
}
