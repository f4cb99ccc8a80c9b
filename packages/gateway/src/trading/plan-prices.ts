/** Prices of the markets that plans watch: the newest print, the top of the book, and when both were current. */

import { type Price, decimal, tryDecimal } from '@spotdeck/exact'
import type { Bus, MarketChannel, MarketWatch } from '@spotdeck/edge'
import type { SymbolPrice } from '@spotdeck/plans'
import { SECOND_MS, type Timer, type Timers } from '@spotdeck/ports'
import type { MarketDataService } from '../market/market-data.ts'
import type { Prices } from '../market/prices.ts'
import type { TopOfBook } from './limits.ts'

/** Dependencies of the prices of plans. */
export type PlanPricesOptions = {
  readonly prices: Pick<Prices, 'ticker' | 'heardAt'>
  readonly market: Pick<MarketDataService, 'watch'>
  readonly bus: Pick<Bus, 'subscribe'>
  /** Top of the live book; `undefined` while it is not current. */
  readonly book: (symbol: string) => Promise<TopOfBook | undefined>
  /** Exchange time. */
  readonly now: () => number
  readonly timers: Timers
  readonly changed: (symbol: string, price: SymbolPrice) => void
}

/** Interval in which the prices of watched markets are confirmed, in ms. */
const CONFIRM_EVERY_MS = 2 * SECOND_MS
/** Age beyond which a side of the market is not known to be current, in ms. */
const CURRENT_WITHIN_MS = 10 * SECOND_MS
/** MEXC: tickers come every few seconds; a print of the trades channel within this time is newer, in ms. */
const TICKER_LAG_MS = 5 * SECOND_MS

type Known = { last?: Price; bid?: Price; ask?: Price; lastAt: number; bookAt: number; printedAt: number }
type News = { readonly last?: Price | undefined; readonly bid?: Price | undefined; readonly ask?: Price | undefined }

/** Follows the prices of a set of markets. */
export class PlanPrices {
  readonly #options: PlanPricesOptions
  readonly #known = new Map<string, Known>()
  readonly #leave: () => void
  #watch: MarketWatch | undefined
  #symbols: ReadonlySet<string> = new Set()
  #timer: Timer | undefined

  constructor(options: PlanPricesOptions) {
    this.#options = options
    this.#leave = options.bus.subscribe((batch) => {
      if (batch.kind !== 'market' || this.#symbols.size === 0) return
      for (const { topic, data } of batch.events) {
        if (topic === 'ticker') this.#tick(data.symbol, tryDecimal(data.lastPrice))
        if (topic === 'trades') this.#print(data.symbol, { last: tryDecimal(data.trades.at(-1)?.price ?? '') })
        if (topic === 'book' && data.stale !== true) this.#print(data.symbol, topOf(data))
      }
    })
  }

  /** Watches these markets from now on, and no others. */
  watch(symbols: ReadonlySet<string>): void {
    if (symbols.size === this.#symbols.size && [...symbols].every((symbol) => this.#symbols.has(symbol))) return
    this.#symbols = symbols
    for (const symbol of this.#known.keys()) if (!symbols.has(symbol)) this.#known.delete(symbol)
    const channels = [...symbols].flatMap((symbol): MarketChannel[] => [
      { topic: 'book', symbol },
      { topic: 'trades', symbol },
    ])
    this.#watch = this.#options.market.watch(channels, { key: 'plans', audience: 'owner' }, this.#watch)
    this.#confirmLater()
  }

  /** The present price of a market, also of one that is not watched. */
  async read(symbol: string): Promise<SymbolPrice> {
    const top = await this.#options.book(symbol)
    if (top !== undefined) this.#merge(symbol, { bid: top.bids[0]?.[0], ask: top.asks[0]?.[0] })
    return this.#priceOf(symbol)
  }

  close(): void {
    this.#timer?.cancel()
    this.#leave()
    this.#watch?.stop()
    this.#symbols = new Set()
  }

  #tick(symbol: string, last: Price | undefined): void {
    const { lastAt = -Infinity } = this.#known.get(symbol) ?? {}
    if (this.#options.now() - lastAt > TICKER_LAG_MS) this.#print(symbol, { last })
  }

  #print(symbol: string, news: News): void {
    if (!this.#symbols.has(symbol)) return
    this.#merge(symbol, news)
    this.#options.changed(symbol, this.#priceOf(symbol))
  }

  /** Remembers prices. One that differs is another print. */
  #merge(symbol: string, { last, bid, ask }: News): void {
    const now = this.#options.now()
    const known = this.#known.get(symbol) ?? { lastAt: -Infinity, bookAt: -Infinity, printedAt: now }
    const sides = { last, bid, ask }
    for (const side of ['last', 'bid', 'ask'] as const) {
      const price = sides[side]
      if (price === undefined || price === known[side]) continue
      known[side] = price
      known.printedAt = now
    }
    if (last !== undefined) known.lastAt = now
    if (bid !== undefined || ask !== undefined) known.bookAt = now
    this.#known.set(symbol, known)
  }

  /** Prices of a market that are known to be current; others are left out, so that they trigger nothing. */
  #priceOf(symbol: string): SymbolPrice {
    const { prices, now } = this.#options
    const time = now()
    const isCurrent = (at: number): boolean => time - at <= CURRENT_WITHIN_MS
    const { lastAt = -Infinity, bookAt = -Infinity, printedAt = time, last, bid, ask } = this.#known.get(symbol) ?? {}
    // The ticker stream carries all markets: while it flows, the last price of a quiet one is current.
    const hasLast = isCurrent(Math.max(lastAt, prices.heardAt ?? -Infinity))
    const hasBook = isCurrent(bookAt)
    return {
      last: hasLast ? (last ?? tryDecimal(prices.ticker(symbol)?.lastPrice ?? '')) : undefined,
      bid: hasBook ? bid : undefined,
      ask: hasBook ? ask : undefined,
      printedAt,
      currentAt: hasLast || hasBook ? time : Math.max(lastAt, bookAt),
    }
  }

  #confirmLater(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    if (this.#symbols.size === 0) return
    this.#timer = this.#options.timers.after(CONFIRM_EVERY_MS, () => void this.#confirm())
  }

  async #confirm(): Promise<void> {
    const symbols = this.#symbols
    const all = await Promise.all(
      [...symbols].map(async (symbol) => [symbol, await this.read(symbol).catch(() => undefined)] as const),
    )
    if (symbols !== this.#symbols) return
    for (const [symbol, price] of all) if (price !== undefined) this.#options.changed(symbol, price)
    this.#confirmLater()
  }
}

type Levels = readonly (readonly [price: string, ...rest: readonly unknown[]])[]

function topOf({ bids, asks }: { readonly bids: Levels; readonly asks: Levels }) {
  const best = ([first]: Levels): Price | undefined => (first === undefined ? undefined : decimal(first[0]))
  return { bid: best(bids), ask: best(asks) }
}
