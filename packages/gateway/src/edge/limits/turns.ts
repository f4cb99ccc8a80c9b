/** Lets long lists of guests be made one after the other, with pauses in which everybody else is served. */

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

  /** Resolves after a pause of its own, after all that asked before. */
  next(): Promise<void> {
    this.#waiting += 1
    return (this.#last = this.#last.then(() => this.#pause()))
  }

  #pause(): Promise<void> {
    const { leastMs, perWaitingMs, mostMs } = GUEST_LIST_PAUSE
    this.#waiting -= 1
    const ms = Math.min(mostMs, leastMs + perWaitingMs * this.#waiting)
    return new Promise((resolve) => this.#afterPause(ms, resolve))
  }
}
