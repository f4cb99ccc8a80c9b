/** Archives the old events of one ledger, an hour after another; see decision 0019. A failure is told and tried again an hour later. */

import { describeError, HOUR_MS, type Log, MINUTE_MS, SECOND_MS, type Timer, type Timers, sleep } from '@spotdeck/ports'
import { type ArchivedFile, type LedgerStore } from '@spotdeck/store'
import type { GatewayMetrics } from '@spotdeck/edge'

/** Parts of an archive job. */
export type ArchiveJobOptions = {
  readonly id: string
  readonly store: Pick<LedgerStore, 'archive'>
  /** Age from which events are archived, in ms; absent: none are. */
  readonly retentionMs?: number | undefined
  /** The exchange's time in ms. */
  readonly now: () => number
  readonly timers: Timers
  readonly metrics?: Pick<GatewayMetrics, 'archived' | 'archiveFailed'> | undefined
  readonly log: Log
}

/** Time from the start to the first run: what an account needs to be live goes first. */
const FIRST_MS = 10 * MINUTE_MS
const EVERY_MS = HOUR_MS
/** Pause between two files. */
const PAUSE_MS = SECOND_MS

/** Archives events of one account, one run at a time. */
export class ArchiveJob {
  readonly #options: ArchiveJobOptions
  #timer: Timer | undefined
  #running: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: ArchiveJobOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#options.retentionMs !== undefined) this.#runAfter(FIRST_MS)
  }

  /** Ends a run before its next step: no event has left the ledger by then. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#timer?.cancel()
    await this.#running
  }

  #runAfter(ms: number): void {
    this.#timer = this.#options.timers.after(ms, () => {
      this.#running = this.#run().then((isMore) => {
        if (!this.#closed) this.#runAfter(isMore ? PAUSE_MS : EVERY_MS)
      })
    })
  }

  /** Archives one file; true where there may be more to do. */
  async #run(): Promise<boolean> {
    const { id, store, retentionMs = Infinity, now, metrics, log } = this.#options
    try {
      const file = await store.archive({ before: now() - retentionMs, turn: () => this.#turn() })
      if (file === undefined) return false
      metrics?.archived({ events: file.last - file.first + 1, bytes: file.bytes })
      log.info({ account: id, ...logged(file) }, 'events archived')
      return true
    } catch (error) {
      if (error instanceof Closing) return false
      metrics?.archiveFailed()
      log.error(
        { account: id, ...describeError(error) },
        'events not archived: they stay in the ledger, and it is tried again in an hour',
      )
      return false
    }
  }

  async #turn(): Promise<void> {
    await sleep({ timers: this.#options.timers, ms: 0 })
    if (this.#closed) throw new Closing('The account closes.')
  }
}

class Closing extends Error {}

const logged = ({ name, first, last, bytes }: ArchivedFile) => ({ file: name, first, last, bytes })
