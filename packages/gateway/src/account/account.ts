/** One account being served: its follower and ledger, its equity and health once a second, and its answers to the desk. */

import type {
  AccountInfo,
  AccountNotice,
  DealData,
  Message,
  OrderData,
  Page,
  SampledEnvelope,
  Snapshot,
} from '@spotdeck/api'
import type { LedgerEvent, LedgerState } from '@spotdeck/ledger'
import { type Clock, type Log, type Random, sleep, type Timer, type Timers, describeError } from '@spotdeck/ports'
import type { Bus, EventsAnswer, FollowedAccount, Head, Trading, GatewayMetrics, AccountVitals } from '@spotdeck/edge'
import {
  type DealsQuery,
  type Hides,
  type OrdersQuery,
  type PastQuestion,
  type PastState,
  type Position,
  toPastState,
  toStatusData,
  AccountReports,
  type Asker,
  type ScanReports,
  dealsPage,
  ordersPage,
  RealizedPnlBook,
  ReportRevision,
} from '@spotdeck/reports'
import { type Exchange, type AccountFollower, type Symbols, type Writer, intakeOf } from '@spotdeck/follow'
import { type LedgerStore } from '@spotdeck/store'
import { type FileReader, Importer } from '@spotdeck/imports'
import type { PastPrices } from '../market/past-prices.ts'
import type { Prices } from '../market/prices.ts'
import type { Touchable } from '../notices/notice-board.ts'
import { isCurrent, knownSinceOf, snapshotOf, storedOrder, touchableOf } from './account-view.ts'
import { ArchiveJob } from './archive-job.ts'
import { EquitySampler } from './equity-sampler.ts'
import { healthSample } from './health-sample.ts'
import { computePast, markPast } from './past.ts'
import { AdjustmentRecorder } from './adjustment-recorder.ts'
import { PriceJob } from './price-job.ts'
import { PublicLog } from './public-log.ts'
import { ValuationRecorder } from './valuation-recorder.ts'

/** Parts and settings of one served account. */
export type AccountOptions = {
  readonly id: string
  readonly label: string
  /** `undefined` where trading is off. */
  readonly trading: Trading | undefined
  /** Warnings about the API key. */
  readonly keyWarnings: readonly Message[]
  /** Returns the notices that affect what is held or open. */
  readonly noticesFor: (touched: Touchable) => readonly AccountNotice[]
  readonly store: LedgerStore
  readonly writer: Writer
  /** Chain hash of the ledger's last public event. */
  readonly lastHash: string
  readonly follower: AccountFollower
  readonly exchange: Exchange
  readonly prices: Prices
  readonly past: Pick<PastPrices, 'at'>
  readonly bus: Bus
  readonly symbols: () => Symbols
  readonly fileReader: FileReader
  readonly scans: Readonly<Record<Asker, ScanReports>>
  readonly random: Random
  readonly timers: Timers
  /** Age from which events are archived, in ms; absent: they are not. */
  readonly retentionMs?: number | undefined
  readonly metrics?: GatewayMetrics | undefined
  /** This machine's time. */
  readonly clock: Clock
  readonly log: Log
}

const SAMPLE_MS = 1_000
/** Time that a sample waits for its PnL, in ms. */
const PNL_WAIT_MS = 300

/** One served account: answers the desk's questions from its ledger, and publishes its events. */
export class Account implements FollowedAccount {
  readonly isFollowedHere = true
  readonly #options: AccountOptions
  readonly #public: PublicLog
  readonly #profits: RealizedPnlBook
  readonly #equity: EquitySampler
  readonly #noting: AdjustmentRecorder
  readonly #pricing: PriceJob
  readonly #valuing: ValuationRecorder
  readonly #archiving: ArchiveJob
  readonly reports: AccountReports
  readonly guestReports: AccountReports
  readonly #revision = new ReportRevision()
  readonly imports: Importer
  #timer: Timer | undefined
  #backfilled = false
  #lookingBack: Promise<void> | undefined
  /** True if what is being computed must be computed again. */
  #mustLookBack = false
  /** True while a gap since the first start lies between today's balances and the time before it. */
  #isPastCutOff = false
  #closed = false
  #currentAt: number | undefined
  #isAbandoned = false
  #isSampling = false

  constructor(options: AccountOptions) {
    this.#options = options
    this.#public = new PublicLog(options)
    this.#profits = new RealizedPnlBook(options.store, options.timers, {
      save: (step) => options.store.savePnl(step),
      failed: (error) => options.log.error(describeError(error), 'realized profit not computed or not stored'),
    })
    this.#equity = new EquitySampler({
      store: options.store,
      prices: options.prices,
      profits: this.#profits,
      state: () => this.#state,
      coming: () => options.writer.coming,
      now: () => options.exchange.now(),
    })
    this.#noting = new AdjustmentRecorder(options)
    this.#pricing = new PriceJob({ ...options, turn: () => sleep({ timers: options.timers, ms: 0 }) })
    this.#valuing = new ValuationRecorder({ ...options, lastPriceOf: (asset) => this.#equity.priceOf(asset) })
    this.#archiving = new ArchiveJob({ ...options, now: () => options.exchange.now() })
    const { writer, store, exchange, symbols, random, fileReader, timers, clock, log } = options
    this.imports = new Importer({
      writer,
      store,
      symbols,
      intake: intakeOf({ writer, store }),
      now: () => exchange.now(),
      clock,
      newId: () => Buffer.from(random.bytes(16)).toString('hex'),
      reader: fileReader,
      turn: () => sleep({ timers, ms: 0 }),
      log,
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

  get trading(): Trading | undefined {
    return this.#options.trading
  }

  get keyWarnings(): readonly Message[] {
    return this.#options.keyWarnings
  }

  start(): void {
    this.#options.follower.start()
    this.#archiving.start()
    this.#tick()
    void this.#resumeLookingBack()
  }

  /** A kill may have come between the sweep and what follows from it. */
  async #resumeLookingBack(): Promise<void> {
    const { birth } = this.#state
    if (birth === undefined) return
    const known = await this.#options.store.equity('hour', 0, birth).catch(() => [])
    this.#backfilled = true
    if (known.length === 0) this.#lookBack()
    else await markPast(this.#options).catch((error: unknown) => this.#warn(error))
  }

  /** Publishes a commit; called by the writer after it is durable, in order. */
  committed(events: readonly LedgerEvent[], state: LedgerState, hashes: readonly string[]): void {
    if (this.#isAbandoned) return
    this.#public.committed(events, hashes)
    this.#revision.take(events)
    this.#profits.take(events, state)
    this.#equity.committed(events, state)
    this.#pricing.committed(events)
    // A gap that is closed later says nothing of the time before the first start, unless it was in the way.
    const before = this.#isPastCutOff ? Infinity : (state.birth ?? 0)
    const swept = events.some(
      (event) =>
        event.type === 'coverage.marked' &&
        event.source !== 'inferred' &&
        event.window.state === 'repaired' &&
        event.window.from < before,
    )
    const paidIn = events.some((event) => event.type === 'flow.told' && event.as === undefined)
    const born = events.some((event) => event.type === 'status.changed' && event.status.since === state.birth)
    if (born || ((swept || paidIn) && this.#backfilled)) this.#lookBack()
  }

  get knownSince(): number | undefined {
    return knownSinceOf(this.#state)
  }

  info(): AccountInfo {
    const { id, label, trading } = this.#options
    return { id, label, trading: trading !== undefined, status: toStatusData(this.#options.follower.status) }
  }

  vitals(): AccountVitals {
    const { stream, latencyMs, drift, healed, pushesWaiting } = this.#options.follower.health
    return {
      state: this.#options.follower.status.state,
      latencyMs,
      lastPushAt: stream?.lastPushAt,
      reconnects: stream?.reconnects ?? 0,
      drift,
      healed,
      pushesWaiting,
    }
  }

  head(): Head {
    return this.#public.head()
  }

  /** Beginning of a reader of this ledger: everything up to the state was published. */
  published(): { readonly store: LedgerStore; readonly state: LedgerState; readonly mark: string } {
    const { store, writer } = this.#options
    return { store, state: writer.state, mark: this.head().hash }
  }

  reportRevision(time: number): number {
    return this.#revision.before(time)
  }

  /** Nobody else commits. */
  refresh(): undefined {
    return undefined
  }

  leaveEpoch(epoch: string): Promise<void> {
    return this.#public.leaveEpoch(epoch)
  }

  snapshot(): Snapshot {
    return snapshotOf({
      id: this.id,
      head: this.head(),
      time: this.#options.exchange.now(),
      state: this.#state,
      status: toStatusData(this.#options.follower.status),
      currentAt: this.#currentAt,
      equity: this.#equity.last,
    })
  }

  eventsAfter(after: Position, limit: number): Promise<EventsAnswer> {
    return this.#public.eventsAfter(after, limit)
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

  /**
   * Stops in this turn, because another process may write the ledger from now on: nothing more is committed, and nothing is
   * published. Resolves when all work has ended. Idempotent.
   */
  abandon(): Promise<void> {
    this.#isAbandoned = true
    void this.#options.writer.close()
    return this.close()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#timer?.cancel()
    await this.#archiving.close()
    await this.imports.close()
    await this.#options.follower.close()
    await this.#profits.end()
    await this.#equity.flush()
    await this.#options.writer.close()
    await this.#options.store.close()
  }

  get #state(): LedgerState {
    return this.#options.writer.known
  }

  #tick(): void {
    this.#timer = this.#options.timers.after(SAMPLE_MS, () => {
      if (this.#closed) return
      this.sampleHealth()
      if (isCurrent(this.#options.follower.status)) this.#currentAt = this.#options.exchange.now()
      void this.#noting.look()
      void this.#sampleEquity()
      this.#tick()
    })
  }

  /** Publishes a sample of the account's health now. */
  sampleHealth(): void {
    if (!this.#closed) this.#publish(healthSample(this.#options))
  }

  #publish(event: SampledEnvelope): void {
    this.#options.bus.publish({ kind: 'sampled', account: event.account, event })
  }

  /** Samples equity, unless the sample before still waits for the disk. */
  async #sampleEquity(): Promise<void> {
    if (this.#isSampling) return
    this.#isSampling = true
    await Promise.all([this.#settleProfits(), this.#valuing.look()])
    this.#isSampling = false
    if (this.#closed) return
    // After the valuation changes: what equity excludes is no flow of any value.
    void this.#pricing.look()
    const data = this.#equity.sample()
    if (data === undefined) return
    this.#publish({ account: this.#options.id, time: data.time, topic: 'equity', type: 'equity.sampled', data })
  }

  /**
   * Waits for the PnL book, but not for long: equity is sampled without it where it is still being computed. During an import
   * each commit makes it stale: it is computed afterwards.
   */
  async #settleProfits(): Promise<void> {
    if (this.imports.isWriting) return
    await this.#profits.settleWithin(() => this.#state, PNL_WAIT_MS)
  }

  /** After the first complete reading, and after the sweep: what was held before, and what it was worth. */
  #lookBack(): void {
    this.#backfilled = true
    if (this.#lookingBack === undefined) this.#lookingBack = this.#lookBackOnce()
    else this.#mustLookBack = true
  }

  /** One at a time: an import brings flows with each of its commits, and is waited for. */
  async #lookBackOnce(): Promise<void> {
    try {
      await this.imports.settled
      this.#mustLookBack = false
      // A gap may be closed while this computes: then it is computed once more.
      this.#isPastCutOff = true
      if (!this.#closed) this.#isPastCutOff = !(await computePast(this.#options, this.#equity))
      if (!this.#closed) await markPast(this.#options)
    } catch (error) {
      this.#warn(error)
    } finally {
      this.#lookingBack = undefined
      if (this.#mustLookBack && !this.#closed) this.#lookBack()
    }
  }

  #warn(error: unknown): void {
    this.#options.log.warn(describeError(error), 'time before the first start not computed')
  }
}
