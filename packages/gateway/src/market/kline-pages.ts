/**
 * Past klines over REST, in pages with fixed bounds, so that requests for the same span share them. A complete page is
 * cached; the current one is read again after a short time. Bounded.
 */

import type { KlineData } from '@spotdeck/api'
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS, TtlCache } from '@spotdeck/ports'
import { type KlineAnswer, klineLengthMs } from '@spotdeck/wire'
import type { MarketCaller } from '@spotdeck/edge'
import { type KlineOf, fromKlineRow } from './market-words.ts'

/** Reads klines over REST: `from <= openTime < to`, oldest first. */
export type ReadKlines = (
  of: KlineOf,
  page: { readonly startTime: number; readonly endTime: number; readonly limit: number },
  by: MarketCaller,
) => Promise<readonly KlineAnswer[]>

/** Parts of the pages. */
export type KlinePagesOptions = {
  readonly read: ReadKlines
  /** Exchange time. */
  readonly now: () => number
  readonly clock: Clock
  /** Time for which a page that may still change is kept, in ms. */
  readonly underWayMs: number
}

/** Span of a kline query, in ms since the epoch. */
export type KlineSpan = { readonly from?: number; readonly to?: number; readonly limit: number }

/** MEXC: maximal number of rows in one answer. */
const PAGE = 500
const MAX_PAGES = 200
const ENDED_MS = 6 * HOUR_MS
/** Time after a window's end during which its last trades may still arrive, in ms. */
const SETTLING_MS = MINUTE_MS
/** Longest month, in ms: one page holds any month. */
const MONTH_MS = 31 * DAY_MS

/** Cached pages of past klines. */
export class KlinePages {
  readonly #options: KlinePagesOptions
  readonly #pages: TtlCache<readonly KlineData[]>

  constructor(options: KlinePagesOptions) {
    this.#options = options
    this.#pages = new TtlCache(options.clock, MAX_PAGES)
  }

  /** Returns the newest `limit` klines whose window begins in `from <= openTime < to`, oldest first. */
  async klines(of: KlineOf, { from, to, limit }: KlineSpan, by: MarketCaller): Promise<readonly KlineData[]> {
    const now = this.#options.now()
    const length = klineLengthMs(of.interval) ?? MONTH_MS
    const pageMs = length * PAGE
    const end = Math.min(to ?? Infinity, now + 1)
    const start = Math.max(from ?? 0, end - length * (limit + 1), 0)
    if (start >= end) return []
    const pages: Promise<readonly KlineData[]>[] = []
    for (let at = Math.floor(start / pageMs) * pageMs; at < end; at += pageMs) {
      pages.push(this.#page(of, { startTime: at, endTime: at + pageMs }, by))
    }
    const rows = (await Promise.all(pages)).flat()
    return rows.filter(({ openTime }) => openTime >= (from ?? 0) && openTime < end).slice(-limit)
  }

  #page(
    of: KlineOf,
    { startTime, endTime }: { readonly startTime: number; readonly endTime: number },
    by: MarketCaller,
  ): Promise<readonly KlineData[]> {
    const now = this.#options.now()
    const keepMs = endTime + SETTLING_MS < now ? ENDED_MS : this.#options.underWayMs
    const key = `${of.symbol} ${of.interval} ${startTime}`
    const ask = async (signal: AbortSignal): Promise<readonly KlineData[]> => {
      const rows = await this.#options.read(of, { startTime, endTime, limit: PAGE }, { ...by, signal })
      return rows.flatMap((row) => fromKlineRow(of, row, now))
    }
    return this.#pages.get(key, { keepMs, caller: by.signal }, ask)
  }
}
