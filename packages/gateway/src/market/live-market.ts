/** Market subscriptions on demand: one per channel, however many subscribers it has, ended with the last of them. */

import type { BookData, KlineData, KlineInterval, MarketEnvelope } from '@spotdeck/api'
import { type FollowedBook, type FetchSnapshot, type MarketStreams, followBook } from '@spotdeck/mexc'
import type { Clock, Random, Timers } from '@spotdeck/ports'
import { type DecodedPush, streamKlineInterval } from '@spotdeck/wire'
import type { MarketChannel } from '../desk.ts'
import { fromBook, fromKlinePush, fromPrints } from './market-words.ts'

/** Dependencies of the live market. */
export type LiveMarketOptions = {
  readonly streams: MarketStreams
  readonly snapshot: FetchSnapshot
  /** Exchange time. */
  readonly now: () => number
  readonly world: { readonly clock: Clock; readonly timers: Timers; readonly random: Random }
  readonly publish: (events: readonly MarketEnvelope[]) => void
}

type Watched = { watchers: number; readonly stop: () => void }

/** Maximal number of channels over all subscribers: 20 sockets of the exchange. Further ones are not subscribed. */
const MAX_WATCHED = 500

/** Subscriptions of the gateway to the exchange's market channels. */
export class LiveMarket {
  readonly #options: LiveMarketOptions
  readonly #watched = new Map<string, Watched>()
  readonly #books = new Map<string, FollowedBook>()

  constructor(options: LiveMarketOptions) {
    this.#options = options
  }

  /** Number of channels subscribed now. */
  get size(): number {
    return this.#watched.size
  }

  /** Subscribes to the channels until the returned function is called. Tickers need no subscription. */
  watch(wishes: readonly MarketChannel[]): () => void {
    const keys = new Map(wishes.map((wish) => [keyOf(wish), wish]))
    const taken = [...keys].filter(([key, wish]) => this.#take(key, wish)).map(([key]) => key)
    return () => {
      for (const key of taken.splice(0)) this.#leave(key)
    }
  }

  /** Current top of a live book; `undefined` while it is not live. */
  book(symbol: string): BookData | undefined {
    const book = this.#books.get(symbol)?.book
    return book === undefined ? undefined : fromBook(symbol, book)
  }

  close(): void {
    for (const { stop } of this.#watched.values()) stop()
    this.#watched.clear()
  }

  #take(key: string, wish: MarketChannel): boolean {
    if (wish.topic === 'ticker') return false
    const known = this.#watched.get(key)
    if (known !== undefined) known.watchers += 1
    else if (this.#watched.size >= MAX_WATCHED) return false
    else this.#watched.set(key, { watchers: 1, stop: this.#follow(wish) })
    return true
  }

  #leave(key: string): void {
    const known = this.#watched.get(key)
    if (known === undefined) return
    known.watchers -= 1
    if (known.watchers > 0) return
    this.#watched.delete(key)
    known.stop()
  }

  #follow(wish: MarketChannel): () => void {
    switch (wish.topic) {
      case 'book':
        return this.#followBook(wish.symbol)
      case 'trades':
        return this.#followTrades(wish.symbol)
      case 'klines':
        return this.#followKlines(wish.symbol, wish.interval)
      case 'ticker':
        return () => undefined
    }
  }

  #followBook(symbol: string): () => void {
    const { streams, snapshot, world } = this.#options
    let last: BookData | undefined
    const tell = (data: BookData): void =>
      this.#publish({ topic: 'book', type: 'book.updated', time: this.#options.now(), data })
    const followed = followBook({
      symbol,
      streams,
      snapshot,
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

/** Key of a channel: equal keys share one subscription. */
export function keyOf(wish: MarketChannel): string {
  return wish.topic === 'klines' ? `klines ${wish.symbol} ${wish.interval}` : `${wish.topic} ${wish.symbol}`
}
