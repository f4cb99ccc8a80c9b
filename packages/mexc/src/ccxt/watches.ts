/** Streams behind the `watch…` calls: each begins with the first call for it. */

import type { channels, PublicChannel, PushOf } from '@spotdeck/wire'
import type { MexcClient } from '../client.ts'
import type { AccountView } from '../view/account-view.ts'
import { asCcxtError } from './errors.ts'
import { Feed } from './feed.ts'
import * as unified from './structures.ts'
import type { ViewChange } from '../view/view-state.ts'

type Rows = { readonly push: (row: never) => void; readonly fail: (error: Error) => void; next(): Promise<unknown[]> }
type ChannelOf<Kind extends keyof typeof channels> = ReturnType<(typeof channels)[Kind]>
/** Best prices of a market. */
export type BestPrices = Pick<
  unified.Ticker,
  'symbol' | 'datetime' | 'bid' | 'bidVolume' | 'ask' | 'askVolume' | 'info'
> & {
  readonly timestamp: number | undefined
}
type Name = (id: string) => string

/** All streams of one exchange. */
export class Watches {
  readonly #client: MexcClient
  readonly #feeds = new Map<string, Rows>()
  readonly #ends: (() => void)[] = []
  #view: AccountView | undefined

  constructor(client: MexcClient) {
    this.#client = client
  }

  async ticker(channel: ChannelOf<'aggreBookTicker'>, symbol: string): Promise<BestPrices> {
    const feed = this.#of(`ticker ${symbol}`, 1, (feed: Feed<BestPrices>) =>
      this.#subscribe(channel, feed, ({ body, sendTime: timestamp }) => {
        const { bidPrice, bidQuantity, askPrice, askQuantity } = body.value
        const best = { bid: unified.num(bidPrice), bidVolume: unified.num(bidQuantity) }
        const worst = { ask: unified.num(askPrice), askVolume: unified.num(askQuantity) }
        feed.push({
          symbol,
          timestamp,
          datetime: unified.iso8601(timestamp),
          ...best,
          ...worst,
          info: body.value,
        })
      }),
    )
    return newest(await feed.next())
  }

  async book(id: string, symbol: string, limit: number): Promise<unified.OrderBook> {
    const feed = this.#of(`book ${symbol}`, 1, (feed: Feed<() => unified.OrderBook>) => {
      const followed = this.#client.book(id, {
        changed: (book) =>
          feed.push(() => {
            const side = (name: 'bids' | 'asks') =>
              book.top(name, limit).map((one) => [one.price, one.quantity] as const)
            const levels = { bids: side('bids'), asks: side('asks'), nonce: book.version }
            return unified.bookOf(levels, symbol, book.updatedAt)
          }),
        stale: () => undefined,
      })
      return () => followed.close()
    })
    return newest(await feed.next())()
  }

  trades(channel: ChannelOf<'aggreDeals'>, symbol: string): Promise<unified.Trade[]> {
    const feed = this.#of(`trades ${symbol}`, 1_000, (feed: Feed<unified.Trade>) =>
      this.#subscribe(channel, feed, ({ body }) => {
        const rows = body.value.deals.map((deal) => {
          const { price, quantity: amount, time: timestamp, tradeId: id } = deal
          const side = deal.tradeType === 1 ? 'buy' : 'sell'
          return unified.tradeOf(symbol, { id, timestamp, side, takerOrMaker: 'taker', price, amount, info: deal })
        })
        feed.push(...rows)
      }),
    )
    return feed.next()
  }

  async candles(channel: ChannelOf<'kline'>): Promise<unified.OHLCV[]> {
    const feed = this.#of(`candles ${channel.symbol} ${channel.interval}`, 500, (feed: Feed<unified.OHLCV>) =>
      this.#subscribe(channel, feed, ({ body: { value } }) => {
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

  close(): void {
    for (const end of this.#ends.splice(0)) end()
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

  #of<T>(name: string, most: number, open: (feed: Feed<T>) => () => void): Feed<T> {
    const known = this.#feeds.get(name) as Feed<T> | undefined
    if (known !== undefined) return known
    const feed = new Feed<T>(most)
    this.#feeds.set(name, feed)
    this.#ends.push(open(feed))
    return feed
  }
}

/** The last of what a feed gave: at least one item. */
function newest<T>(items: readonly T[]): T {
  const last = items.at(-1)
  if (last === undefined) throw new RangeError('A feed gives at least one item.')
  return last
}
