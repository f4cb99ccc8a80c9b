/**
 * MEXC spot by ccxt's unified methods, over the SDK: a bot changes one import. Limits, clock, lost answers and streams
 * are the SDK's; structures, names and floats are ccxt's.
 */

import { withOrderForms } from './order-forms.ts'
import { within } from './rows.ts'
import type * as unified from './structures.ts'
import { timeframeOf } from './times.ts'
import { Wallet } from './wallet.ts'
import type { WatchKind } from './watches.ts'

type Symbols = readonly string[]
type Candles = [symbol: string, timeframe?: string, since?: number, limit?: number]
type Rows = [symbol?: string, since?: number, limit?: number]

/** The exchange by ccxt's unified methods: `fetch…`, `create…`, `cancel…` and `watch…` of spot markets. */
export class mexc extends withOrderForms(Wallet) {
  /** The ticker, whenever it changes: best prices and their amounts. */
  async watchTicker(symbol: string): Promise<unified.BestPrices> {
    return Object.values(await this.watchBidsAsks([symbol]))[0] as unified.BestPrices
  }

  /** Best prices of markets, whenever those of one change. */
  async watchBidsAsks(symbols: Symbols): Promise<Record<string, unified.BestPrices>> {
    const markets = await this.#markets(symbols)
    return this.asked(() => this.watching.best(markets))
  }

  /** Tickers of the day that changed, of markets or of all, every three seconds. */
  async watchTickers(symbols?: Symbols): Promise<Record<string, unified.DayTicker>> {
    const ids = (await this.#markets(symbols)).map(({ id }) => id)
    return this.asked(() => this.watching.tickers(ids, (id) => this.listed.nameOf(id)))
  }

  /** The book, whenever it changes; while it is not sure, the call waits. */
  watchOrderBook(symbol: string, limit = 50): Promise<unified.OrderBook> {
    return this.on(symbol, (id, name) => this.watching.book(id, name, limit))
  }

  /** Public trades since the call before. */
  watchTrades(symbol: string, since?: number, limit?: number): Promise<unified.Trade[]> {
    return this.on(symbol, async (id, name) => within(await this.watching.trades(id, name), since, limit))
  }

  /** The candle of this moment, whenever it changes. */
  watchOHLCV(...[symbol, timeframe = '1m']: Candles): Promise<unified.OHLCV[]> {
    return this.on(symbol, (id) => this.watching.candles(id, timeframeOf(timeframe)[1]))
  }

  /** Balances, whenever one changes. */
  watchBalance(): Promise<unified.Balances> {
    return this.asked(() => this.watching.balance())
  }

  /** Own orders that changed since the call before, of a market or of all. */
  async watchOrders(...[symbol, since, limit]: Rows): Promise<unified.Order[]> {
    const [market] = await this.#markets(symbol === undefined ? [] : [symbol])
    const rows = await this.asked(() => this.watching.orders(market?.symbol, (id) => this.listed.nameOf(id)))
    return within(rows, since, limit)
  }

  /** Own trades since the call before, of a market or of all. */
  async watchMyTrades(...[symbol, since, limit]: Rows): Promise<unified.Trade[]> {
    const [market] = await this.#markets(symbol === undefined ? [] : [symbol])
    const rows = await this.asked(() => this.watching.deals(market?.symbol, (id) => this.listed.nameOf(id)))
    return within(rows, since, limit)
  }

  /** Ends `watchTicker`: a call that waits throws `UnsubscribeError`. */
  unWatchTicker(symbol: string): Promise<void> {
    return this.#leave('best', [symbol])
  }

  /** Ends `watchBidsAsks` of the same symbols, in the same order. */
  unWatchBidsAsks(symbols: Symbols): Promise<void> {
    return this.#leave('best', symbols)
  }

  /** Ends `watchTickers` of the same symbols, in the same order. */
  unWatchTickers(symbols?: Symbols): Promise<void> {
    return this.#leave('tickers', symbols)
  }

  /** Ends `watchOrderBook`. */
  unWatchOrderBook(symbol: string): Promise<void> {
    return this.#leave('book', [symbol])
  }

  /** Ends `watchTrades`. */
  unWatchTrades(symbol: string): Promise<void> {
    return this.#leave('trades', [symbol])
  }

  /** Ends `watchOHLCV`. */
  unWatchOHLCV(symbol: string, timeframe = '1m'): Promise<void> {
    return this.#leave('candles', [symbol], timeframeOf(timeframe)[1])
  }

  async #leave(kind: WatchKind, symbols?: Symbols, ...rest: string[]): Promise<void> {
    const ids = (await this.#markets(symbols)).map(({ id }) => id)
    this.watching.leave(kind, [...ids, ...rest])
  }

  async #markets(symbols: Symbols = []): Promise<unified.Market[]> {
    await this.loadMarkets()
    return symbols.map((symbol) => this.market(symbol))
  }
}
