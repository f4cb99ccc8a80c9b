/** Klines, books and prints over REST at one priority: answers are cached, and concurrent requests for the same share one call. */

import type { BookData, KlineData } from '@spotdeck/api'
import type { CallOptions, RestClient } from '@spotdeck/mexc'
import { type Clock, TtlCache } from '@spotdeck/ports'
import { depth, klines, trades } from '@spotdeck/wire'
import type { MarketCaller } from '@spotdeck/edge'
import { KlinePages, type KlineSpan } from './kline-pages.ts'
import { BOOK_LEVELS, type KlineOf, type Trade, fromDepth, fromTrades } from './market-words.ts'

/** Runs one call for a reader: decides its priority, and when it begins. */
export type Through = <T>(ask: (options: CallOptions) => Promise<T>, by: MarketCaller) => Promise<T>

/** Parts of shared reads. */
export type SharedReadsOptions = {
  readonly rest: RestClient
  readonly clock: Clock
  readonly through: Through
  /** Time for which one answer serves all requests, in ms; klines of past pages are kept for longer. */
  readonly keepMs: number
}

const MAX_CACHED = 200
const MAX_TRADES = 1_000

/** Market reads whose callers share answers; those of another priority have their own. */
export class SharedReads {
  readonly #options: SharedReadsOptions
  readonly #klines: KlinePages
  readonly #books: TtlCache<BookData>
  readonly #trades: TtlCache<readonly Trade[]>

  constructor(options: SharedReadsOptions) {
    const { rest, clock, through, keepMs } = options
    this.#options = options
    this.#klines = new KlinePages({
      read: ({ symbol, interval }, page, by) =>
        through((call) => rest.call(klines, { symbol, interval, ...page }, call), by),
      now: () => rest.exchangeNow(),
      clock,
      underWayMs: keepMs,
    })
    this.#books = new TtlCache(clock, MAX_CACHED)
    this.#trades = new TtlCache(clock, MAX_CACHED)
  }

  /** Returns the newest klines of a span, oldest first. */
  klines(of: KlineOf, span: KlineSpan, by: MarketCaller): Promise<readonly KlineData[]> {
    return this.#klines.klines(of, span, by)
  }

  /** Returns the top levels of a book. */
  book(symbol: string, by: MarketCaller): Promise<BookData> {
    const { rest, through, keepMs } = this.#options
    const ask = async (signal: AbortSignal): Promise<BookData> =>
      fromDepth(
        symbol,
        await through((call) => rest.call(depth, { symbol, limit: BOOK_LEVELS }, call), { ...by, signal }),
      )
    return this.#books.get(symbol, { keepMs, caller: by.signal }, ask)
  }

  /** Returns the last prints, newest first. */
  trades(symbol: string, by: MarketCaller): Promise<readonly Trade[]> {
    const { rest, through, keepMs } = this.#options
    const ask = async (signal: AbortSignal): Promise<readonly Trade[]> =>
      fromTrades(await through((call) => rest.call(trades, { symbol, limit: MAX_TRADES }, call), { ...by, signal }))
    return this.#trades.get(symbol, { keepMs, caller: by.signal }, ask)
  }
}
