/** Tells whether the holder of a lease follows: it renews a lease also while its ledger is not open, or takes no commit. */

import type { Clock, Timers } from '@spotdeck/ports'

/** Time without an answer after which a commit counts as failed, in ms. */
const SLOW_COMMIT_MS = 2_000

/** Parts of a watch. */
export type CommitWatchOptions = {
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
  readonly timers: Timers
  /** Called when a commit waits long for its answer, and when it has got it after all: readers are told at once. */
  readonly changed: () => void
}

/** Commits with one fencing token. */
export class CommitWatch {
  readonly #token: number
  readonly #options: CommitWatchOptions
  /** True while the last commit that was answered is stored. */
  #isStored = false
  /** Time since which a commit has no answer. */
  #waitsSince: number | undefined

  constructor(token: number, options: CommitWatchOptions) {
    this.#token = token
    this.#options = options
  }

  /** Runs a commit; one at a time. @throws what `commit` throws */
  async run<T>(commit: () => Promise<T>): Promise<T> {
    const { monotonic, timers, changed } = this.#options
    this.#waitsSince = monotonic.now()
    let isSlow = false
    const slow = timers.after(SLOW_COMMIT_MS, () => {
      isSlow = true
      changed()
    })
    try {
      const stored = await commit()
      this.#isStored = true
      return stored
    } catch (cause) {
      this.#isStored = false
      throw cause
    } finally {
      slow.cancel()
      this.#waitsSince = undefined
      if (isSlow) changed()
    }
  }

  /** True if the holder of the lease with this token follows: its last commit is stored, and none waits long for its answer. */
  follows(token: number): boolean {
    const now = this.#options.monotonic.now()
    return token === this.#token && this.#isStored && now - (this.#waitsSince ?? now) < SLOW_COMMIT_MS
  }
}
