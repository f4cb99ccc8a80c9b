/** Finds out that a book has stood still while the exchange's went on: by versions that others have seen, given time to arrive. */

import type { Timer, Timers } from '@spotdeck/ports'

export class LagWatch {
  readonly #timers: Timers
  readonly #limitMs: number
  readonly #behind: (version: number) => void
  #version = 0
  #timer: Timer | undefined

  /** `behind` is called when the book has not come to a version that was seen `limitMs` before. */
  constructor(timers: Timers, limitMs: number, behind: (version: number) => void) {
    this.#timers = timers
    this.#limitMs = limitMs
    this.#behind = behind
  }

  /** The exchange was seen at `version` while the book stood at `own`. The oldest version that is missing counts. */
  seen(version: number, own: number): void {
    if (version <= own || this.#timer !== undefined) return
    this.#version = version
    this.#timer = this.#timers.after(this.#limitMs, () => {
      this.#timer = undefined
      this.#behind(version)
    })
  }

  /** The book has come to `version`. */
  reached(version: number): void {
    if (this.#timer !== undefined && version >= this.#version) this.stop()
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
