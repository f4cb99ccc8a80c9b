/**
 * Single writer of one account's ledger: commits in order, retries while the store is unavailable, publishes after the
 * commit. A commit that contradicts the ledger is not retried.
 */

import {
  type CoverageKind,
  type LedgerEvent,
  type EventDraft,
  type LedgerState,
  type PriceOf,
  markCoverage,
  record,
  touchedRows,
  withAdjustments,
} from '@spotdeck/ledger'
import { type Log, type Timers, CodedError, codeOf, describeError, longestBackoffMs, sleep } from '@spotdeck/ports'
import { type Commit, type LedgerStore, commitFailureOf } from '@spotdeck/store'

/** Events that somebody else than the follower wants to record, decided by the state that they will follow. */
export type Proposal = (state: LedgerState) => readonly EventDraft[] | Promise<readonly EventDraft[]>

/** Dependencies of the writer. */
export type WriterOptions = {
  readonly store: LedgerStore
  readonly state: LedgerState
  /** Exchange time. */
  readonly now: () => number
  readonly timers: Timers
  readonly log: Log
  /** Prices of now: with them, what a read shows and nothing explains is recorded in the commit of the read. */
  readonly priceOf?: PriceOf
  /** Called after each commit, in order, with the chain hash of each event. */
  readonly publish: (events: readonly LedgerEvent[], state: LedgerState, hashes: readonly string[]) => void
}

/**
 * Failing commits, retried or refused: start, number of tries, and the store's own code. `knownTo`: time of the first
 * event that could not be stored; coverage ends there.
 */
export type WriteTrouble = {
  readonly since: number
  readonly knownTo: number
  readonly attempt: number
  readonly code: string
}

/** A commit that contradicts the stored ledger: nothing is stored, no retry helps. `code`: the store's own. */
export class CommitRefused extends CodedError {
  constructor(cause: unknown) {
    const message =
      'The ledger rejected a commit that contradicts it: nothing was stored, and the account must be reconciled.'
    super(codeOf(cause), message, { cause })
  }
}

const KINDS: readonly CoverageKind[] = ['assets', 'orders', 'deals', 'flows']
/** Bounds of the wait before the next try, in ms. */
const RETRY = { baseMs: 250, capMs: 10_000 }

/** Single writer of one account's ledger. Events are published after their commit, in order. */
export class Writer {
  readonly #options: WriterOptions
  #state: LedgerState
  #coming: LedgerState | undefined
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

  /** The state that is being stored; `undefined` between commits. */
  get coming(): LedgerState | undefined {
    return this.#coming
  }

  /** State as it may be served: while commits fail, coverage since then is unknown. */
  get known(): LedgerState {
    const { coverage } = this.#state
    const from = this.#writing?.knownTo
    if (from === undefined || coverage.length === 0) return this.#state
    return {
      ...this.#state,
      coverage: KINDS.reduce((windows, kind) => markCoverage(windows, { kind, from, state: 'unknown' }), coverage),
    }
  }

  /** Present from a commit that failed or was refused to the next that is stored: the state may be an old one. */
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

  /**
   * Commits what `decide` makes of the state when all earlier work is done, and resolves with the state after it. No
   * events: nothing is committed.
   * @throws {CommitRefused} where the events contradict the stored ledger
   */
  propose(decide: Proposal): Promise<LedgerState> {
    return this.serial(async () => {
      await this.write(await decide(this.#state))
      return this.#state
    })
  }

  /** Runs `work` when all earlier work is done: a turn of the follower, which alone calls `write` inside it. */
  serial<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(work)
    this.#tail = run.catch(() => undefined)
    return run
  }

  /**
   * Commits drafts, then publishes their events. Retries until they are stored or the writer is closed.
   * @throws {CommitRefused} where they contradict the stored ledger
   */
  async write(happenings: readonly EventDraft[]): Promise<void> {
    if (happenings.length === 0) return
    const [time, { priceOf }] = [this.now(), this.#options]
    const batch = record(this.#state, happenings, time)
    const next = priceOf === undefined ? batch : withAdjustments(this.#state, batch, { time, priceOf })
    const commit = { events: next.events, rows: touchedRows(this.#state, next.state, next.events) }
    this.#coming = next.state
    const hashes = await this.#stored(commit, happenings).finally(() => (this.#coming = undefined))
    this.#writing = undefined
    this.#state = next.state
    this.#publish(next.events, next.state, hashes)
  }

  /** Resolves with the commit's chain hashes once it is stored. */
  async #stored(commit: Commit, happenings: readonly EventDraft[]): Promise<readonly string[]> {
    const { store, timers, log } = this.#options
    for (let attempt = 0; !this.#closed; attempt++) {
      try {
        return await store.commit(commit)
      } catch (error) {
        this.#writing = this.#troubleOf(happenings, codeOf(error))
        if (commitFailureOf(error) === 'contradiction') throw this.#refused(error)
        log.error(describeError(error), 'ledger not writable, retrying')
        await sleep({ timers, ms: longestBackoffMs(attempt, RETRY) })
      }
    }
    throw new Error('The ledger was closed before the commit: nothing was stored. Open the account again.')
  }

  #troubleOf(happenings: readonly EventDraft[], code: string): WriteTrouble {
    const { since, knownTo, attempt } = this.#writing ?? { since: this.now(), attempt: 0 }
    const begun = knownTo ?? happenings.reduce((first, { time }) => Math.min(first, time), since)
    return { since, knownTo: begun, attempt: attempt + 1, code }
  }

  #refused(cause: unknown): CommitRefused {
    this.#options.log.error(describeError(cause), 'commit contradicts the ledger, nothing stored')
    return new CommitRefused(cause)
  }

  /** Publishes committed events; an error of a subscriber does not affect the commit. */
  #publish(...committed: Parameters<WriterOptions['publish']>): void {
    try {
      this.#options.publish(...committed)
    } catch (error) {
      this.#options.log.error(describeError(error), 'committed events not published')
    }
  }

  /** Finishes the work in progress, without further retries. */
  async close(): Promise<void> {
    const tail = this.#tail
    this.#closed = true
    await tail
  }
}
