/** Rows of the next commit, from the time that the last one took: a commit is one block of the event loop. */

/** Time of one commit, in ms. */
const TARGET_MS = 12
const FIRST_ROWS = 50
/** Minimal number of rows of a commit: with fewer, most of its time is the disk's. */
const MIN_ROWS = 50
const MAX_ROWS = 400
/** A batch grows by half at most: one quick commit proves little. */
const MAX_GROWTH = 1.5

/** Adapts the number of rows per commit. */
export class BatchSize {
  #rows = FIRST_ROWS

  /** Rows of the next commit. */
  get size(): number {
    return Math.round(this.#rows)
  }

  /** Learns how long a commit of `size` rows took, in ms. */
  took(ms: number): void {
    this.#rows = Math.min(MAX_ROWS, Math.max(MIN_ROWS, this.#rows * Math.min(MAX_GROWTH, TARGET_MS / Math.max(1, ms))))
  }
}
