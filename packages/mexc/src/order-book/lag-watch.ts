/** Detects a book that no longer changes while the exchange's does, by versions that another channel has shown. */

import type { Timer, Timers } from '@spotdeck/ports'

/** Calls back when the book has not reached a version within the limit after another channel showed it. */
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

  /** The exchange was seen at `version` while the book was at `own`. The oldest version that is missing counts. */
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
