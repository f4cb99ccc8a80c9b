/**
 * Gaps and their repair: what may have been missed is read again over REST before the account counts as live; while there is no
 * stream REST is polled. Holds the account's status and its coverage, which say no more than what is known.
 */

import { isZero } from '@spotdeck/exact'
import { type Learnt, type StreamState, unexplained } from '@spotdeck/ledger'
import type { StreamTrouble } from '@spotdeck/mexc'
import type { Log, Random, Timers } from '@spotdeck/ports'
import { coverageAtBirth, coverageOfGap, coverageSwept, openCoverage, unknownCoverage } from './coverage-marks.ts'
import { codeOf, describeError } from './errors.ts'
import { type Exchange, type Since, sweepReach } from './exchange.ts'
import type { Intake } from './intake.ts'
import { pause } from './pause.ts'
import { type Reading, readBalances, readHistory, readOpenOrders, readSymbols } from './reconcile.ts'
import { symbolsToAsk } from './symbols-to-ask.ts'
import type { Symbols } from './symbols.ts'
import type { Writer } from './writer.ts'

export type RecoveryOptions = {
  readonly exchange: Exchange
  readonly intake: Intake
  readonly writer: Writer
  readonly symbols: () => Symbols
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** This reading was overtaken by a lost stream or by a close. */
class Superseded extends Error {}

/** REST is read from this much before the last time all was known. */
const MARGIN_MS = 5 * 60_000
const RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000
/** What is read before the very first start counts as live; the exchange's whole reach follows in the sweep. */
const BIRTH_WINDOW_MS = 3_600_000
/** How long deals may take to explain a balance after a repair. */
const EXPLAIN_MS = 10_000
const SWEEP_LANES = 1

export class Recovery {
  readonly #options: RecoveryOptions
  /** Unexplained amounts by asset that a sweep has already looked for. */
  readonly #searched = new Map<string, string>()
  #up = false
  #trouble: StreamTrouble | undefined
  #generation = 0
  #gapFrom: number | undefined
  #polledTo: number | undefined
  #wanted: string | undefined
  #running: Promise<void> | undefined
  #sweeping = false
  #closed = false

  constructor(options: RecoveryOptions) {
    this.#options = options
    this.#gapFrom = options.writer.state.checkedAt
  }

  get isLive(): boolean {
    return this.#up && this.#options.writer.state.status.state === 'live'
  }

  get isUp(): boolean {
    return this.#up
  }

  /** The account is being followed again: what happened since it was last known is in doubt. */
  async begin(): Promise<void> {
    await this.#doubt()
    await this.say('connecting', 'CONNECTING')
  }

  /** The last word before a clean end: up to here everything is known. */
  async end(): Promise<void> {
    const { writer, exchange } = this.#options
    if (!this.isLive) return
    const at = exchange.now()
    const checked: Learnt = { type: 'account.checked', at, time: at, source: 'stream' }
    await writer.serial(() => writer.write([checked, this.#status('offline', 'STOPPED', {})]))
  }

  /** `continuous`: the socket before it was alive until now, so that nothing can have been missed. */
  streamUp(continuous: boolean): void {
    if (!this.#up) this.#generation += 1
    this.#up = true
    this.#trouble = undefined
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
    const params = trouble.retryInMs === undefined ? {} : { retryInMs: trouble.retryInMs }
    void this.say('stale', trouble.code, params)
  }

  /** Something since `from` may have been missed. */
  openGap(from: number): void {
    this.#gapFrom = Math.min(this.#gapFrom ?? Infinity, from)
  }

  /** A push is known to be lost, or could not be read: everything since the last time all was known is read again. */
  missed(cause: string): void {
    const { writer, exchange } = this.#options
    this.openGap(writer.state.checkedAt ?? exchange.now() - MARGIN_MS)
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
    this.#generation += 1
    await this.#running
  }

  /** A reading that ends when the stream changes or the account is closed. */
  reading(source: Reading['source'] = 'rest'): Reading {
    const generation = this.#generation
    return this.#reading(source, () => this.#closed || generation !== this.#generation)
  }

  async say(state: StreamState, code: string, params: Readonly<Record<string, string | number>> = {}): Promise<void> {
    const { writer } = this.#options
    await writer
      .serial(async () => {
        const { status } = writer.state
        if (status.state === state && status.code === code && writer.state.n > 0) return
        await writer.write([this.#status(state, code, params)])
      })
      .catch((error: unknown) => this.#options.log.error(describeError(error), 'A status could not be stored.'))
  }

  /** Looks for what deals and flows do not explain: first once, then by a slow sweep of all symbols. */
  searchUnexplained(since: number): void {
    const { writer, symbols } = this.#options
    const { state } = writer
    const found = [...state.books.keys()].map((asset) => [asset, unexplained(state, asset)] as const)
    const fresh = found.filter(([asset, amount]) => !isZero(amount) && this.#searched.get(asset) !== amount)
    if (fresh.length === 0) return
    for (const [asset, amount] of fresh) this.#searched.set(asset, amount)
    this.#options.log.warn({ assets: fresh.map(([asset]) => asset) }, 'Balances moved without a known reason; asking all symbols.') // prettier-ignore
    void this.#sweep(symbols().all.map(({ symbol }) => symbol), { orders: since, deals: since }) // prettier-ignore
  }

  async #run(): Promise<void> {
    for (let failures = 0; this.#wanted !== undefined && !this.#closed;) {
      const cause = this.#wanted
      this.#wanted = undefined
      try {
        await this.#once(cause)
        failures = 0
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

  async #failed(error: unknown, failures: number): Promise<void> {
    const { log, random, timers } = this.#options
    log.warn(describeError(error), 'The account could not be read over REST.')
    await this.say(this.#up ? 'stale' : 'offline', this.#trouble?.code ?? unreachable(error))
    await pause(timers, random.next() * Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failures))
  }

  async #once(cause: string): Promise<void> {
    const { exchange, writer } = this.#options
    const reading = this.reading()
    const up = this.#up
    const first = writer.state.birth === undefined
    const begun = exchange.now()
    const gapFrom = this.#gapFrom
    if (up)
      await this.say(
        'reconciling',
        RECONCILE_CODES.get(cause) ?? 'RECONCILING',
        cause === 'STREAM_READY' ? {} : { cause },
      )
    const since = first ? begun - BIRTH_WINDOW_MS : ((up ? gapFrom : (this.#polledTo ?? gapFrom)) ?? begun) - MARGIN_MS
    const { moved, doubtful } = await readBalances(reading)
    await readOpenOrders(reading)
    const complete = await readHistory(reading, since, moved)
    reading.check()
    if (!up) {
      this.#polledTo = begun
      return this.say('degraded', this.#trouble?.code ?? 'POLLING')
    }
    if (doubtful.length > 0) {
      this.#wanted ??= 'CHAIN_BROKEN'
      await pause(this.#options.timers, RETRY_MS)
    }
    if (this.#wanted !== undefined) return
    this.#gapFrom = undefined
    this.#polledTo = undefined
    await this.#live(begun, gapFrom, first, complete)
    this.#searchLater(begun, since, first)
  }

  async #live(begun: number, gapFrom: number | undefined, first: boolean, complete: boolean): Promise<void> {
    const { writer } = this.#options
    await writer.serial(async () => {
      const flowsKnown = [...writer.state.books.keys()].every((asset) => isZero(unexplained(writer.state, asset)))
      const past = first ? coverageAtBirth(begun) : gapFrom === undefined ? [] : coverageOfGap({ from: gapFrom, to: begun, complete, flowsKnown }) // prettier-ignore
      const at = { time: begun, source: 'rest' } as const
      const marks = [...past, ...openCoverage(begun)].map((window): Learnt => ({
        ...at,
        type: 'coverage.marked',
        window,
      }))
      await writer.write([...marks, { ...at, type: 'account.checked', at: begun }, this.#status('live', 'LIVE', {})])
    })
  }

  /** The first start asks every symbol; later starts only where something stays unexplained, or a sweep was cut off. */
  #searchLater(begun: number, since: number, first: boolean): void {
    const { writer, symbols, timers } = this.#options
    const cutOff = writer.state.coverage.filter(({ state }) => state === 'repairing')
    if (first || cutOff.length > 0) {
      const { first: likely, rest } = symbolsToAsk(writer.state, symbols(), [...writer.state.assets.keys()], begun)
      const from = (kind: 'orders' | 'deals'): number =>
        Math.min(first ? sweepReach(begun)[kind] : since, ...cutOff.filter((window) => window.kind === kind).map((window) => window.from)) // prettier-ignore
      void this.#sweep([...likely, ...rest], { orders: from('orders'), deals: from('deals') })
      return
    }
    void pause(timers, EXPLAIN_MS).then(() => {
      if (!this.#closed) this.searchUnexplained(since)
    })
  }

  async #sweep(symbols: readonly string[], since: Since): Promise<void> {
    if (this.#sweeping) return
    this.#sweeping = true
    const { writer, exchange, log } = this.#options
    const reading = this.#reading('rest', () => this.#closed)
    try {
      const complete = await readSymbols(reading, symbols, since, SWEEP_LANES)
      await writer.serial(() => {
        const marks = coverageSwept(writer.state.coverage, complete)
        return writer.write(marks.map((window): Learnt => ({ type: 'coverage.marked', window, time: exchange.now(), source: 'rest' }))) // prettier-ignore
      })
    } catch (error) {
      if (!(error instanceof Superseded)) log.warn(describeError(error), 'The sweep of all symbols was cut off.')
    } finally {
      this.#sweeping = false
    }
  }

  /** Coverage from the start of the gap on is unknown until it is repaired. */
  async #doubt(): Promise<void> {
    const { writer, log, exchange } = this.#options
    const from = this.#gapFrom
    if (from === undefined || writer.state.birth === undefined) return
    const marks = unknownCoverage(from).map((window): Learnt => ({
      type: 'coverage.marked',
      window,
      time: exchange.now(),
      source: 'inferred',
    }))
    await writer
      .serial(() => writer.write(marks))
      .catch((error: unknown) => log.error(describeError(error), 'A gap could not be stored.'))
  }

  #status(state: StreamState, code: string, params: Readonly<Record<string, string | number>>): Learnt {
    const since = this.#options.exchange.now()
    return { type: 'status.changed', status: { state, code, params, since }, time: since, source: 'stream' }
  }

  #reading(source: Reading['source'], over: () => boolean): Reading {
    const { exchange, intake, writer, timers, symbols } = this.#options
    const check = (): void => {
      if (over()) throw new Superseded()
    }
    return { exchange, intake, writer, timers, symbols: symbols(), source, check }
  }
}

const RECONCILE_CODES: ReadonlyMap<string, string> = new Map([
  ['UNDECODABLE', 'UNDECODABLE_PUSH'],
  ['UNREADABLE_PUSH', 'PROTOCOL_DRIFT'],
])

function unreachable(error: unknown): string {
  return codeOf(error) === 'AUTH_REFUSED' ? 'AUTH_REFUSED' : 'EXCHANGE_UNREACHABLE'
}
