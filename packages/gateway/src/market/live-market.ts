/** Market subscriptions on demand: one per channel, however many subscribers it has, ended with the last of them. */

import type { BookData, KlineData, KlineInterval, MarketEnvelope } from '@spotdeck/api'
import { type FollowedBook, type MarketStreams, followBook } from '@spotdeck/mexc'
import type { Clock, Random, Timers } from '@spotdeck/ports'
import { type DecodedPush, type DepthAnswer, streamKlineInterval } from '@spotdeck/wire'
import { type MarketChannel, type MarketCaller, type MarketWatch, channelKey } from '@spotdeck/edge'
import { ChannelQuotas } from './channel-quotas.ts'
import { fromBook, fromKlinePush, fromPrints } from './market-words.ts'

/** Reads the start of a live book for a reader: for the owner while the owner follows it. Rejects when it cannot. */
export type SnapshotFor = (symbol: string, by: MarketCaller & { readonly signal: AbortSignal }) => Promise<DepthAnswer>

/** Dependencies of the live market. */
export type LiveMarketOptions = {
  readonly streams: MarketStreams
  readonly snapshot: SnapshotFor
  /** Exchange time. */
  readonly now: () => number
  readonly world: { readonly clock: Clock; readonly timers: Timers; readonly random: Random }
  readonly publish: (events: readonly MarketEnvelope[]) => void
}

type Watched = { watchers: number; readonly stop: () => void }

/** Subscriptions of the gateway to the exchange's market channels. */
export class LiveMarket {
  readonly #options: LiveMarketOptions
  readonly #watched = new Map<string, Watched>()
  readonly #quotas = new ChannelQuotas()
  readonly #books = new Map<string, FollowedBook>()

  constructor(options: LiveMarketOptions) {
    this.#options = options
  }

  /** Number of channels subscribed now. */
  get size(): number {
    return this.#watched.size
  }

  /**
   * Subscribes to the channels that the reader's quotas admit, until it is stopped. What `before` holds and is wished for again goes on;
   * the rest of it makes room first. Tickers need no subscription.
   */
  watch(wishes: readonly MarketChannel[], by: MarketCaller, before?: MarketWatch): MarketWatch {
    const channels = new Map(wishes.filter(({ topic }) => topic !== 'ticker').map((wish) => [channelKey(wish), wish]))
    const leaves = new Map<string, () => void>()
    const take = (): MarketWatch['refused'] =>
      [...channels].flatMap(([key, channel]) => {
        if (leaves.has(key)) return []
        const limit = this.#quotas.refusal(by, key)
        if (limit !== undefined) return [{ ...limit, channel }]
        leaves.set(key, this.#take(key, channel, by))
        return []
      })
    // First what goes on, so that it is never without a watcher; once the one before has left, the rest.
    take()
    before?.stop()
    return {
      refused: take(),
      stop: () => {
        for (const leave of leaves.values()) leave()
        leaves.clear()
      },
    }
  }

  /** Current top of a live book; `undefined` while it is not live. */
  book(symbol: string): BookData | undefined {
    const book = this.#books.get(symbol)?.book
    return book === undefined ? undefined : fromBook(symbol, book)
  }

  /** True if a reader may be answered from the live book: a guest only where its audience follows it, so that none learns of others'. */
  isFollowedBy({ audience }: MarketCaller, symbol: string): boolean {
    return audience === 'owner' || this.#quotas.isWatchedBy(audience, channelKey({ topic: 'book', symbol }))
  }

  close(): void {
    for (const { stop } of this.#watched.values()) stop()
    this.#watched.clear()
  }

  #take(key: string, wish: MarketChannel, by: MarketCaller): () => void {
    const known = this.#watched.get(key)
    if (known === undefined) this.#watched.set(key, { watchers: 1, stop: this.#follow(wish, by) })
    else known.watchers += 1
    const release = this.#quotas.add(by, key)
    return () => {
      release()
      this.#leave(key)
    }
  }

  #leave(key: string): void {
    const known = this.#watched.get(key)
    if (known === undefined) return
    known.watchers -= 1
    if (known.watchers > 0) return
    this.#watched.delete(key)
    known.stop()
  }

  #follow(wish: MarketChannel, by: MarketCaller): () => void {
    switch (wish.topic) {
      case 'book':
        return this.#followBook(wish.symbol, by)
      case 'trades':
        return this.#followTrades(wish.symbol)
      case 'klines':
        return this.#followKlines(wish.symbol, wish.interval)
      case 'ticker':
        return () => undefined
    }
  }

  #followBook(symbol: string, by: MarketCaller): () => void {
    const { streams, snapshot, world } = this.#options
    let last: BookData | undefined
    const tell = (data: BookData): void =>
      this.#publish({ topic: 'book', type: 'book.updated', time: this.#options.now(), data })
    const followed = followBook({
      symbol,
      streams,
      snapshot: (_symbol, signal) => snapshot(symbol, { ...this.#readerOf(symbol, by), signal }),
      world,
      handlers: {
        changed: (book) => {
          last = fromBook(symbol, book)
          tell(last)
        },
        stale: () => {
          if (last !== undefined) tell({ ...last, stale: true })
        },
      },
    })
    this.#books.set(symbol, followed)
    return () => {
      this.#books.delete(symbol)
      followed.close()
    }
  }

  #readerOf(symbol: string, { key, audience }: MarketCaller): MarketCaller {
    return {
      key,
      audience: this.#quotas.isWatchedBy('owner', channelKey({ topic: 'book', symbol })) ? 'owner' : audience,
    }
  }

  #followTrades(symbol: string): () => void {
    const push = ({ body }: DecodedPush): void => {
      if (body.kind !== 'publicAggreDeals') return
      const trades = fromPrints(body.value)
      const data = { symbol, trades, dropped: 0 }
      if (trades.length > 0) this.#publish({ topic: 'trades', type: 'trades.added', time: this.#options.now(), data })
    }
    return this.#options.streams.subscribe({ kind: 'aggreDeals', symbol, interval: '100ms' }, { push })
  }

  #followKlines(symbol: string, interval: KlineInterval): () => void {
    let last: KlineData | undefined
    const tell = (data: KlineData): void =>
      this.#publish({ topic: 'klines', type: 'kline.updated', time: this.#options.now(), data })
    const push = ({ body }: DecodedPush): void => {
      if (body.kind !== 'publicSpotKline') return
      for (const data of fromKlinePush({ symbol, interval }, body.value, this.#options.now())) {
        // MEXC: no push closes a kline: it is closed by the next one.
        if (last !== undefined && last.openTime < data.openTime && !last.closed) tell({ ...last, closed: true })
        last = data
        tell(data)
      }
    }
    return this.#options.streams.subscribe({ kind: 'kline', symbol, interval: streamKlineInterval(interval) }, { push })
  }

  #publish(event: MarketEnvelope): void {
    this.#options.publish([event])
  }
}
