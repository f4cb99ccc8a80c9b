/** Figures of one served account that are sampled: its health, its equity and its realized profit, once a second. */

import type { SampledEnvelope } from '@spotdeck/api'
import type { Bus } from '@spotdeck/edge'
import type { LedgerEvent, LedgerState } from '@spotdeck/ledger'
import type { Timer, Timers } from '@spotdeck/ports'
import { type BookOptions, RealizedPnlBook, ReportRevision } from '@spotdeck/reports'
import type { LedgerStore } from '@spotdeck/store'
import type { Prices } from '../market/prices.ts'
import { isCurrent } from './account-view.ts'
import { type EquityKeeperOptions, EquitySampler } from './equity-sampler.ts'
import { healthSample } from './health-sample.ts'
import type { LedgerSource } from './ledger-source.ts'

/** Parts of an account's figures. */
export type AccountFiguresOptions = {
  readonly id: string
  readonly source: LedgerSource
  readonly store: LedgerStore
  /** Storage of the samples of equity. */
  readonly samples: EquityKeeperOptions['store']
  /** Storage of the profit; without it, profit is only read. */
  readonly book?: BookOptions
  readonly coming?: EquityKeeperOptions['coming']
  /** Prepares a sample of equity. Returns false where none is to be made. */
  readonly prepare: () => Promise<boolean>
  readonly prices: Prices
  readonly bus: Bus
  readonly timers: Timers
  /** Exchange time. */
  readonly now: () => number
}

const SAMPLE_MS = 1_000
/** Time that a sample waits for its PnL, in ms. */
const PNL_WAIT_MS = 300

/** Samples and publishes the figures of one account from `start` until `stop`. */
export class AccountFigures {
  readonly equity: EquitySampler
  readonly revision = new ReportRevision()
  readonly #options: AccountFiguresOptions
  readonly #profits: RealizedPnlBook
  #timer: Timer | undefined
  #stopped = false
  #isSampling = false
  #currentAt: number | undefined

  constructor(options: AccountFiguresOptions) {
    this.#options = options
    const { source, store, samples, timers, book, coming = () => undefined } = options
    this.#profits = new RealizedPnlBook(store, timers, book)
    this.equity = new EquitySampler({
      ...options,
      store: samples,
      profits: this.#profits,
      state: () => source.state,
      coming,
    })
  }

  /** Exchange time at which figures were last those of now, to a second. */
  get currentAt(): number | undefined {
    return this.#currentAt
  }

  start(): void {
    if (this.#stopped) return
    this.#timer = this.#options.timers.after(SAMPLE_MS, () => {
      this.sampleHealth()
      if (isCurrent(this.#options.source.status)) this.#currentAt = this.#options.now()
      void this.#sampleEquity()
      this.start()
    })
  }

  /** Applies the events of a commit. */
  applied(events: readonly LedgerEvent[], state: LedgerState): void {
    this.revision.take(events)
    this.#profits.take(events, state)
    this.equity.committed(events, state)
  }

  /** Publishes a sample of the account's health now. */
  sampleHealth(): void {
    if (!this.#stopped) this.#publish(healthSample(this.#options))
  }

  /** Waits for the PnL book, but not for long: equity is sampled without it where it is still being computed. */
  settled(): Promise<void> {
    return this.#profits.settleWithin(() => this.#options.source.state, PNL_WAIT_MS)
  }

  /** Samples nothing any more. Idempotent. */
  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /** Resolves when everything that was computed is stored. */
  async end(): Promise<void> {
    await this.#profits.end()
    await this.equity.flush()
  }

  /** Samples equity, unless the sample before is still being prepared, as it is while it waits for the disk. */
  async #sampleEquity(): Promise<void> {
    if (this.#isSampling) return
    this.#isSampling = true
    const isPrepared = await this.#options.prepare()
    this.#isSampling = false
    const data = this.#stopped || !isPrepared ? undefined : this.equity.sample()
    if (data === undefined) return
    this.#publish({ account: this.#options.id, time: data.time, topic: 'equity', type: 'equity.sampled', data })
  }

  #publish(event: SampledEnvelope): void {
    this.#options.bus.publish({ kind: 'sampled', account: event.account, event })
  }
}
