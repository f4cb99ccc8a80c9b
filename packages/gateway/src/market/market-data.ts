/** Market data service: channels subscribed on demand, and REST queries, shared and bounded. */

import type { BookData, KlineInterval, KlineSeries, MarketEnvelope, TradeList } from '@spotdeck/api'
import { type CallOptions, MexcError, type MarketStreams, type RestClient, restSnapshots } from '@spotdeck/mexc'
import type { Clock, Random, Timers } from '@spotdeck/ports'
import type { MarketAnswer, MarketChannel, MarketCaller, MarketWatch } from '@spotdeck/edge'
import { GuestReads, TooManyReads } from './guest-reads.ts'
import type { KlineSpan } from './kline-pages.ts'
import { LiveMarket, type SnapshotFor } from './live-market.ts'
import type { KlineOf } from './market-words.ts'
import { SharedReads, type Through } from './shared-reads.ts'

/** Dependencies of the market data service. */
export type MarketDataOptions = {
  readonly rest: RestClient
  readonly streams: MarketStreams
  readonly world: { readonly clock: Clock; readonly timers: Timers; readonly random: Random }
  readonly publish: (events: readonly MarketEnvelope[]) => void
}

/** Time for which one answer of the exchange serves all requests, in ms: the owner's, and those of guests. */
const SHARED_MS = 1_000
const GUESTS_SHARED_MS = 3_000
/** Deadline of a market query, in ms: shorter than that of account reads, which take precedence. */
const TIMEOUT_MS = 5_000
const OWNERS: CallOptions = { timeoutMs: TIMEOUT_MS }
/** Guests wait behind everything else that the rate limits admit. */
const GUESTS: CallOptions = { timeoutMs: TIMEOUT_MS, withinMs: TIMEOUT_MS, priority: 'background' }
/** Reader of what the gateway needs itself. */
const ITSELF: MarketCaller = { key: 'gateway', audience: 'owner' }

const at =
  (options: CallOptions): Through =>
  (ask, { signal }) =>
    ask({ ...options, signal })

/** Market data of the gateway: snapshots, queries and subscriptions. Each priority has its own reads, so none waits for another's. */
export class MarketDataService {
  readonly #rest: RestClient
  readonly #live: LiveMarket
  readonly #guestReads: GuestReads
  readonly #owners: SharedReads
  readonly #guests: SharedReads
  readonly #orders: SharedReads
  readonly #history: SharedReads

  constructor({ rest, streams, world, publish }: MarketDataOptions) {
    this.#rest = rest
    this.#guestReads = new GuestReads(world)
    const reads = (through: Through, keepMs: number): SharedReads =>
      new SharedReads({ rest, clock: world.clock, through, keepMs })
    this.#owners = reads(at(OWNERS), SHARED_MS)
    this.#guests = reads(
      (ask, { key, signal }) => this.#guestReads.run(key, () => ask({ ...GUESTS, signal }), signal),
      GUESTS_SHARED_MS,
    )
    this.#orders = reads(at({ ...OWNERS, priority: 'order' }), SHARED_MS)
    this.#history = reads(at({ priority: 'background' }), SHARED_MS)
    const now = (): number => rest.exchangeNow()
    this.#live = new LiveMarket({ streams, snapshot: this.#snapshot, now, world, publish })
  }

  watch(wishes: readonly MarketChannel[], by: MarketCaller, before?: MarketWatch): MarketWatch {
    return this.#live.watch(wishes, by, before)
  }

  klines(
    symbol: string,
    interval: KlineInterval,
    { by, ...span }: KlineSpan & { readonly by: MarketCaller },
  ): Promise<MarketAnswer<KlineSeries>> {
    return seriesFrom(this.#readsOf(by), { symbol, interval }, { span, by })
  }

  /** The same in the background of the rate limits: charts, account reads and orders go first. */
  pastKlines(symbol: string, interval: KlineInterval, span: KlineSpan): Promise<MarketAnswer<KlineSeries>> {
    return seriesFrom(this.#history, { symbol, interval }, { span, by: ITSELF })
  }

  book(symbol: string, by: MarketCaller): Promise<MarketAnswer<BookData>> {
    return this.#book(symbol, this.#readsOf(by), by)
  }

  /** The book that values an order, with the priority of orders. */
  orderBook(symbol: string): Promise<MarketAnswer<BookData>> {
    return this.#book(symbol, this.#orders, ITSELF)
  }

  trades(
    symbol: string,
    { limit, by }: { readonly limit: number; readonly by: MarketCaller },
  ): Promise<MarketAnswer<TradeList>> {
    return answered(async () => {
      const all = await this.#readsOf(by).trades(symbol, by)
      return { symbol, items: all.slice(0, limit) }
    })
  }

  close(): void {
    this.#live.close()
  }

  #readsOf({ audience }: MarketCaller): SharedReads {
    return audience === 'owner' ? this.#owners : this.#guests
  }

  #book(symbol: string, reads: SharedReads, by: MarketCaller): Promise<MarketAnswer<BookData>> {
    const live = this.#live.isFollowedBy(by, symbol) ? this.#live.book(symbol) : undefined
    return live === undefined ? answered(() => reads.book(symbol, by)) : Promise.resolve({ kind: 'found', value: live })
  }

  /** Reads the start of a live book: in turn with the reads of guests while only they follow it. */
  readonly #snapshot: SnapshotFor = (symbol, { key, audience, signal }) => {
    if (audience === 'owner') return restSnapshots(this.#rest)(symbol, signal)
    const read = restSnapshots(this.#rest, undefined, GUESTS)
    return this.#guestReads.run(key, () => read(symbol, signal), signal)
  }
}

const seriesFrom = (
  reads: SharedReads,
  of: KlineOf,
  { span, by }: { readonly span: KlineSpan; readonly by: MarketCaller },
): Promise<MarketAnswer<KlineSeries>> =>
  answered(async () => ({ ...of, items: [...(await reads.klines(of, span, by))] }))

/** Returns errors of the exchange and full queues as cases; others are defects and are thrown. */
async function answered<T>(ask: () => Promise<T>): Promise<MarketAnswer<T>> {
  try {
    return { kind: 'found', value: await ask() }
  } catch (error) {
    if (error instanceof TooManyReads) return { kind: 'limited', retryAfter: error.retryAfter }
    if (error instanceof MexcError) return { kind: 'unavailable' }
    throw error
  }
}
