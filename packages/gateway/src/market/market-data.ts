/** Market data service: channels subscribed on demand, and REST queries, shared and bounded. */

import type { BookData, KlineInterval, KlineSeries, MarketEnvelope, TradeList } from '@spotdeck/api'
import { MexcError, type MarketStreams, type RestClient, restSnapshots } from '@spotdeck/mexc'
import type { Clock, Random, Timers } from '@spotdeck/ports'
import { depth, klines, trades } from '@spotdeck/wire'
import type { MarketAnswer, MarketChannel } from '../desk.ts'
import { TtlCache } from './ttl-cache.ts'
import { KlinePages, type KlineSpan } from './kline-pages.ts'
import { LiveMarket } from './live-market.ts'
import { BOOK_LEVELS, type Trade, fromDepth, fromTrades, type KlineOf } from './market-words.ts'

/** Dependencies of the market data service. */
export type MarketDataOptions = {
  readonly rest: RestClient
  readonly streams: MarketStreams
  readonly world: { readonly clock: Clock; readonly timers: Timers; readonly random: Random }
  readonly publish: (events: readonly MarketEnvelope[]) => void
}

/** Time for which one answer of the exchange serves all requests, in ms. */
const SHARED_MS = 1_000
const MAX_CACHED = 200
const MAX_TRADES = 1_000
/** Deadline of a market query, in ms: shorter than that of account reads, which take precedence. */
const TIMEOUT_MS = 5_000

/** Market data of the gateway: snapshots, queries and subscriptions. */
export class MarketDataService {
  readonly #rest: RestClient
  readonly #live: LiveMarket
  readonly #klines: KlinePages
  readonly #pastKlines: KlinePages
  readonly #books: TtlCache<BookData>
  readonly #trades: TtlCache<readonly Trade[]>

  constructor({ rest, streams, world, publish }: MarketDataOptions) {
    this.#rest = rest
    const now = (): number => rest.exchangeNow()
    this.#live = new LiveMarket({ streams, snapshot: restSnapshots(rest), now, world, publish })
    this.#klines = new KlinePages(
      ({ symbol, interval }, page) => rest.call(klines, { symbol, interval, ...page }, { timeoutMs: TIMEOUT_MS }),
      now,
      world.clock,
    )
    this.#pastKlines = new KlinePages(
      ({ symbol, interval }, page) => rest.call(klines, { symbol, interval, ...page }, { priority: 'background' }),
      now,
      world.clock,
    )
    this.#books = new TtlCache(world.clock, MAX_CACHED)
    this.#trades = new TtlCache(world.clock, MAX_CACHED)
  }

  watch(wishes: readonly MarketChannel[]): () => void {
    return this.#live.watch(wishes)
  }

  klines(symbol: string, interval: KlineInterval, span: KlineSpan): Promise<MarketAnswer<KlineSeries>> {
    return seriesFrom(this.#klines, { symbol, interval }, span)
  }

  /** The same in the background of the rate limits: charts, account reads and orders go first. */
  pastKlines(symbol: string, interval: KlineInterval, span: KlineSpan): Promise<MarketAnswer<KlineSeries>> {
    return seriesFrom(this.#pastKlines, { symbol, interval }, span)
  }

  book(symbol: string): Promise<MarketAnswer<BookData>> {
    const live = this.#live.book(symbol)
    if (live !== undefined) return Promise.resolve({ kind: 'found', value: live })
    return answered(() =>
      this.#books.get(symbol, SHARED_MS, async () =>
        fromDepth(symbol, await this.#rest.call(depth, { symbol, limit: BOOK_LEVELS }, { timeoutMs: TIMEOUT_MS })),
      ),
    )
  }

  trades(symbol: string, limit: number): Promise<MarketAnswer<TradeList>> {
    return answered(async () => {
      const all = await this.#trades.get(symbol, SHARED_MS, async () =>
        fromTrades(await this.#rest.call(trades, { symbol, limit: MAX_TRADES }, { timeoutMs: TIMEOUT_MS })),
      )
      return { symbol, items: all.slice(0, limit) }
    })
  }

  close(): void {
    this.#live.close()
  }
}

const seriesFrom = (pages: KlinePages, of: KlineOf, span: KlineSpan): Promise<MarketAnswer<KlineSeries>> =>
  answered(async () => ({ ...of, items: [...(await pages.klines(of, span))] }))

/** Returns errors of the exchange as a case; others are defects and are thrown. */
async function answered<T>(ask: () => Promise<T>): Promise<MarketAnswer<T>> {
  try {
    return { kind: 'found', value: await ask() }
  } catch (error) {
    if (error instanceof MexcError) return { kind: 'unavailable' }
    throw error
  }
}
