/** Streams behind the `watch…` calls: each begins with the first call for it, and ends with `leave`. */

import { channels, type PublicChannel, type PushOf, type StreamKlineInterval } from '@spotdeck/wire'
import type { MexcClient } from '../client.ts'
import type { AccountView } from '../view/account-view.ts'
import type { ViewChange } from '../view/view-state.ts'
import { asCcxtError } from './errors.ts'
import { Feed } from './feed.ts'
import { UnsubscribeError } from './other-errors.ts'
import * as unified from './structures.ts'

type Rows = { readonly push: (row: never) => void; readonly fail: (error: Error) => void; next(): Promise<unknown[]> }
type Watch = { readonly feed: Rows; readonly end: () => void }
type BookOfDepth = (limit: number) => unified.OrderBook
type Name = (id: string) => string
/** Streams of public data. */
export type WatchKind = 'best' | 'tickers' | 'book' | 'trades' | 'candles'

/** All streams of one exchange. */
export class Watches {
  readonly #client: MexcClient
  readonly #watches = new Map<string, Watch>()
  #view: AccountView | undefined

  constructor(client: MexcClient) {
    this.#client = client
  }

  /** Best prices of markets, whenever those of one change. */
  async best(markets: readonly unified.Market[]): Promise<Record<string, unified.BestPrices>> {
    const ids = markets.map(({ id }) => id)
    const feed = this.#of(keyOf('best', ids), 1_000, (feed: Feed<unified.BestPrices>) => {
      const ends = markets.map(({ id, symbol }) =>
        this.#subscribe(channels.aggreBookTicker(id), feed, ({ body, sendTime }) =>
          feed.push(unified.bestOf(body.value, symbol, sendTime)),
        ),
      )
      return () => ends.forEach((end) => end())
    })
    return bySymbol(await feed.next())
  }

  /** Tickers of the day that changed, of the markets of these ids or of all. */
  async tickers(ids: readonly string[], nameOf: Name): Promise<Record<string, unified.DayTicker>> {
    const feed = this.#of(keyOf('tickers', ids), 10_000, (feed: Feed<unified.DayTicker>) =>
      this.#subscribe(channels.miniTickers(), feed, ({ body, sendTime }) => {
        const rows = body.value.items.filter(({ symbol }) => ids.length === 0 || ids.includes(symbol))
        feed.push(...rows.map((row) => unified.dayTickerOf(row, nameOf(row.symbol), sendTime)))
      }),
    )
    return bySymbol(await feed.next())
  }

  async book(id: string, symbol: string, limit: number): Promise<unified.OrderBook> {
    const feed = this.#of(keyOf('book', [id]), 1, (feed: Feed<BookOfDepth>) => {
      const followed = this.#client.book(id, {
        changed: (book) =>
          feed.push((depth) => {
            const side = (name: 'bids' | 'asks') =>
              book.top(name, depth).map((one) => [one.price, one.quantity] as const)
            const levels = { bids: side('bids'), asks: side('asks'), nonce: book.version }
            return unified.bookOf(levels, symbol, book.updatedAt)
          }),
        stale: () => undefined,
      })
      return () => followed.close()
    })
    return newest(await feed.next())(limit)
  }

  trades(id: string, symbol: string): Promise<unified.Trade[]> {
    const feed = this.#of(keyOf('trades', [id]), 1_000, (feed: Feed<unified.Trade>) =>
      this.#subscribe(channels.aggreDeals(id), feed, ({ body }) => {
        const rows = body.value.deals.map((deal) => {
          const { price, quantity: amount, time: timestamp, tradeId } = deal
          const side = deal.tradeType === 1 ? 'buy' : 'sell'
          const parts = { id: tradeId, timestamp, side, takerOrMaker: 'taker', price, amount, info: deal } as const
          return unified.tradeOf(symbol, parts)
        })
        feed.push(...rows)
      }),
    )
    return feed.next()
  }

  async candles(id: string, interval: StreamKlineInterval): Promise<unified.OHLCV[]> {
    const feed = this.#of(keyOf('candles', [id, interval]), 500, (feed: Feed<unified.OHLCV>) =>
      this.#subscribe(channels.kline(id, interval), feed, ({ body: { value } }) => {
        const prices = [value.openingPrice, value.highestPrice, value.lowestPrice, value.closingPrice, value.volume]
        feed.push([value.windowStart * 1_000, ...prices.map(Number)] as unified.OHLCV)
      }),
    )
    const byTime = new Map((await feed.next()).map((candle) => [candle[0], candle]))
    return [...byTime.values()]
  }

  async balance(): Promise<unified.Balances> {
    const view = this.#account()
    const feed = this.#ofAccount<true>('balance', 1, (change) => (change.type === 'balance' ? true : undefined))
    await feed.next()
    return unified.balancesOf(view.balances.values(), view.health)
  }

  orders(symbol: string | undefined, nameOf: Name): Promise<unified.Order[]> {
    return this.#ofAccount(`orders ${symbol ?? ''}`, 1_000, (change) => {
      if (change.type !== 'order') return undefined
      const name = nameOf(change.order.symbol)
      return symbol === undefined || symbol === name ? unified.viewedOrder(change.order, name) : undefined
    }).next()
  }

  deals(symbol: string | undefined, nameOf: Name): Promise<unified.Trade[]> {
    return this.#ofAccount(`deals ${symbol ?? ''}`, 1_000, (change) => {
      if (change.type !== 'deal') return undefined
      const name = nameOf(change.deal.symbol)
      return symbol === undefined || symbol === name ? unified.dealOf(change.deal, name) : undefined
    }).next()
  }

  /** Ends the streams of a kind for these ids; calls that wait for them throw `UnsubscribeError`. */
  leave(kind: WatchKind, ids: readonly string[]): void {
    const key = keyOf(kind, ids)
    const left = this.#watches.get(key)
    this.#watches.delete(key)
    left?.end()
    left?.feed.fail(new UnsubscribeError(`mexc left ${key}`))
  }

  close(): void {
    for (const { end } of this.#watches.values()) end()
    this.#watches.clear()
    void this.#view?.close()
  }

  #account(): AccountView {
    return (this.#view ??= this.#client.view())
  }

  #ofAccount<T>(name: string, most: number, read: (change: ViewChange) => T | undefined): Feed<T> {
    return this.#of(name, most, (feed: Feed<T>) => {
      const view = this.#account()
      // A key that MEXC refuses ends the waiting.
      view.live().catch((error: unknown) => feed.fail(asCcxtError(error)))
      return view.subscribe((change) => {
        const row = read(change)
        if (row !== undefined) feed.push(row)
      })
    })
  }

  #subscribe<C extends PublicChannel>(channel: C, feed: Rows, push: (one: PushOf<C>) => void): () => void {
    const refused = (_reason: string, error: unknown): void => feed.fail(asCcxtError(error))
    return this.#client.streams.subscribe(channel, { push, refused })
  }

  #of<T>(key: string, most: number, open: (feed: Feed<T>) => () => void): Feed<T> {
    const known = this.#watches.get(key)
    if (known !== undefined) return known.feed as Feed<T>
    const feed = new Feed<T>(most)
    this.#watches.set(key, { feed, end: open(feed) })
    return feed
  }
}

const keyOf = (kind: WatchKind, ids: readonly string[]): string => [kind, ...ids].join(' ')

/** The newest row of each symbol. */
const bySymbol = <T extends { readonly symbol: string }>(rows: readonly T[]): Record<string, T> =>
  Object.fromEntries(rows.map((one) => [one.symbol, one]))

/** The last of what a feed gave: at least one item. */
function newest<T>(items: readonly T[]): T {
  const last = items.at(-1)
  if (last === undefined) throw new RangeError('A feed gives at least one item.')
  return last
}
