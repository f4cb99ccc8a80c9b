/** One account whose ledger another process may be writing, as the desk serves it. */

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
import { ReadLedger, type ReadLedgerOptions } from '@spotdeck/cluster'
import { type Timer, sleep } from '@spotdeck/ports'
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
import type { EventsAnswer, FollowedAccount, Head, AccountVitals } from '@spotdeck/edge'
import type { PastPrices } from '../market/past-prices.ts'
import type { Prices } from '../market/prices.ts'
import type { Touchable } from '../notices/notice-board.ts'
import { isCurrent, knownSinceOf, snapshotOf, storedOrder, touchableOf } from './account-view.ts'
import { EquitySampler } from './equity-sampler.ts'
import { healthSample } from './health-sample.ts'

/** Parts and settings of a reader. */
export type ReadAccountOptions = Omit<ReadLedgerOptions, 'applied'> & {
  readonly label: string
  /** True where the account may trade, in the process that follows it. */
  readonly isTrading: boolean
  /** Warnings about the API key of this process. */
  readonly keyWarnings: readonly Message[]
  /** Returns the notices that affect what is held or open. */
  readonly noticesFor: (touched: Touchable) => readonly AccountNotice[]
  readonly prices: Prices
  readonly past: Pick<PastPrices, 'at'>
  readonly scans: Readonly<Record<Asker, ScanReports>>
}

const SAMPLE_MS = 1_000
/** Time that a sample waits for its PnL, in ms. */
const PNL_WAIT_MS = 300
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
  readonly #ledger: ReadLedger
  #sampling: Timer | undefined
  #closed = false
  /** Exchange time at which figures were last those of now, to a second. */
  #currentAt: number | undefined

  constructor(options: ReadAccountOptions) {
    this.#options = options
    const { store, timers, prices, now } = options
    this.#profits = new RealizedPnlBook(store, timers)
    this.#ledger = new ReadLedger({
      ...options,
      applied: (events, state) => {
        this.#revision.take(events)
        this.#profits.take(events, state)
        this.#equity.committed(events, state)
      },
    })
    const state = () => this.#ledger.state
    this.#equity = new EquitySampler({
      // The process that follows the account stores samples.
      store: { saveEquity: () => Promise.resolve(), pruneEquity: () => Promise.resolve() },
      prices,
      profits: this.#profits,
      state,
      coming: () => undefined,
      now,
    })
    const reported = { ...options, state, equity: this.#equity, turn: () => sleep({ timers, ms: 0 }) }
    this.reports = new AccountReports({ ...reported, scans: options.scans.owner })
    this.guestReports = new AccountReports({ ...reported, scans: options.scans.guests })
  }

  get id(): string {
    return this.#options.id
  }

  get keyWarnings(): readonly Message[] {
    return this.#options.keyWarnings
  }

  tellReplaced(): void {
    this.#ledger.tellReplaced()
  }

  start(): void {
    this.#ledger.start()
    this.#sample()
  }

  catchUp(): Promise<void> {
    return this.#ledger.catchUp()
  }

  refused(code: string): void {
    this.#ledger.refused(code)
  }

  /** Nothing is published any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    this.#ledger.close()
    this.#sampling?.cancel()
    await this.#profits.end()
  }

  get n(): number {
    return this.#ledger.state.n
  }

  get knownSince(): number | undefined {
    return knownSinceOf(this.#ledger.state)
  }

  info(): AccountInfo {
    const { id, label, isTrading } = this.#options
    return { id, label, trading: isTrading, status: this.#status }
  }

  vitals(): AccountVitals {
    return { state: this.#ledger.status.state, reconnects: 0, ...IDLE, read: this.#ledger.counts }
  }

  head(): Head {
    return this.#ledger.head()
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
      time: this.#options.now(),
      state: this.#ledger.state,
      status: this.#status,
      currentAt: this.#currentAt,
      equity: this.#equity.last,
    })
  }

  eventsAfter(after: Position, limit: number): Promise<EventsAnswer> {
    return this.#ledger.eventsAfter(after, limit)
  }

  refresh(): Promise<void> {
    return this.catchUp()
  }

  get archivedSeq(): number {
    return this.#options.store.archived.seq
  }

  notices(hides?: Hides): readonly AccountNotice[] {
    return this.#options.noticesFor(touchableOf(this.#ledger.state, hides))
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

  get #status(): StatusData {
    return toStatusData(this.#ledger.status)
  }

  #sample(): void {
    this.#sampling = this.#options.timers.after(SAMPLE_MS, () => {
      const { id, now, prices, bus } = this.#options
      const follower = { health: IDLE, status: this.#ledger.status }
      if (isCurrent(follower.status)) this.#currentAt = now()
      bus.publish({ kind: 'sampled', account: id, event: healthSample({ id, exchange: { now }, follower, prices }) })
      void this.#sampleEquity().then(() => {
        if (!this.#closed) this.#sample()
      })
    })
  }

  async #sampleEquity(): Promise<void> {
    if (!CURRENT.has(this.#ledger.status.state)) return
    await this.#profits.settleWithin(() => this.#ledger.state, PNL_WAIT_MS)
    const data = this.#closed ? undefined : this.#equity.sample()
    if (data === undefined) return
    const event = { account: this.id, time: data.time, topic: 'equity', type: 'equity.sampled', data } as const
    this.#options.bus.publish({ kind: 'sampled', account: this.id, event })
  }
}
