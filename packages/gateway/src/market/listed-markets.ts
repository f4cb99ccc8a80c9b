/**
 * The exchange's markets: the long list of their rules, read every hour, and the short one of those open to programs, which costs
 * little and is read all the time. What the short list changes is read anew, so that an opening is known as soon as a closing.
 */

import { describeError, HOUR_MS, type Log, SECOND_MS, type Timer, type Timers } from '@spotdeck/ports'
import { type Exchange, type PairFile, type Symbols, symbolsOf } from '@spotdeck/follow'
import { MexcError, type RestClient } from '@spotdeck/mexc'
import { type SymbolAnswer, defaultSymbols, exchangeInfo } from '@spotdeck/wire'

/** Dependencies of the markets. */
export type ListedMarketsOptions = {
  readonly exchange: Pick<Exchange, 'symbols'>
  readonly rest: RestClient
  /** Pairs of earlier lists: their assets stay known. */
  readonly pairs: PairFile
  readonly timers: Timers
  readonly log: Log
}

const LONG_LIST_MS = HOUR_MS
const RETRY_LONG_LIST_MS = 10 * SECOND_MS
/** A closing is told within 30 s. */
const SHORT_LIST_MS = 15 * SECOND_MS
/** The least time between two readings, whatever orders are refused. */
const PAUSE_MS = 2 * SECOND_MS
const TIMEOUT_MS = 5 * SECOND_MS
/** More markets than this are read by the long list. */
const MAX_ROWS = 20

/** The markets of the exchange; until they are read, there are none. */
export class ListedMarkets {
  readonly #options: ListedMarketsOptions
  readonly #listeners = new Set<() => void>()
  #symbols: Symbols
  /** Number of pairs that are stored. */
  #saved: number
  /** Symbols that every API user may trade; empty until it is known. */
  #open: ReadonlySet<string> = new Set()
  /** Symbols whose rows may be out of date. */
  readonly #doubted = new Set<string>()
  #timers: { long?: Timer; short?: Timer } = {}
  #last: Promise<void> = Promise.resolve()
  /** The short list is being read, or was just now. */
  #isBusy = false
  #closed = false

  constructor(options: ListedMarketsOptions) {
    this.#options = options
    const damaged = (path: string): void =>
      options.log.warn(
        { path },
        'the pairs that were ever listed cannot be read: they are kept aside and collected anew',
      )
    this.#symbols = symbolsOf([], options.pairs.load(damaged))
    this.#saved = this.#symbols.known.length
  }

  /** The long list, with the rows that were read since. */
  readonly now = (): Symbols => this.#symbols

  /** True once both lists were read. */
  get isKnown(): boolean {
    return this.#symbols.all.length > 0 && this.#open.size > 0
  }

  /** True if programs may place orders for the symbol, by both of the exchange's lists. */
  isTradable({ symbol, isSpotTradingAllowed }: SymbolAnswer): boolean {
    return isSpotTradingAllowed && (this.#open.size === 0 || this.#open.has(symbol))
  }

  /** Reads the long list once, and both lists again and again from then on. Never throws. */
  async start(): Promise<void> {
    const again = (ms: number): void => {
      if (this.#closed) return
      this.#timers.long = this.#options.timers.after(ms, () => void this.#readLong().then(again))
    }
    again(await this.#readLong())
    void this.#readShort()
  }

  close(): void {
    this.#closed = true
    this.#timers.long?.cancel()
    this.#timers.short?.cancel()
  }

  /** Calls `listener` after each reading of the short list. */
  onRead(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Reads a symbol again, at once where nothing was read just now: the exchange's answer to an order contradicts the lists. */
  doubt(symbol: string): void {
    if (this.#symbols.pairOf(symbol) === undefined) return
    this.#doubted.add(symbol)
    if (!this.#isBusy) this.#schedule(0)
  }

  async #readLong(): Promise<number> {
    try {
      await this.#inTurn(() => this.#takeLong())
      return LONG_LIST_MS
    } catch (error) {
      this.#options.log.warn(describeError(error), 'list of symbols not read')
      return RETRY_LONG_LIST_MS
    }
  }

  async #readShort(): Promise<void> {
    this.#isBusy = true
    let isRead = false
    try {
      await this.#inTurn(() => this.#takeShort())
      isRead = true
    } catch (error) {
      this.#options.log.info(describeError(error), 'symbols open to the API not read')
    }
    this.#schedule(PAUSE_MS, () => {
      this.#isBusy = false
      const isDoubted = isRead && this.#doubted.size > 0
      this.#schedule(isDoubted ? 0 : SHORT_LIST_MS - PAUSE_MS)
    })
    this.#notify()
  }

  #schedule(ms: number, then = () => void this.#readShort()): void {
    this.#timers.short?.cancel()
    if (!this.#closed) this.#timers.short = this.#options.timers.after(ms, then)
  }

  /** One reading after the other: an older one never replaces a newer one. */
  #inTurn(read: () => Promise<void>): Promise<void> {
    const reading = this.#last.then(read)
    this.#last = reading.catch(() => undefined)
    return reading
  }

  async #takeLong(): Promise<void> {
    this.#list(await this.#options.exchange.symbols())
  }

  #list(all: readonly SymbolAnswer[]): void {
    this.#symbols = symbolsOf(all, this.#symbols.known)
    if (this.#symbols.known.length > this.#saved) this.#save()
  }

  /** A file that cannot be written is tried again with the next list. */
  #save(): void {
    const { known } = this.#symbols
    try {
      this.#options.pairs.save(known)
      this.#saved = known.length
    } catch (error) {
      this.#options.log.warn(describeError(error), 'pairs that were ever listed not stored')
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch (error) {
        this.#options.log.error(describeError(error), 'notices not derived from the list of symbols')
      }
    }
  }

  async #takeShort(): Promise<void> {
    const { data } = await this.#options.rest.call(defaultSymbols, {}, { timeoutMs: TIMEOUT_MS })
    const [before, open] = [this.#open, new Set(data)]
    // An empty list says nothing, and the first has nothing to differ from.
    if (open.size > 0) this.#open = open
    if (open.size > 0 && before.size > 0)
      for (const symbol of [...open, ...before]) if (open.has(symbol) !== before.has(symbol)) this.#doubted.add(symbol)
    const doubted = [...this.#doubted]
    if (doubted.length === 0) return
    const rows = doubted.length > MAX_ROWS ? [] : await this.#rowsOf(doubted)
    // A symbol without a row is delisted.
    if (rows.length < doubted.length) await this.#takeLong()
    else this.#list(withRows(this.#symbols.all, rows))
    for (const symbol of doubted) this.#doubted.delete(symbol)
  }

  async #rowsOf(symbols: readonly string[]): Promise<readonly SymbolAnswer[]> {
    try {
      return (await this.#options.rest.call(exchangeInfo, { symbols }, { timeoutMs: TIMEOUT_MS })).symbols
    } catch (error) {
      if (error instanceof MexcError) return []
      throw error
    }
  }
}

function withRows(all: readonly SymbolAnswer[], rows: readonly SymbolAnswer[]): readonly SymbolAnswer[] {
  const fresh = new Map(rows.map((row) => [row.symbol, row]))
  const kept = all.map((row) => {
    const now = fresh.get(row.symbol) ?? row
    fresh.delete(row.symbol)
    return now
  })
  return [...kept, ...fresh.values()]
}
