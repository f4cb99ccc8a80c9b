/**
 * The one hand that writes an account's ledger: work on the state is done one piece after the other, each commit is durable
 * before anyone sees it, and what a store cannot take now is tried again while nothing is published. What contradicts the ledger is not.
 */

import {
  type CoverageKind,
  type LedgerEvent,
  type EventDraft,
  type LedgerState,
  markCoverage,
  record,
  touchedRows,
} from '@spotdeck/ledger'
import type { Log, Timers } from '@spotdeck/ports'
import type { LedgerStore } from '../store/port.ts'
import { codeOf, describeError } from './errors.ts'
import { sleep } from './sleep.ts'

export type WriterOptions = {
  readonly store: LedgerStore
  readonly state: LedgerState
  /** Exchange time. */
  readonly now: () => number
  readonly timers: Timers
  readonly log: Log
  /** Called after each commit, in order. */
  readonly publish: (events: readonly LedgerEvent[], state: LedgerState) => void
}

/**
 * Commits that fail: since when, how often, and the store's own code. `knownTo` is when the first of what could not be stored
 * happened: nothing after it may be claimed.
 */
export type WriteTrouble = {
  readonly since: number
  readonly knownTo: number
  readonly attempt: number
  readonly code: string
}

/** The store took the commit for a contradiction to what it holds: nothing of it is stored, and trying again would not help. */
export class CommitRefused extends Error {
  readonly code: string

  constructor(cause: unknown) {
    super('The ledger refused a commit that contradicts it: the account is to be read anew.', { cause })
    this.code = codeOf(cause)
  }
}

/** A disk that is full or busy, or a folder that cannot be written now: that may pass. */
const PASSING: readonly string[] = [
  'SQLITE_FULL',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_NOMEM',
  'DATA_DIR_UNWRITABLE',
]

const KINDS: readonly CoverageKind[] = ['assets', 'orders', 'deals', 'flows']
const FIRST_RETRY_MS = 250
const MAX_RETRY_MS = 10_000

export class Writer {
  readonly #options: WriterOptions
  #state: LedgerState
  #tail: Promise<unknown> = Promise.resolve()
  #writing: WriteTrouble | undefined
  #closed = false

  constructor(options: WriterOptions) {
    this.#options = options
    this.#state = options.state
  }

  /** The state after the last commit. */
  get state(): LedgerState {
    return this.#state
  }

  /** The state as it may be served: while the store refuses, nothing that happened since is known. */
  get known(): LedgerState {
    const { coverage } = this.#state
    const from = this.#writing?.knownTo
    if (from === undefined || coverage.length === 0) return this.#state
    return {
      ...this.#state,
      coverage: KINDS.reduce((windows, kind) => markCoverage(windows, { kind, from, state: 'unknown' }), coverage),
    }
  }

  /** Present while the store refuses what happened: nothing of it is published, and it is tried again. */
  get writing(): WriteTrouble | undefined {
    return this.#writing
  }

  /** Exchange time, ms since the epoch. */
  now(): number {
    return this.#options.now()
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Runs `work` when all earlier work is done; only inside it may `write` be called. */
  serial<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(work)
    this.#tail = run.catch(() => undefined)
    return run
  }

  /**
   * Commits what happened, then publishes it. Tries again until it is stored or the writer is closed.
   * @throws {CommitRefused} where it contradicts what is stored
   */
  async write(happenings: readonly EventDraft[]): Promise<void> {
    if (happenings.length === 0) return
    const { store, now } = this.#options
    const next = record(this.#state, happenings, now())
    const commit = { events: next.events, rows: touchedRows(this.#state, next.state, next.events) }
    for (let attempt = 0; !this.#closed; attempt++) {
      try {
        await store.commit(commit)
        this.#writing = undefined
        this.#state = next.state
        return this.#publish(next.events, next.state)
      } catch (error) {
        if (!PASSING.some((code) => codeOf(error).startsWith(code))) throw this.#refused(error)
        const since = this.#writing?.since ?? now()
        const knownTo = this.#writing?.knownTo ?? happenings.reduce((first, { time }) => Math.min(first, time), since)
        this.#writing = { since, knownTo, attempt: attempt + 1, code: codeOf(error) }
        this.#options.log.error(describeError(error), 'The ledger could not be written; trying again.')
        await sleep(this.#options.timers, Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt))
      }
    }
    throw new Error('The ledger was closed before the commit.')
  }

  #refused(cause: unknown): CommitRefused {
    this.#writing = undefined
    this.#options.log.error(
      describeError(cause),
      'The ledger refused a commit that contradicts it; nothing of it is stored.',
    )
    return new CommitRefused(cause)
  }

  /** What is stored has happened, whatever its readers make of it. */
  #publish(events: readonly LedgerEvent[], state: LedgerState): void {
    try {
      this.#options.publish(events, state)
    } catch (error) {
      this.#options.log.error(describeError(error), 'Readers could not be told of what was stored.')
    }
  }

  /** Lets the work under way finish, but starts no retry any more. */
  async close(): Promise<void> {
    const tail = this.#tail
    this.#closed = true
    await tail
  }
}
