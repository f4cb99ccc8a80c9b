/**
 * Past klines over REST, in pages that always begin at the same times, so that whoever looks at the same stretch shares them.
 * A page that has ended is kept; the one under way is read again after a moment. Bounded.
 */

import type { KlineData } from '@spotdeck/api'
import type { Clock } from '@spotdeck/ports'
import { type KlineAnswer, klineLengthMs } from '@spotdeck/wire'
import { TtlCache } from './ttl-cache.ts'
import { type KlineOf, fromKlineRow } from './market-words.ts'

export type ReadKlines = (
  of: KlineOf,
  page: { readonly startTime: number; readonly endTime: number; readonly limit: number },
) => Promise<readonly KlineAnswer[]>

export type KlineSpan = { readonly from?: number; readonly to?: number; readonly limit: number }

/** MEXC: no more rows than this in one answer, whatever is asked for. */
const PAGE = 500
const MAX_PAGES = 200
const UNDER_WAY_MS = 1_000
const ENDED_MS = 6 * 3_600_000
/** A window's last trades may still be on their way this long after its end. */
const SETTLING_MS = 60_000
/** Months differ in length: one page holds all of them there can be. */
const MONTH_MS = 31 * 86_400_000

export class KlinePages {
  readonly #read: ReadKlines
  readonly #now: () => number
  readonly #pages: TtlCache<readonly KlineData[]>

  /** @param now exchange time */
  constructor(read: ReadKlines, now: () => number, clock: Clock) {
    this.#read = read
    this.#now = now
    this.#pages = new TtlCache(clock, MAX_PAGES)
  }

  /** The newest `limit` klines whose window begins in `from <= openTime < to`, oldest first. */
  async klines(of: KlineOf, { from, to, limit }: KlineSpan): Promise<readonly KlineData[]> {
    const now = this.#now()
    const length = klineLengthMs(of.interval) ?? MONTH_MS
    const pageMs = length * PAGE
    const end = Math.min(to ?? Infinity, now + 1)
    const start = Math.max(from ?? 0, end - length * (limit + 1), 0)
    if (start >= end) return []
    const pages: Promise<readonly KlineData[]>[] = []
    for (let at = Math.floor(start / pageMs) * pageMs; at < end; at += pageMs) pages.push(this.#page(of, at, pageMs))
    const rows = (await Promise.all(pages)).flat()
    return rows.filter(({ openTime }) => openTime >= (from ?? 0) && openTime < end).slice(-limit)
  }

  #page(of: KlineOf, startTime: number, pageMs: number): Promise<readonly KlineData[]> {
    const now = this.#now()
    const endTime = startTime + pageMs
    const keepMs = endTime + SETTLING_MS < now ? ENDED_MS : UNDER_WAY_MS
    const key = `${of.symbol} ${of.interval} ${startTime}`
    return this.#pages.get(key, keepMs, async () => {
      const rows = await this.#read(of, { startTime, endTime, limit: PAGE })
      return rows.flatMap((row) => fromKlineRow(of, row, now))
    })
  }
}
