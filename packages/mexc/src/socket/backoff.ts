/** How long to wait before the next try: longer with each failure, and never at the same moment as everybody else. */

import type { Clock, Random } from '@spotdeck/ports'

/** Full jitter: uniform in [0, min(capMs, baseMs · 2^attempt)). `attempt` counts from 0. */
export function backoffMs(attempt: number, random: Random, baseMs = 250, capMs = 30_000): number {
  return Math.floor(random.next() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)))
}

/** A connection that dies sooner than this after it was ready counts as one more failure. */
const HEALTHY_AFTER_MS = 60_000

/** Counts failures in a row; only a stretch of health ends the row, so that a flapping server is not hammered. */
export class Backoff {
  readonly #world: { readonly clock: Clock; readonly random: Random }
  #attempt = 0
  #readyAt: number | undefined

  constructor(world: { readonly clock: Clock; readonly random: Random }) {
    this.#world = world
  }

  /** What was tried works now. */
  ready(): void {
    this.#readyAt = this.#world.clock.now()
  }

  /** It failed, or what had worked broke: how long to wait, in ms. */
  next(): number {
    const healthy = this.#readyAt !== undefined && this.#world.clock.now() - this.#readyAt >= HEALTHY_AFTER_MS
    this.#readyAt = undefined
    if (healthy) this.#attempt = 0
    return backoffMs(this.#attempt++, this.#world.random)
  }
}
