/** Lets long lists and replays of guests be made one after the other, with pauses in which everybody else is served. */

import { GUEST_LIST_PAUSE } from './budgets.ts'
import type { AfterPause } from './report-gate.ts'

/** A queue that serves one at a time. Node accepts one connection per turn of its loop, so the more wait, the longer it pauses. */
export class Turns {
  readonly #afterPause: AfterPause
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(afterPause: AfterPause) {
    this.#afterPause = afterPause
  }

  /** Resolves after a pause of its own, after all that asked before. Who `isGone` by then takes no time. */
  next(isGone: () => boolean = () => false): Promise<void> {
    this.#waiting += 1
    return (this.#last = this.#last.then(() => this.#pause(isGone)))
  }

  async #pause(isGone: () => boolean): Promise<void> {
    const { leastMs, perWaitingMs, mostMs } = GUEST_LIST_PAUSE
    this.#waiting -= 1
    if (isGone()) return
    const ms = Math.min(mostMs, leastMs + perWaitingMs * this.#waiting)
    await new Promise<void>((resolve) => this.#afterPause(ms, resolve))
  }
}
