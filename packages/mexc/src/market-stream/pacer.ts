/** Spaces calls out: the first goes at once, each next one no sooner than `everyMs` after it. Bounded by its callers. */

import type { Clock, Timer, Timers } from '@spotdeck/ports'

/** Runs tasks one after another with a minimum pause between their starts. */
export class Pacer {
  readonly #world: { readonly clock: Clock; readonly timers: Timers }
  readonly #everyMs: number
  #nextAt = 0
  readonly #waiting = new Set<Timer>()

  constructor(world: { readonly clock: Clock; readonly timers: Timers }, everyMs: number) {
    this.#world = world
    this.#everyMs = everyMs
  }

  /** Runs `work` in its turn, never inside this call. */
  run(work: () => void): void {
    const now = this.#world.clock.now()
    const at = Math.max(now, this.#nextAt)
    this.#nextAt = at + this.#everyMs
    const timer = this.#world.timers.after(at - now, () => {
      this.#waiting.delete(timer)
      work()
    })
    this.#waiting.add(timer)
  }

  /** Drops work that has not started. */
  stop(): void {
    for (const timer of this.#waiting) timer.cancel()
    this.#waiting.clear()
  }
}
