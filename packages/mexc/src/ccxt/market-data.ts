/** Public methods: markets, tickers, books, trades and candles over REST. */

import { defined } from '@spotdeck/ports'
import { bookTicker, depth, klines, ping, serverTime, ticker24h, trades } from '@spotdeck/wire'
import { Exchange } from './base.ts'
import type { Params } from './order-terms.ts'
import { byTime, untilOf, within } from './rows.ts'
import * as unified from './structures.ts'
import { timeframeOf } from './times.ts'

type CandleArguments = [symbol: string, timeframe?: string, since?: number, limit?: number, params?: Params]
type Listed = { readonly symbol: string }

/** Public data of spot markets over REST. */
export class MarketData extends Exchange {
  /** `ok` if MEXC answers. */
  async fetchStatus() {
    const info = await this.asked(() => this.client.call(ping, {}))
    return { status: 'ok', updated: undefined, url: undefined, eta: undefined, info }
  }

  /** The exchange's time in ms. */
  async fetchTime(): Promise<number> {
    return (await this.asked(() => this.client.call(serverTime, {}))).serverTime
  }

  /** All markets. */
  async fetchMarkets(): Promise<unified.Market[]> {
    return Object.values(await this.loadMarkets(true))
  }

  /** The ticker of the last 24 hours. */
  fetchTicker(symbol: string): Promise<unified.Ticker> {
    return this.on(symbol, async (id, name) =>
      unified.tickerOf(await this.client.call(ticker24h, { symbol: id }), name),
    )
  }

  /** Tickers by symbol, all by default. */
  fetchTickers(symbols?: readonly string[]): Promise<Record<string, unified.Ticker>> {
    return this.#byName(symbols, () => this.client.call(ticker24h, {}), unified.tickerOf)
  }

  /** Best prices by symbol, all by default. */
  fetchBidsAsks(symbols?: readonly string[]): Promise<Record<string, unified.BestPrices>> {
    return this.#byName(symbols, () => this.client.call(bookTicker, {}), unified.bestOf)
  }

  /** The book, 100 levels a side by default. */
  fetchOrderBook(symbol: string, limit?: number): Promise<unified.OrderBook> {
    return this.on(symbol, async (id, name) => {
      const { lastUpdateId: nonce, ...rest } = await this.client.call(depth, { symbol: id, ...defined({ limit }) })
      return unified.bookOf({ ...rest, nonce }, name, rest.timestamp)
    })
  }

  /** The same: MEXC has no book of single orders. */
  fetchL2OrderBook(symbol: string, limit?: number): Promise<unified.OrderBook> {
    return this.fetchOrderBook(symbol, limit)
  }

  /** Recent public trades, oldest first. */
  fetchTrades(symbol: string, since?: number, limit?: number): Promise<unified.Trade[]> {
    return this.on(symbol, async (id, name) => {
      const rows = await this.client.call(trades, { symbol: id, ...defined({ limit }) })
      return within(byTime(rows.map((row) => unified.publicTradeOf(row, name))), since, limit)
    })
  }

  /**
   * Candles as [time, open, high, low, close, volume], oldest first; with `since`, from then on. `params`: `until`
   */
  fetchOHLCV(...[symbol, timeframe = '1m', since, limit, params]: CandleArguments): Promise<unified.OHLCV[]> {
    return this.on(symbol, async (id) => {
      const [interval] = timeframeOf(timeframe)
      const range = defined({ startTime: since, endTime: untilOf(params), limit })
      return (await this.client.call(klines, { symbol: id, interval, ...range })).map(unified.candleOf)
    })
  }

  async #byName<Row extends Listed, T extends Listed>(
    symbols: readonly string[] | undefined,
    read: () => Promise<readonly Row[]>,
    make: (row: Row, symbol: string) => T,
  ): Promise<Record<string, T>> {
    await this.loadMarkets()
    const wanted = symbols?.map((symbol) => this.market(symbol).symbol)
    const rows = (await this.asked(read)).map((row) => make(row, this.listed.nameOf(row.symbol)))
    return Object.fromEntries(
      rows.flatMap((one) => ((wanted?.includes(one.symbol) ?? true) ? [[one.symbol, one]] : [])),
    )
  }
}
