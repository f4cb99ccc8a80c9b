/** The clock side of a reader's status: remembers answers of the database, and measures its silence by the machine's clock. */

import type { Status } from '@spotdeck/ledger'
import type { Clock } from '@spotdeck/ports'
import { type ReaderWatch, readerStatus, watchFrom, watched } from './reader-status.ts'

/** Parts of a watch. */
export type DatabaseWatchOptions = {
  readonly why: ReaderWatch['begun']['why']
  /** Exchange time, which times of a status are in. */
  readonly now: () => number
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
}

/** Knowledge of a reader about the database, and about who follows the account. */
export class DatabaseWatch {
  readonly #options: DatabaseWatchOptions
  #watch: ReaderWatch
  #answeredAt: number

  constructor(options: DatabaseWatchOptions) {
    this.#options = options
    this.#watch = watchFrom({ at: options.now(), why: options.why })
    this.#answeredAt = options.monotonic.now()
  }

  /** The moment at which the database is asked. */
  asked(): { readonly at: number; readonly by: number } {
    return { at: this.#options.now(), by: this.#options.monotonic.now() }
  }

  /** Notes its answer: the time for which the lease is still valid, in ms. */
  answered(asked: { readonly at: number; readonly by: number }, leaseMs: number): void {
    this.#watch = watched(this.#watch, { at: asked.at, leaseMs })
    this.#answeredAt = asked.by
  }

  /** Notes that this process cannot open the ledger. */
  refused(code: string): void {
    this.#watch = { ...this.#watch, refused: { at: this.#options.now(), code } }
  }

  /** The status to show in place of the stored one. */
  status(stored: Status, busSilentSince: number | undefined): Status {
    const silentMs = this.#options.monotonic.now() - this.#answeredAt
    return readerStatus(this.#watch, { stored, at: this.#options.now(), silentMs, busSilentSince })
  }
}
