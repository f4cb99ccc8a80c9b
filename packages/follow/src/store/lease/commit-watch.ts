/** Tells whether the holder of a lease follows: it renews a lease also while its ledger is not open, or takes no commit. */

import type { Clock } from '@spotdeck/ports'

/** Time without an answer after which a commit counts as failed, in ms. */
const SLOW_COMMIT_MS = 3_000

/** Commits with one fencing token. */
export class CommitWatch {
  readonly #token: number
  readonly #monotonic: Clock
  /** True while the last commit that was answered is stored. */
  #isStored = false
  /** Time since which a commit has no answer. */
  #waitsSince: number | undefined

  /** @param monotonic a clock that is never set: ms since any moment */
  constructor(token: number, monotonic: Clock) {
    this.#token = token
    this.#monotonic = monotonic
  }

  /** Runs a commit; one at a time. @throws what `commit` throws */
  async run<T>(commit: () => Promise<T>): Promise<T> {
    this.#waitsSince = this.#monotonic.now()
    try {
      const stored = await commit()
      this.#isStored = true
      return stored
    } catch (cause) {
      this.#isStored = false
      throw cause
    } finally {
      this.#waitsSince = undefined
    }
  }

  /** True if the holder of the lease with this token follows: its last commit is stored, and none waits long for its answer. */
  follows(token: number): boolean {
    const now = this.#monotonic.now()
    return token === this.#token && this.#isStored && now - (this.#waitsSince ?? now) <= SLOW_COMMIT_MS
  }
}
