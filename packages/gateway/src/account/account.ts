/** One account that is followed here: its follower, its ledger, and the work that the ledger needs. */

import type { LedgerEvent, LedgerState } from '@spotdeck/ledger'
import { type Clock, type Log, type Random, sleep, describeError } from '@spotdeck/ports'
import type { Bus, GatewayMetrics, Trading } from '@spotdeck/edge'
import { type Exchange, type AccountFollower, type Symbols, type Writer } from '@spotdeck/follow'
import type { LedgerStore } from '@spotdeck/store'
import { type FileReader, Importer } from '@spotdeck/imports'
import type { Prices } from '../market/prices.ts'
import { AccountFigures } from './account-figures.ts'
import { AdjustmentRecorder } from './adjustment-recorder.ts'
import { ArchiveJob } from './archive-job.ts'
import { computePast, markPast } from './past.ts'
import { PriceJob } from './price-job.ts'
import { PublicLog } from './public-log.ts'
import { ServedLedger, type ServedLedgerOptions } from './served-ledger.ts'
import type { PlanRunner } from '../trading/plan-runner.ts'
import { ValuationRecorder } from './valuation-recorder.ts'

/** Parts and settings of an account that is followed here. */
export type AccountOptions = Omit<ServedLedgerOptions, 'now' | 'isTrading' | 'imports'> & {
  /** `undefined` where trading is off. */
  readonly trading: Trading | undefined
  /** `undefined` where plans are off. */
  readonly plans: PlanRunner | undefined
  readonly writer: Writer
  /** Chain hash of the ledger's last public event. */
  readonly lastHash: string
  readonly follower: AccountFollower
  readonly exchange: Exchange
  readonly prices: Prices
  readonly bus: Bus
  readonly symbols: () => Symbols
  readonly fileReader: FileReader
  readonly random: Random
  /** Age from which events are archived, in ms; absent: they are not. */
  readonly retentionMs?: number | undefined
  readonly metrics?: GatewayMetrics | undefined
  /** This machine's time. */
  readonly clock: Clock
  readonly log: Log
}

/** One followed account: what it commits is published, and its ledger is served. */
export class Account {
  readonly served: ServedLedger
  readonly #options: AccountOptions
  readonly #public: PublicLog
  readonly #figures: AccountFigures
  readonly #imports: Importer
  readonly #noting: AdjustmentRecorder
  readonly #pricing: PriceJob
  readonly #valuing: ValuationRecorder
  readonly #archiving: ArchiveJob
  #backfilled = false
  #lookingBack: Promise<void> | undefined
  /** True if what is being computed must be computed again. */
  #mustLookBack = false
  /** True while a gap since the first start lies between today's balances and the time before it. */
  #isPastCutOff = false
  #closed = false
  #isAbandoned = false

  constructor(options: AccountOptions) {
    this.#options = options
    const { writer, store, exchange, symbols, random, fileReader, timers, clock, log, trading } = options
    const now = () => exchange.now()
    const turn = () => sleep({ timers, ms: 0 })
    this.#public = new PublicLog(options)
    this.#figures = new AccountFigures({
      ...options,
      now,
      source: this.#public,
      samples: store,
      book: {
        save: (step) => store.savePnl(step),
        failed: (error) => log.error(describeError(error), 'realized profit not computed or not stored'),
      },
      coming: () => writer.coming,
      prepare: () => this.#prepareSample(),
    })
    this.#noting = new AdjustmentRecorder(options)
    this.#pricing = new PriceJob({ ...options, turn })
    this.#valuing = new ValuationRecorder({ ...options, lastPriceOf: (asset) => this.#figures.equity.priceOf(asset) })
    this.#archiving = new ArchiveJob({ ...options, now })
    this.#imports = new Importer({
      writer,
      store,
      symbols,
      now,
      clock,
      newId: () => Buffer.from(random.bytes(16)).toString('hex'),
      reader: fileReader,
      turn,
      log,
    })
    const served = { ...options, now, imports: this.#imports, isTrading: trading !== undefined }
    this.served = new ServedLedger(served, this.#public, this.#figures)
  }

  start(): void {
    this.#options.follower.start()
    this.#archiving.start()
    this.#figures.start()
    this.#options.plans?.start()
    void this.#resumeLookingBack()
  }

  /** A kill may have come between the sweep and what follows from it. */
  async #resumeLookingBack(): Promise<void> {
    const { birth } = this.#public.state
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
    this.#figures.applied(events, state)
    this.#pricing.committed(events)
    this.#options.plans?.committed(events, state)
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

  /** Publishes a sample of the account's health now. */
  sampleHealth(): void {
    this.#options.plans?.statusChanged()
    this.#figures.sampleHealth()
  }

  /** Beginning of a reader of this ledger: everything up to the state was published. */
  published(): { readonly store: LedgerStore; readonly state: LedgerState; readonly mark: string } {
    const { store, writer } = this.#options
    return { store, state: writer.state, mark: this.#public.head().hash }
  }

  /**
   * Stops in this turn, because another process may write the ledger from now on: nothing more is committed, and
   * nothing is published. Resolves when all work has ended. Idempotent.
   */
  abandon(): Promise<void> {
    this.#isAbandoned = true
    this.#options.plans?.close()
    void this.#options.writer.close()
    return this.close()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#options.plans?.close()
    this.#figures.stop()
    await this.#archiving.close()
    await this.#imports.close()
    await this.#options.follower.close()
    await this.#figures.end()
    await this.#options.writer.close()
    await this.#options.store.close()
  }

  /**
   * Records what a sample of equity excludes, and waits for the profit, but not during an import: each of its commits
   * makes the profit stale, and it is computed afterwards.
   */
  async #prepareSample(): Promise<boolean> {
    void this.#noting.look()
    await Promise.all([this.#imports.isWriting ? undefined : this.#figures.settled(), this.#valuing.look()])
    // After the valuation changes: what equity excludes is no flow of any value.
    if (!this.#closed) void this.#pricing.look()
    return true
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
      await this.#imports.settled
      this.#mustLookBack = false
      // A gap may be closed while this computes: then it is computed once more.
      this.#isPastCutOff = true
      if (!this.#closed) this.#isPastCutOff = !(await computePast(this.#options, this.#figures.equity))
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
