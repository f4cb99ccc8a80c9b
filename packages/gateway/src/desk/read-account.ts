/**
 * One account whose ledger another process may be writing: its events are read from the store, published here, and applied to the
 * state that answers. Nothing is written.
 */

import type {
  AccountInfo,
  AccountNotice,
  DealData,
  Message,
  OrderData,
  Page,
  Snapshot,
  StatusData,
} from '@spotdeck/api'
import { type LedgerEvent, type LedgerState, type Status, applyAll, isPublic } from '@spotdeck/ledger'
import { type Timer, sleep, describeError } from '@spotdeck/ports'
import { type ChainedEvent } from '@spotdeck/store'
import {
  type DealsQuery,
  type Hides,
  type OrdersQuery,
  type PastQuestion,
  type PastState,
  type Position,
  markOf,
  toEnvelope,
  toPastState,
  toStatusData,
  AccountReports,
  dealsPage,
  ordersPage,
  RealizedPnlBook,
  ReportRevision,
} from '@spotdeck/reports'
import type { EventsAnswer, FollowedAccount, Head, AccountVitals } from '@spotdeck/edge'
import type { LedgerSight } from '../storage.ts'
import { isCurrent, knownSinceOf, snapshotOf, storedOrder, touchableOf } from './account-view.ts'
import { checkBusEvent } from './bus-event.ts'
import { BusFeed } from './bus-feed.ts'
import type { VerifiedEvent } from './bus-step.ts'
import { EquitySampler } from './equity-sampler.ts'
import { healthSample } from './health-sample.ts'
import type { ReadAccountOptions } from './read-account-options.ts'
import { DatabaseWatch } from './reader-watch.ts'

/** Time between two looks at the ledger, in ms: while the bus brings its events, and without it. */
const LOOK_MS = { heard: 1_000, silent: 500 }
const SAMPLE_MS = 1_000
/** Time that a sample waits for its PnL, in ms. */
const PNL_WAIT_MS = 300
/** Events that are read at once. */
const STEP = 1_000
/** Events, the public ones among them with their hashes, and the state after them. */
type GivenOn = {
  readonly events: readonly LedgerEvent[]
  readonly told: readonly ChainedEvent[]
  readonly state: LedgerState
}

const CURRENT: ReadonlySet<string> = new Set(['live', 'reconciling', 'degraded'])
const IDLE = { drift: 0, healed: 0, pushesWaiting: 0 } as const

/** Reads an account from `start` until `close`. */
export class ReadAccount implements FollowedAccount {
  readonly isFollowedHere = false
  readonly imports = undefined
  readonly trading = undefined
  readonly reports: AccountReports
  readonly guestReports: AccountReports
  readonly #options: ReadAccountOptions
  readonly #revision = new ReportRevision()
  readonly #profits: RealizedPnlBook
  readonly #equity: EquitySampler
  readonly #feed: BusFeed
  #state: LedgerState
  #mark: string
  readonly #watch: DatabaseWatch
  /** Chain hash of the last event, where it is known. */
  #hash: string | undefined
  #timer: Timer | undefined
  #sampling: Timer | undefined
  /** One at a time. */
  #reading: Promise<void> = Promise.resolve()
  #isSilent = false
  #closed = false
  /** Exchange time at which figures were last those of now, to a second. */
  #currentAt: number | undefined

  constructor(options: ReadAccountOptions) {
    this.#options = options
    const { store, state, mark, why, exchange, timers, prices } = options
    this.#state = state
    this.#mark = mark
    this.#watch = new DatabaseWatch({ why, exchange, monotonic: options.monotonic })
    this.#profits = new RealizedPnlBook(store, timers)
    this.#feed = new BusFeed({
      account: options.id,
      epoch: store.epoch,
      n: state.n,
      contradictedTo: options.contradictedTo ?? 0,
      bus: options.sharedBus,
      clock: options.monotonic,
      now: () => exchange.now(),
      apply: (events) => this.#applyVerified(events),
      read: () => void this.#catchUpQuietly(),
    })
    this.#equity = new EquitySampler({
      // The process that follows the account stores samples.
      store: { saveEquity: () => Promise.resolve(), pruneEquity: () => Promise.resolve() },
      prices,
      profits: this.#profits,
      state: () => this.#state,
      coming: () => undefined,
      now: () => exchange.now(),
    })
    const reported = {
      ...options,
      state: () => this.#state,
      equity: this.#equity,
      now: () => exchange.now(),
      turn: () => sleep({ timers, ms: 0 }),
    }
    this.reports = new AccountReports({ ...reported, scans: options.scans.owner })
    this.guestReports = new AccountReports({ ...reported, scans: options.scans.guests })
  }

  get id(): string {
    return this.#options.id
  }

  get keyWarnings(): readonly Message[] {
    return this.#options.keyWarnings
  }

  /** Tells subscribers that what they were given may be gone: each begins anew from the head of this reader. */
  tellReplaced(): void {
    this.#options.bus.publish({ kind: 'replaced', account: this.id, head: this.head() })
  }

  start(): void {
    this.#feed.start()
    this.#arm()
    this.#sample()
  }

  /**
   * Reads and publishes everything that is stored by now.
   * @throws {StoreError} and others, when the store cannot be read
   */
  catchUp(): Promise<void> {
    const next = this.#reading.then(() => this.#readTold())
    this.#reading = next.catch(() => undefined)
    return next
  }

  /** Says in the status that the ledger cannot be opened here. */
  refused(code: string): void {
    this.#watch.refused(code)
  }

  /** Nothing is published any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#feed.close()
    this.#timer?.cancel()
    this.#sampling?.cancel()
    await this.#profits.end()
  }

  /** Number of the last event that was given on. */
  get n(): number {
    return this.#state.n
  }

  get knownSince(): number | undefined {
    return knownSinceOf(this.#state)
  }

  info(): AccountInfo {
    const { id, label, isTrading } = this.#options
    return { id, label, trading: isTrading, status: this.#status }
  }

  vitals(): AccountVitals {
    return { state: this.#current.state, reconnects: 0, ...IDLE, read: this.#feed.counts }
  }

  head(): Head {
    return { epoch: this.#options.store.epoch, seq: this.#state.seq, hash: this.#mark }
  }

  reportRevision(time: number): number {
    return this.#revision.before(time)
  }

  /** The process that follows the account decides about its epoch. */
  leaveEpoch(): Promise<void> {
    return Promise.resolve()
  }

  snapshot(): Snapshot {
    return snapshotOf({
      id: this.id,
      head: this.head(),
      time: this.#options.exchange.now(),
      state: this.#state,
      status: this.#status,
      currentAt: this.#currentAt,
      equity: this.#equity.last,
    })
  }

  async eventsAfter(after: Position, limit: number): Promise<EventsAnswer> {
    const { id: account, store } = this.#options
    const known = this.head()
    // Another gateway may have given the caller what this one has not read yet.
    if (after.epoch === known.epoch && after.seq > known.seq) await this.catchUp()
    const head = this.head()
    if (after.epoch !== head.epoch || after.seq < store.archived.seq || after.seq > head.seq)
      return { kind: 'gone', head }
    const found = await store.publicAfter(after.seq, Math.min(limit, head.seq - after.seq))
    return { kind: 'events', events: found.map((one) => toEnvelope(one, { ...head, account })) }
  }

  refresh(): Promise<void> {
    return this.catchUp()
  }

  get archivedSeq(): number {
    return this.#options.store.archived.seq
  }

  notices(hides?: Hides): readonly AccountNotice[] {
    return this.#options.noticesFor(touchableOf(this.#state, hides))
  }

  async pastState(until: PastQuestion, turn: () => Promise<void>): Promise<PastState> {
    return toPastState(await this.#options.store.pastState(until, turn))
  }

  orders(query: OrdersQuery): Promise<Page<OrderData>> {
    return ordersPage(this.#options.store, query)
  }

  order(orderId: string): Promise<OrderData | undefined> {
    return storedOrder(this.#options.store, orderId)
  }

  deals(query: DealsQuery): Promise<Page<DealData>> {
    return dealsPage(this.#options.store, query)
  }

  get #current(): Status {
    return this.#watch.status(this.#state.status, this.#feed.silentSince)
  }

  get #status(): StatusData {
    return toStatusData(this.#current)
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
    return this.catchUp().then(
      () => this.#heard(),
      (error: unknown) => this.#failed(error),
    )
  }

  #heard(): void {
    if (this.#isSilent) this.#options.log.info({ account: this.id }, 'ledger read again')
    this.#isSilent = false
  }

  /** Told once: a database that is away is asked twice a second. */
  #failed(error: unknown): void {
    if (!this.#isSilent)
      this.#options.log.warn({ account: this.id, ...describeError(error) }, 'ledger not read, retrying')
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

  /** True for a ledger that does not contain what was given here: of another epoch, shorter, or with another last event. */
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
    const position = { account: this.id, epoch: this.#options.store.epoch }
    for (const { event, hash } of verified) checkBusEvent(event, hash, position)
    const told = verified.flatMap(({ event, hash }): ChainedEvent[] => (isPublic(event) ? [{ event, hash }] : []))
    this.#giveOn({ events, state: applyAll(this.#state, events), told })
    this.#hash = verified.at(-1)?.hash
  }

  #giveOn({ events, state, told }: GivenOn): void {
    const { id: account, bus } = this.#options
    this.#state = state
    this.#hash = undefined
    const last = told.at(-1)
    if (last !== undefined) this.#mark = markOf(last.hash)
    this.#revision.take(events)
    this.#profits.take(events, state)
    this.#equity.committed(events, state)
    const head = this.head()
    if (told.length > 0)
      bus.publish({ kind: 'durable', account, head, events: told.map((one) => toEnvelope(one, { ...head, account })) })
  }

  #sample(): void {
    this.#sampling = this.#options.timers.after(SAMPLE_MS, () => {
      const { id, exchange, prices, bus } = this.#options
      const follower = { health: IDLE, status: this.#current }
      if (isCurrent(follower.status)) this.#currentAt = exchange.now()
      bus.publish({ kind: 'sampled', account: id, event: healthSample({ id, exchange, follower, prices }) })
      void this.#sampleEquity().then(() => {
        if (!this.#closed) this.#sample()
      })
    })
  }

  async #sampleEquity(): Promise<void> {
    if (!CURRENT.has(this.#current.state)) return
    await this.#profits.settleWithin(() => this.#state, PNL_WAIT_MS)
    const data = this.#closed ? undefined : this.#equity.sample()
    if (data === undefined) return
    const event = { account: this.id, time: data.time, topic: 'equity', type: 'equity.sampled', data } as const
    this.#options.bus.publish({ kind: 'sampled', account: this.id, event })
  }
}
