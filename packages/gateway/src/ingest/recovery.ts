/**
 * Gaps and their repair: what may have been missed is read again over REST before the account counts as live; while there is no
 * stream REST is polled. Holds the account's status and its coverage, which say no more than what is known.
 */

import type { ReconcileCause } from '@spotdeck/api'
import type { CoverageWindow, EventDraft, Status } from '@spotdeck/ledger'
import type { StreamTrouble } from '@spotdeck/mexc'
import type { Log, Random } from '@spotdeck/ports'
import {
  type ReadTimes,
  initialCoverage,
  coverageBeyondReach,
  coverageOfGap,
  openCoverage,
  unknownCoverage,
} from './coverage-marks.ts'
import { describeError } from './errors.ts'
import { sweepReach } from './exchange.ts'
import type { FlowListsOptions } from './flow-lists.ts'
import type { LedgerIngest } from './ledger-ingest.ts'
import { SymbolUniverse } from './symbol-universe.ts'
import { sleep } from './sleep.ts'
import { type BalancesRead, type Reading, readBalances, readHistory, readOpenOrders } from './reconcile.ts'
import { MARGIN_MS, HistorySearch, markWindows } from './history-search.ts'
import { LAG_MS } from './sequence.ts'
import { StatusReporter, readingCode, unreachableCode } from './status-reporter.ts'
import type { Symbols } from './symbols.ts'

export type RecoveryOptions = FlowListsOptions & {
  readonly intake: LedgerIngest
  readonly symbols: () => Symbols
  readonly random: Random
  readonly log: Log
}

/** This reading was overtaken by a lost stream or by a close. */
class Superseded extends Error {}

const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000
/** What is read before the very first start counts as live; the exchange's whole reach follows in the sweep. */
const INITIAL_WINDOW_MS = 3_600_000
/** How long deals may be on their way while an account is followed for the first time. */
const OPENING_MS = 1_000
/** Readings caused by the stream within this of each other are in a row; beyond the first few they are paced. */
const CALM_MS = 90_000
const FREE_READS = 3
/** After the account is live its balances are read once more so much later: the answer of REST may have been older than the gap's end. */
const RECHECK_MS = [LAG_MS / 2, LAG_MS] as const
const RECHECK = 'RECHECK'
const MAX_PACE_MS = 30_000

export class Recovery {
  readonly #options: RecoveryOptions
  #up = false
  #trouble: StreamTrouble | undefined
  #generation = 0
  #gapFrom: number | undefined
  #polledTo: number | undefined
  #wanted: string | undefined
  #running: Promise<void> | undefined
  readonly #search: HistorySearch
  readonly #status: StatusReporter
  readonly #listings: SymbolUniverse
  /** Whether searches that an earlier run left unfinished have been taken up. */
  #resumed = false
  /** Readings one shortly after the other because of what the stream sent, and when the last of them began. */
  #readsInARow = 0
  #lastReadAt = -Infinity
  #closed = false

  constructor(options: RecoveryOptions) {
    this.#options = options
    this.#status = new StatusReporter(options.writer, options.log)
    this.#listings = new SymbolUniverse(options)
    this.#search = new HistorySearch(
      options,
      {
        isUp: () => this.#up,
        isLive: () => this.isLive,
        hasGap: () => this.#gapFrom !== undefined,
        generation: () => this.#generation,
        reading: () => this.#reading('rest', () => this.#closed),
      },
      this.#listings,
    )
    const { checkedAt } = options.writer.state
    if (checkedAt !== undefined) this.openGap(checkedAt)
  }

  get isLive(): boolean {
    return this.#up && this.#options.writer.state.status.state === 'live'
  }

  /** How the account is followed right now. */
  get status(): Status {
    return this.#status.current
  }

  /** The account is being followed again: what happened since it was last known is in doubt. */
  async begin(): Promise<void> {
    await this.#doubt()
    await this.#status.say('connecting', 'CONNECTING')
  }

  /** The last word before a clean end: up to here everything is known. */
  async end(): Promise<void> {
    const { writer, exchange } = this.#options
    if (!this.isLive) return
    const time = exchange.now()
    const at = Math.max(time - MARGIN_MS, writer.state.birth ?? 0)
    await this.#mark(unknownCoverage(at), 'inferred')
    const checked: readonly EventDraft[] =
      this.isExplained && this.#gapFrom === undefined ? [{ type: 'account.checked', at, time, source: 'stream' }] : []
    await writer.serial(() => writer.write([...checked, this.#status.event('offline', 'STOPPED', {})]))
  }

  /** `continuous`: the socket before it was alive until now, so that nothing can have been missed. */
  streamUp(continuous: boolean): void {
    if (!this.#up) this.#generation += 1
    this.#up = true
    this.#trouble = undefined
    this.#status.succeeded()
    if (!continuous || !this.isLive) this.request('STREAM_READY')
  }

  /** `lastSure`: when the stream was last known to be alive. */
  streamDown(trouble: StreamTrouble, lastSure: number): void {
    if (this.#up) {
      this.#generation += 1
      this.openGap(lastSure)
    }
    const fell = this.#up
    this.#up = false
    this.#trouble = trouble
    if (fell) void this.#doubt()
    this.#status.failed(trouble.retryInMs)
    if (fell || this.#options.writer.state.status.state === 'connecting') void this.#status.say('stale', trouble.code)
  }

  /** Something since `from` may have been missed. What was before the birth is not a gap: it has a search of its own. */
  openGap(from: number): void {
    const { birth = from } = this.#options.writer.state
    this.#gapFrom = Math.min(this.#gapFrom ?? Infinity, Math.max(from, birth))
  }

  /**
   * A push is known to be lost, or could not be read: everything since `from`, or else since the last time all was known, is read
   * again.
   */
  missed(cause: ReconcileCause, from?: number): void {
    const { writer, exchange } = this.#options
    const isNew = this.#gapFrom === undefined
    this.openGap(from ?? writer.state.checkedAt ?? exchange.now() - MARGIN_MS)
    if (isNew) void this.#doubt()
    this.request(cause)
  }

  /** Reads the account again; while a reading is under way, once more after it. */
  request(cause: string): void {
    if (this.#closed) return
    this.#wanted = cause
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Moves the ledger on over REST while there is no stream. */
  poll(): void {
    if (!this.#up && this.#trouble !== undefined && this.#running === undefined) this.request('POLL')
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#search.close()
    this.#generation += 1
    await this.#running
  }

  /** A reading that ends when the stream changes or the account is closed. */
  reading(source: Reading['source'] = 'rest'): Reading {
    const generation = this.#generation
    return this.#reading(source, () => this.#closed || generation !== this.#generation)
  }

  /** Whether deals and flows explain every balance, or every symbol was asked for what they do not. */
  get isExplained(): boolean {
    return this.#search.isExplained
  }

  /** Looks twice for what deals and flows do not explain: all symbols are asked for it. */
  searchUnexplained(): Promise<void> {
    return this.#search.unexplained()
  }

  async #run(): Promise<void> {
    for (let failures = 0; this.#wanted !== undefined && !this.#closed;) {
      const cause = this.#wanted
      this.#wanted = undefined
      try {
        if (cause === RECHECK) {
          await this.#recheck()
          continue
        }
        await this.#paced(cause)
        await this.#once(cause)
        failures = 0
        if (this.#up) this.#status.succeeded()
      } catch (error) {
        if (error instanceof Superseded) {
          if (this.#up) this.#wanted ??= cause
          continue
        }
        failures += 1
        await this.#failed(error, failures)
        if (this.#up) this.#wanted ??= cause
      }
    }
  }

  /** Readings that the stream's own words cause keep a growing distance; a new stream is read at once. */
  async #paced(cause: string): Promise<void> {
    if (!this.#up || cause === 'STREAM_READY') return
    const { exchange, timers } = this.#options
    const isRow = exchange.now() - this.#lastReadAt < CALM_MS
    this.#readsInARow = isRow ? this.#readsInARow + 1 : 0
    const generation = this.#generation
    const due =
      this.#lastReadAt +
      (this.#readsInARow < FREE_READS ? 0 : Math.min(MAX_PACE_MS, RETRY_MS * 2 ** (this.#readsInARow - FREE_READS)))
    if (due > exchange.now()) await this.#sayReading(cause)
    while (due > exchange.now() && generation === this.#generation && !this.#closed)
      await sleep(timers, Math.min(RETRY_MS, due - exchange.now()))
    if (generation !== this.#generation || this.#closed) throw new Superseded()
    this.#lastReadAt = exchange.now()
  }

  /** Where the stream's own words make one reading follow the other, REST carries the ledger: that is not being live soon. */
  #sayReading(cause: string): Promise<void> {
    const isRow = cause !== 'STREAM_READY' && this.#readsInARow >= FREE_READS
    const code = readingCode(cause)
    return this.#status.say(isRow ? 'degraded' : 'reconciling', code, cause === 'STREAM_READY' ? {} : { cause })
  }

  async #failed(error: unknown, failures: number): Promise<void> {
    const { log, random, timers } = this.#options
    log.warn(describeError(error), 'The account could not be read over REST.')
    const waitMs = Math.ceil(random.next() * Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures))
    if (this.#up) this.#status.failed(waitMs)
    await this.#status.say(this.#up ? 'stale' : 'offline', this.#trouble?.code ?? unreachableCode(error))
    await sleep(timers, waitMs)
  }

  async #once(cause: string): Promise<void> {
    const { exchange, writer } = this.#options
    const reading = this.reading()
    const up = this.#up
    const first = writer.state.birth === undefined
    const gapFrom = this.#gapFrom
    await exchange.relearnClock()
    reading.check()
    const begun = exchange.now()
    if (up) await this.#sayReading(cause)
    const known = up ? gapFrom : (this.#polledTo ?? gapFrom)
    const since = (first ? begun - INITIAL_WINDOW_MS : (known ?? begun)) - MARGIN_MS
    const { doubtful, read: told } = await this.#readAll(reading, since, first)
    const read = Math.max(begun, told)
    reading.check()
    if (!up) {
      this.#polledTo = begun
      return this.#status.say('degraded', this.#trouble?.code ?? 'POLLING')
    }
    if (doubtful.length > 0) {
      this.#wanted ??= 'CHAIN_BROKEN'
      await sleep(this.#options.timers, RETRY_MS)
    }
    if (this.#wanted !== undefined) return
    this.#gapFrom = undefined
    this.#polledTo = undefined
    const times = { begun, read }
    await this.#live(times, gapFrom, first)
    for (const ms of RECHECK_MS) void this.#recheckAfter(ms)
    this.#searchLater(times, gapFrom, first)
  }

  async #recheckAfter(ms: number): Promise<void> {
    const generation = this.#generation
    await sleep(this.#options.timers, ms)
    if (generation === this.#generation && this.isLive && this.#running === undefined) this.request(RECHECK)
  }

  async #recheck(): Promise<void> {
    if (!this.isLive) return
    try {
      const reading = this.reading()
      await reading.exchange.relearnClock()
      reading.check()
      const { doubtful } = await readBalances(reading)
      if (doubtful.length === 0) return
    } catch (error) {
      if (error instanceof Superseded) return
      this.#options.log.debug(describeError(error), 'Balances could not be read once more now.')
      await this.#options.writer.serial(() => this.#options.intake.abandonRead())
    }
    void this.#recheckAfter(LAG_MS)
  }

  /** `read`: when balances had surely been answered; what is claimed of flows begins there. */
  async #readAll(
    reading: Reading,
    since: number,
    first: boolean,
  ): Promise<Pick<BalancesRead, 'doubtful'> & Pick<ReadTimes, 'read'>> {
    const { timers } = this.#options
    const balances = await readBalances(reading)
    const told = first ? 0 : await this.#toldNow(reading)
    await readOpenOrders(reading)
    await readHistory(reading, since, balances.moved)
    if (!first) return { doubtful: balances.doubtful, read: told }
    // What is held now and no deal explains becomes the opening: deals that were on their way have come first.
    await sleep(timers, OPENING_MS)
    reading.check()
    const { doubtful } = await readBalances(reading)
    return { doubtful, read: await this.#toldNow(reading) }
  }

  /** The exchange's time, asked anew: the learnt clock may have been off. */
  async #toldNow(reading: Reading): Promise<number> {
    await reading.exchange.relearnClock()
    reading.check()
    return reading.exchange.now()
  }

  async #live(times: ReadTimes, gapFrom: number | undefined, first: boolean): Promise<void> {
    const { writer } = this.#options
    const { begun } = times
    await writer.serial(async () => {
      const gap = first ? initialCoverage(times) : gapFrom === undefined ? [] : coverageOfGap(gapFrom, times)
      const past = [...(this.#resumed ? [] : coverageBeyondReach(writer.state.coverage, begun)), ...gap]
      const at = { time: begun, source: 'rest' } as const
      const marks = [...past, ...openCoverage(times)].map((window): EventDraft => ({
        ...at,
        type: 'coverage.marked',
        window,
      }))
      const checked: readonly EventDraft[] = this.isExplained ? [{ ...at, type: 'account.checked', at: begun }] : []
      await writer.write([...marks, ...checked, this.#status.event('live', 'LIVE', {})])
    })
  }

  /** Every symbol is asked for what may be hidden: before the first start, in the gap, where a search was cut off. */
  #searchLater({ begun, read }: ReadTimes, gapFrom: number | undefined, first: boolean): void {
    const { writer } = this.#options
    const cutOff = this.#resumed ? [] : writer.state.coverage.filter(({ state }) => state === 'repairing')
    this.#resumed = true
    const reach = sweepReach(begun)
    const from = (kind: 'orders' | 'deals'): number =>
      Math.max(
        reach[kind],
        Math.min(
          first ? reach[kind] : begun,
          gapFrom ?? begun,
          ...cutOff.filter((window) => window.kind === kind).map((window) => window.from),
        ),
      )
    if (first || gapFrom !== undefined || cutOff.length > 0) {
      const since = { orders: from('orders') - MARGIN_MS, deals: from('deals') - MARGIN_MS }
      this.#search.ask({ since, to: read, amounts: new Map() })
    }
    void this.searchUnexplained()
  }

  /** Coverage from the start of the gap on is unknown until it is repaired. */
  async #doubt(): Promise<void> {
    const { writer } = this.#options
    const from = this.#gapFrom
    if (from === undefined || writer.state.birth === undefined) return
    await this.#mark(unknownCoverage(from), 'inferred')
  }

  #mark(windows: readonly CoverageWindow[], source: EventDraft['source']): Promise<void> {
    return markWindows(this.#options, windows, source)
  }

  #reading(source: Reading['source'], over: () => boolean): Reading {
    const { exchange, intake, writer, timers } = this.#options
    const check = (): void => {
      if (over()) throw new Superseded()
    }
    return { exchange, intake, writer, timers, symbols: this.#listings.now(), source, check }
  }
}
