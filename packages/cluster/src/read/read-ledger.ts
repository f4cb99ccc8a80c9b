/**
 * One ledger that another process may be writing: its events are read from the store and the bus, applied to the state,
 * and published. Nothing is written.
 */

import { type LedgerEvent, type LedgerState, type Status, applyAll, isPublic } from '@spotdeck/ledger'
import { type Clock, type Log, type Timer, type Timers, sleep, describeError } from '@spotdeck/ports'
import type { ChainedEvent, LedgerStore } from '@spotdeck/store'
import type { LedgerSight } from '@spotdeck/store/postgres'
import { markOf, toEnvelope } from '@spotdeck/reports'
import type { Bus, Head } from '@spotdeck/edge'
import { checkBusEvent } from '../bus/bus-event.ts'
import { BusFeed } from '../bus/bus-feed.ts'
import type { VerifiedEvent } from '../bus/bus-step.ts'
import type { SharedBus } from '../bus/shared-bus.ts'
import type { ReaderWatch } from './reader-status.ts'
import { DatabaseWatch } from './reader-watch.ts'

/** Beginning of a reader: everything up to this state was published here. */
export type ReaderStart = {
  readonly store: LedgerStore
  readonly state: LedgerState
  /** Mark of the last public event of the state, as positions carry it. */
  readonly mark: string
  readonly why: ReaderWatch['begun']['why']
  /** Last event of this epoch that the store contradicted after it was given on. */
  readonly contradictedTo?: number
}

/** Parts of a ledger that is read. */
export type ReadLedgerOptions = ReaderStart & {
  readonly id: string
  /** Looks at the stored ledger. */
  readonly look: () => Promise<LedgerSight | undefined>
  /** Called once the stored ledger is another one than that of `store`: of another epoch, shorter, or gone. */
  readonly replaced: () => void
  /** Called with events that were applied, before they are published. */
  readonly applied: (events: readonly LedgerEvent[], state: LedgerState) => void
  /** Exchange time. */
  readonly now: () => number
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
  readonly bus: Bus
  /** Brings events sooner than the store is looked at. */
  readonly sharedBus?: SharedBus | undefined
  readonly timers: Timers
  readonly log: Log
}

/** Time between two looks at the ledger, in ms: while the bus brings its events, and without it. */
const LOOK_MS = { heard: 1_000, silent: 500 }
/** Events that are read at once. */
const STEP = 1_000
/** Events, the public ones among them with their hashes, and the state after them. */
type GivenOn = {
  readonly events: readonly LedgerEvent[]
  readonly told: readonly ChainedEvent[]
  readonly state: LedgerState
}

/** Reads a ledger from `start` until `close`. */
export class ReadLedger {
  readonly #options: ReadLedgerOptions
  readonly #feed: BusFeed
  readonly #watch: DatabaseWatch
  #state: LedgerState
  #mark: string
  /** Chain hash of the last event, where it is known. */
  #hash: string | undefined
  #timer: Timer | undefined
  /** One at a time. */
  #reading: Promise<void> = Promise.resolve()
  #isSilent = false
  #closed = false

  constructor(options: ReadLedgerOptions) {
    this.#options = options
    const { id: account, store, state, mark, sharedBus: bus, contradictedTo = 0, monotonic, now } = options
    this.#state = state
    this.#mark = mark
    this.#watch = new DatabaseWatch(options)
    this.#feed = new BusFeed({
      ...{ account, epoch: store.epoch, n: state.n, contradictedTo, bus, clock: monotonic, now },
      apply: (events) => this.#applyVerified(events),
      read: () => void this.#catchUpQuietly(),
    })
  }

  /** State after the last event that was given on. */
  get state(): LedgerState {
    return this.#state
  }

  /** Status as far as it is known here. */
  get status(): Status {
    return this.#watch.status(this.#state.status, this.#feed.silentSince)
  }

  /** Events that were given on, by where they came from. */
  get counts(): { readonly bus: number; readonly database: number } {
    return this.#feed.counts
  }

  head(): Head {
    return { epoch: this.#options.store.epoch, seq: this.#state.seq, hash: this.#mark }
  }

  /** Tells subscribers that what they were given may be gone: each begins anew from the head of this reader. */
  tellReplaced(): void {
    const { id: account, bus } = this.#options
    bus.publish({ kind: 'replaced', account, head: this.head() })
  }

  start(): void {
    this.#feed.start()
    this.#arm()
  }

  /**
   * Reads and publishes everything that is stored by now.
   * @throws {StoreError} and others, when the store cannot be read
   */
  refresh(): Promise<void> {
    const next = this.#reading.then(() => this.#readTold())
    this.#reading = next.catch(() => undefined)
    return next
  }

  /** Says in the status that the ledger cannot be opened here. */
  refused(code: string): void {
    this.#watch.refused(code)
  }

  /** Nothing is published any more. Idempotent. */
  close(): void {
    this.#closed = true
    this.#feed.close()
    this.#timer?.cancel()
  }

  #arm(): void {
    this.#timer = this.#options.timers.after(this.#feed.isHeard ? LOOK_MS.heard : LOOK_MS.silent, () => {
      this.#feed.tellSilence(this.#options.log)
      void this.#catchUpQuietly().then(() => {
        if (!this.#closed) this.#arm()
      })
    })
  }

  #catchUpQuietly(): Promise<void> {
    return this.refresh().then(
      () => this.#heard(),
      (error: unknown) => this.#failed(error),
    )
  }

  #heard(): void {
    if (this.#isSilent) this.#options.log.info({ account: this.#options.id }, 'ledger read again')
    this.#isSilent = false
  }

  /** Told once: a database that is away is asked twice a second. */
  #failed(error: unknown): void {
    if (!this.#isSilent)
      this.#options.log.warn({ account: this.#options.id, ...describeError(error) }, 'ledger not read, retrying')
    this.#isSilent = true
  }

  /** The same, telling the feed, which holds what the bus brings meanwhile. */
  async #readTold(): Promise<void> {
    this.#feed.reading()
    let read: { readonly ok: boolean; readonly hash?: string | undefined } = { ok: false }
    try {
      read = { ok: true, hash: await this.#read() }
    } finally {
      this.#feed.read({ ...read, n: this.#state.n })
    }
  }

  /** Returns the chain hash of the last event that was given on, where it is known. */
  async #read(): Promise<string | undefined> {
    const { look, why, timers } = this.#options
    if (this.#closed) return undefined
    const asked = this.#watch.asked()
    const sight = await look()
    if (this.#closed) return undefined
    if (sight === undefined && why === 'missing') return void this.#watch.answered(asked, 0)
    if (sight === undefined || this.#isAnother(sight)) return this.#replaced()
    while (this.#state.n < sight.n && (await this.#readPage(sight.n))) await sleep({ timers, ms: 0 })
    // The stored status is a present one only together with everything that was stored with it.
    if (this.#state.n >= sight.n) this.#watch.answered(asked, sight.leaseMs)
    if (this.#state.n === sight.n) this.#hash = sight.hash
    return this.#state.n === sight.n ? sight.hash : undefined
  }

  #replaced(): undefined {
    this.#options.replaced()
    return undefined
  }

  /** True for a ledger without what was given here: of another epoch, shorter, or with another last event. */
  #isAnother({ epoch, n, hash }: LedgerSight): boolean {
    if (epoch !== this.#options.store.epoch || n < this.#state.n) return true
    return n === this.#state.n && this.#hash !== undefined && hash !== this.#hash
  }

  /** Applies and publishes the next events, up to event `to`. Returns true if there may be more. */
  async #readPage(to: number): Promise<boolean> {
    const { store } = this.#options
    const events = await store.eventsAfter(this.#state.n, Math.min(STEP, to - this.#state.n))
    if (events.length === 0) return false
    const count = events.filter(isPublic).length
    // With the last event that was given on, which a database that went back may have replaced by another one.
    const known = Math.min(this.#state.seq, 1)
    const found = count === 0 ? [] : await store.publicAfter(this.#state.seq - known, count + known)
    if (this.#closed) return false
    const [before] = found
    if (known === 1 && before !== undefined && markOf(before.hash) !== this.#mark) return this.#replaced() ?? false
    const told = found.slice(known)
    this.#giveOn({ events, state: applyAll(this.#state, events), told })
    return true
  }

  /** Applies and publishes events of the bus, which were committed before they were given to it. */
  #applyVerified(verified: readonly VerifiedEvent[]): void {
    if (this.#closed) return
    const events = verified.map(({ event }) => event)
    const position = { account: this.#options.id, epoch: this.#options.store.epoch }
    for (const { event, hash } of verified) checkBusEvent(event, hash, position)
    const told = verified.flatMap(({ event, hash }): ChainedEvent[] => (isPublic(event) ? [{ event, hash }] : []))
    this.#giveOn({ events, state: applyAll(this.#state, events), told })
    this.#hash = verified.at(-1)?.hash
  }

  #giveOn({ events, state, told }: GivenOn): void {
    const { id: account, bus, applied } = this.#options
    this.#state = state
    this.#hash = undefined
    const last = told.at(-1)
    if (last !== undefined) this.#mark = markOf(last.hash)
    applied(events, state)
    const head = this.head()
    if (told.length > 0)
      bus.publish({ kind: 'durable', account, head, events: told.map((one) => toEnvelope(one, { ...head, account })) })
  }
}
