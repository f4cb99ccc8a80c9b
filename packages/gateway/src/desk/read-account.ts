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
import { type Log, type Timer, type Timers, sleep } from '@spotdeck/ports'
import { type ChainedEvent, type LedgerStore, describeError } from '@spotdeck/follow'
import type { Bus } from '../bus/bus.ts'
import type { SharedBus } from '../bus/shared-bus.ts'
import type {
  DealsQuery,
  EventsAnswer,
  FollowedAccount,
  Head,
  Hides,
  OrdersQuery,
  PastQuestion,
  PastState,
  Position,
} from '../desk.ts'
import { markOf, toEnvelope, toPastState, toStatusData } from '../envelope.ts'
import type { PastPrices } from '../market/past-prices.ts'
import type { Prices } from '../market/prices.ts'
import type { AccountVitals } from '../metrics/vitals.ts'
import type { Touchable } from '../notices/notice-board.ts'
import { AccountReports } from '../reports/account-reports.ts'
import { dealsPage, ordersPage } from '../reports/list-pages.ts'
import { RealizedPnlBook } from '../reports/realized-pnl-book.ts'
import { ReportRevision } from '../reports/report-revision.ts'
import type { Asker, ScanReports } from '../reports/scans.ts'
import type { LedgerSight } from '../storage.ts'
import { knownSinceOf, snapshotOf, storedOrder, touchableOf } from './account-view.ts'
import { BusFeed } from './bus-feed.ts'
import type { VerifiedEvent } from './bus-step.ts'
import { EquitySampler } from './equity-sampler.ts'
import { healthSample } from './health-sample.ts'
import { type ReaderWatch, readerStatus, watchFrom, watched } from './reader-status.ts'

/** Beginning of a reader: everything up to this state was published here. */
export type ReaderStart = {
  readonly store: LedgerStore
  readonly state: LedgerState
  /** Mark of the last public event of the state, as positions carry it. */
  readonly mark: string
  readonly why: ReaderWatch['begun']['why']
}

/** Parts and settings of a reader. */
export type ReadAccountOptions = ReaderStart & {
  readonly id: string
  readonly label: string
  /** True where the account may trade, in the process that follows it. */
  readonly isTrading: boolean
  /** Warnings about the API key of this process. */
  readonly keyWarnings: readonly Message[]
  /** Returns the notices that affect what is held or open. */
  readonly noticesFor: (touched: Touchable) => readonly AccountNotice[]
  /** Looks at the stored ledger. */
  readonly look: () => Promise<LedgerSight | undefined>
  /** Called once the stored ledger is another one than that of `store`: of another epoch, shorter, or gone. */
  readonly replaced: () => void
  /** Exchange time. */
  readonly exchange: { now(): number }
  readonly prices: Prices
  readonly past: Pick<PastPrices, 'at'>
  readonly bus: Bus
  /** Brings events sooner than the store is looked at. */
  readonly sharedBus?: SharedBus | undefined
  readonly scans: Readonly<Record<Asker, ScanReports>>
  readonly timers: Timers
  readonly log: Log
}

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
  #watch: ReaderWatch
  #timer: Timer | undefined
  #sampling: Timer | undefined
  /** One at a time. */
  #reading: Promise<void> = Promise.resolve()
  #isSilent = false
  #closed = false

  constructor(options: ReadAccountOptions) {
    this.#options = options
    const { store, state, mark, why, exchange, timers, prices } = options
    this.#state = state
    this.#mark = mark
    this.#watch = watchFrom({ at: exchange.now(), why })
    this.#profits = new RealizedPnlBook(store, timers)
    this.#feed = new BusFeed({
      account: options.id,
      epoch: store.epoch,
      n: state.n,
      bus: options.sharedBus,
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
    this.#watch = { ...this.#watch, refused: { at: this.#options.exchange.now(), code } }
  }

  /** Nothing is published any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#feed.close()
    this.#timer?.cancel()
    this.#sampling?.cancel()
    await this.#profits.end()
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
      equity: this.#equity.last,
    })
  }

  async eventsAfter(after: Position, limit: number): Promise<EventsAnswer> {
    const { id: account, store } = this.#options
    const known = this.head()
    // Another gateway may have given the caller what this one has not read yet.
    if (after.epoch === known.epoch && after.seq > known.seq) await this.catchUp().catch(() => undefined)
    const head = this.head()
    if (after.epoch !== head.epoch || after.seq < store.archived.seq || after.seq > head.seq)
      return { kind: 'gone', head }
    const found = await store.publicAfter(after.seq, Math.min(limit, head.seq - after.seq))
    return { kind: 'events', events: found.map((one) => toEnvelope(one, { ...head, account })) }
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
    const { silentSince: busSilentSince } = this.#feed
    return readerStatus(this.#watch, { stored: this.#state.status, at: this.#options.exchange.now(), busSilentSince })
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
    const { look, store, replaced, exchange, timers } = this.#options
    if (this.#closed) return undefined
    const sight = await look()
    if (this.#closed) return undefined
    if (sight === undefined || sight.epoch !== store.epoch || sight.n < this.#state.n) {
      replaced()
      return undefined
    }
    const at = exchange.now()
    while (this.#state.n < sight.n && (await this.#readPage(sight.n))) await sleep({ timers, ms: 0 })
    // The stored status is a present one only together with everything that was stored with it.
    if (this.#state.n >= sight.n) this.#watch = watched(this.#watch, { at, leaseMs: sight.leaseMs })
    return this.#state.n === sight.n ? sight.hash : undefined
  }

  /** Applies and publishes the next events, up to event `to`. Returns true if there may be more. */
  async #readPage(to: number): Promise<boolean> {
    const { store } = this.#options
    const events = await store.eventsAfter(this.#state.n, Math.min(STEP, to - this.#state.n))
    if (events.length === 0) return false
    const state = applyAll(this.#state, events)
    const count = state.seq - this.#state.seq
    const told = count === 0 ? [] : await store.publicAfter(this.#state.seq, count)
    if (this.#closed) return false
    this.#giveOn({ events, state, told })
    return true
  }

  /** Applies and publishes events of the bus, which were committed before they were given to it. */
  #applyVerified(verified: readonly VerifiedEvent[]): void {
    if (this.#closed) return
    const events = verified.map(({ event }) => event)
    const told = verified.flatMap(({ event, hash }): ChainedEvent[] => (isPublic(event) ? [{ event, hash }] : []))
    this.#giveOn({ events, state: applyAll(this.#state, events), told })
  }

  #giveOn({ events, state, told }: GivenOn): void {
    const { id: account, bus } = this.#options
    this.#state = state
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
