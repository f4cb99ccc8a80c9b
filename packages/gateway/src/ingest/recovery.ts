/**
 * Gaps and their repair: what may have been missed is reconciled over REST before the account counts as live; without a
 * stream REST is polled. Keeps the account's status and its coverage.
 */

import type { ReconcileCause } from '@spotdeck/api'
import type { CoverageWindow, EventDraft, Status } from '@spotdeck/ledger'
import type { StreamTrouble } from '@spotdeck/mexc'
import { type Log, type Random, sleep } from '@spotdeck/ports'
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
import { type BalancesRead, type Reading, readBalances, readHistory, readOpenOrders } from './reconcile.ts'
import { MARGIN_MS, HistorySearch, markWindows } from './history-search.ts'
import { LAG_MS } from './sequence.ts'
import { StatusReporter, readingCode, unreachableCode } from './status-reporter.ts'
import type { Symbols } from './symbols.ts'

/** Dependencies of the recovery. */
export type RecoveryOptions = FlowListsOptions & {
  readonly intake: LedgerIngest
  readonly symbols: () => Symbols
  readonly random: Random
  readonly log: Log
}

/** Ends a reconciliation that became obsolete by a lost stream or by a close. */
class Superseded extends Error {}

const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000
/** Window of the first reconciliation, in ms; the exchange's whole reach follows in the backfill. */
const INITIAL_WINDOW_MS = 3_600_000
/** Wait for deals on their way at the first reconciliation, in ms. */
const OPENING_MS = 1_000
/** Reconciliations of the stream within this interval, in ms, are consecutive: after the first few they are paced. */
const CALM_MS = 90_000
const FREE_READS = 3
/** Delays of two more balance reads once live, in ms: the first answer of REST may be older than the gap's end. */
const RECHECK_MS = [LAG_MS / 2, LAG_MS] as const
const RECHECK = 'RECHECK'
const MAX_PACE_MS = 30_000

/** Reconciles one account after gaps, and reports its status. */
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
  /** True once searches that an earlier run left unfinished have been resumed. */
  #resumed = false
  /** Consecutive reconciliations caused by the stream, and the start of the last one. */
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

  /** Current status of following the account. */
  get status(): Status {
    return this.#status.current
  }

  /** Starts following the account again: everything since the time up to which all was known is a gap. */
  async begin(): Promise<void> {
    await this.#doubt()
    await this.#status.say('connecting', 'CONNECTING')
  }

  /** Records a clean stop: up to here everything is known. */
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

  /** Reports that the stream is up. `continuous`: the last socket was alive until now, so nothing was missed. */
  streamUp(continuous: boolean): void {
    if (!this.#up) this.#generation += 1
    this.#up = true
    this.#trouble = undefined
    this.#status.succeeded()
    if (!continuous || !this.isLive) this.request('STREAM_READY')
  }

  /** Reports that the stream is down. `lastSure`: time at which it was last known to be alive. */
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

  /** Opens a gap from `from`. The time before `trackedSince` is not a gap: it has a backfill of its own. */
  openGap(from: number): void {
    const { birth = from } = this.#options.writer.state
    this.#gapFrom = Math.min(this.#gapFrom ?? Infinity, Math.max(from, birth))
  }

  /** Reconciles from `from`, or from the time up to which all was known: a push was lost or undecodable. */
  missed(cause: ReconcileCause, from?: number): void {
    const { writer, exchange } = this.#options
    const isNew = this.#gapFrom === undefined
    this.openGap(from ?? writer.state.checkedAt ?? exchange.now() - MARGIN_MS)
    if (isNew) void this.#doubt()
    this.request(cause)
  }

  /** Requests a reconciliation; while one is under way, another one after it. */
  request(cause: string): void {
    if (this.#closed) return
    this.#wanted = cause
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Updates the ledger over REST while there is no stream. */
  poll(): void {
    if (!this.#up && this.#trouble !== undefined && this.#running === undefined) this.request('POLL')
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#search.close()
    this.#generation += 1
    await this.#running
  }

  /** Returns a reconcile context that ends when the stream changes or the account is closed. */
  reading(source: Reading['source'] = 'rest'): Reading {
    const generation = this.#generation
    return this.#reading(source, () => this.#closed || generation !== this.#generation)
  }

  /** True if deals and flows explain every balance, or every symbol was read for the unexplained amounts. */
  get isExplained(): boolean {
    return this.#search.isExplained
  }

  /** Searches all symbols for unexplained amounts, after a second check. */
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

  /** Paces reconciliations that pushes cause with growing waits; a new stream is reconciled at once. */
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
      await sleep({ timers, ms: Math.min(RETRY_MS, due - exchange.now()) })
    if (generation !== this.#generation || this.#closed) throw new Superseded()
    this.#lastReadAt = exchange.now()
  }

  /** Reports a reconciliation; while pushes cause one after the other, its status does not promise live soon. */
  #sayReading(cause: string): Promise<void> {
    const isRow = cause !== 'STREAM_READY' && this.#readsInARow >= FREE_READS
    const code = readingCode(cause)
    return this.#status.say(isRow ? 'degraded' : 'reconciling', code, cause === 'STREAM_READY' ? {} : { cause })
  }

  async #failed(error: unknown, failures: number): Promise<void> {
    const { log, random, timers } = this.#options
    log.warn(describeError(error), 'account not readable over REST')
    const waitMs = Math.ceil(random.next() * Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** failures))
    if (this.#up) this.#status.failed(waitMs)
    await this.#status.say(this.#up ? 'stale' : 'offline', this.#trouble?.code ?? unreachableCode(error))
    await sleep({ timers, ms: waitMs })
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
      await sleep({ timers: this.#options.timers, ms: RETRY_MS })
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
    await sleep({ timers: this.#options.timers, ms })
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
      this.#options.log.debug(describeError(error), 'balance recheck failed')
      await this.#options.writer.serial(() => this.#options.intake.abandonRead())
    }
    void this.#recheckAfter(LAG_MS)
  }

  /** Reconciles everything. `read`: time at which balances had been answered; coverage of flows begins there. */
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
    // Balances that no deal explains become the opening balance; wait for deals on their way first.
    await sleep({ timers, ms: OPENING_MS })
    reading.check()
    const { doubtful } = await readBalances(reading)
    return { doubtful, read: await this.#toldNow(reading) }
  }

  /** Reads the exchange's clock again and returns its time: the estimated one may have been wrong. */
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

  /** Searches every symbol: before the first start, in the gap, and where a backfill was interrupted. */
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

  /** Marks coverage from the start of the gap as unknown until it is repaired. */
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
