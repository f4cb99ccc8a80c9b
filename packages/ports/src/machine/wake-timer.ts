/** The one timer of a pure state: wakes it when the state says so. */

import type { Clock, Timer, Timers } from '../time.ts'

/** A timer that fires later than this was held up, by a busy or sleeping machine: frames that arrived meanwhile are read first. */
const LATE_MS = 250
const CATCH_UP_MS = 100

/** Calls `wake` at a time that may be moved with every frame. */
export class WakeTimer {
  readonly #world: { readonly clock: Clock; readonly timers: Timers }
  readonly #wake: () => void
  #set: { readonly at: number; readonly timer: Timer } | undefined

  constructor(world: { readonly clock: Clock; readonly timers: Timers }, wake: () => void) {
    this.#world = world
    this.#wake = wake
  }

  /** `Infinity`: never. A timer that is set for sooner stays: waking once too often costs less than one timer a frame. */
  set(at: number): void {
    if (at !== Infinity && this.#set !== undefined && this.#set.at <= at) return
    this.#set?.timer.cancel()
    this.#set = undefined
    if (at !== Infinity)
      this.#start(at, () => (this.#world.clock.now() - at > LATE_MS ? this.#catchUp() : this.#fire()))
  }

  #catchUp(): void {
    this.#start(this.#world.clock.now() + CATCH_UP_MS, () => this.#fire())
  }

  #start(at: number, expired: () => void): void {
    const timer = this.#world.timers.after(Math.max(0, at - this.#world.clock.now()), expired)
    this.#set = { at, timer }
  }

  #fire(): void {
    this.#set = undefined
    this.#wake()
  }
}
