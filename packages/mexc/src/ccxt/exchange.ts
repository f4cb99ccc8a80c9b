/**
 * MEXC spot by ccxt's unified methods, over the SDK: a bot changes one import. Limits, clock, lost answers and streams
 * are the SDK's; structures, names and floats are ccxt's.
 */

import { defined } from '@spotdeck/ports'
import {
  accountInformation,
  allOrders,
  channels,
  depth,
  klines,
  myTrades,
  openOrders,
  queryOrder,
  serverTime,
  ticker24h,
  tradeFee,
  trades,
} from '@spotdeck/wire'
import { MexcClient } from '../node/node-client.ts'
import { asCcxtError, BadRequest } from './errors.ts'
import { Markets } from './markets.ts'
import { clientId, type NewOrderArguments, orderOfArguments, type Params } from './order-terms.ts'
import { byTime, within } from './rows.ts'
import * as unified from './structures.ts'
import { type BestPrices, Watches } from './watches.ts'

type LimitArguments = [symbol: string, amount: number, price: number, params?: Params]
type CandleArguments = [symbol: string, timeframe?: string, since?: number, limit?: number]
type Urls = { api?: { spot?: { public?: string }; ws?: { spot?: string } } }

/** Timeframes, and MEXC's names of them over REST and in streams. */
const TIMEFRAMES = {
  '1m': ['1m', 'Min1'],
  '5m': ['5m', 'Min5'],
  '15m': ['15m', 'Min15'],
  '30m': ['30m', 'Min30'],
  '1h': ['60m', 'Min60'],
  '4h': ['4h', 'Hour4'],
  '1d': ['1d', 'Day1'],
  '1w': ['1W', 'Week1'],
  '1M': ['1M', 'Month1'],
} as const
/** A timeframe of candles. */
export type CcxtTimeframe = keyof typeof TIMEFRAMES

/** Options by ccxt's names; what is not listed is accepted and has no effect. */
export type CcxtOptions = {
  readonly apiKey?: string
  readonly secret?: string
  /** Of one call, in ms. */
  readonly timeout?: number
  /** An HTTP or SOCKS proxy. */
  readonly httpsProxy?: string
  readonly urls?: Urls
  readonly options?: { readonly recvWindow?: number }
  /** The sandbox of this machine and its port; `urls.api` goes before it. */
  readonly preset?: 'live' | 'sandbox'
  readonly port?: number
  readonly [other: string]: unknown
}

/** The exchange by ccxt's unified methods: `fetch…`, `create…`, `cancel…` and `watch…` of spot markets. */
export class mexc {
  readonly id = 'mexc'
  readonly name = 'MEXC'
  /** Hosts; a test sets `urls.api = { spot: { public }, ws: { spot } }` before the first call. */
  urls: Urls
  readonly timeframes = Object.fromEntries(Object.entries(TIMEFRAMES).map(([name, [rest]]) => [name, rest]))
  readonly #options: CcxtOptions
  #markets = new Markets()
  #isLoaded = false
  #client: MexcClient | undefined
  #watches: Watches | undefined

  constructor(options: CcxtOptions = {}) {
    this.#options = options
    this.urls = options.urls ?? {}
  }

  /** The SDK's client, for all that ccxt's methods leave out. */
  get client(): MexcClient {
    const { apiKey, secret, timeout, httpsProxy: proxy, options: { recvWindow } = {} } = this.#options
    const { spot, ws } = this.urls.api ?? {}
    const credentials = apiKey && secret ? { apiKey, secret } : undefined
    const given = defined({ credentials, timeoutMs: timeout, readTimeoutMs: timeout, recvWindow, proxy })
    this.#client ??= new MexcClient(
      spot?.public === undefined
        ? { ...given, ...defined({ preset: this.#options.preset ?? 'live', port: this.#options.port }) }
        : { ...given, preset: 'custom', restUrl: spot.public, wsUrl: ws?.spot ?? 'wss://wbs-api.mexc.com/ws' },
    )
    return this.#client
  }

  /** Markets by unified symbol, after `loadMarkets`. */
  get markets(): Readonly<Record<string, unified.Market>> {
    return this.#markets.all
  }

  /** Unified symbols, after `loadMarkets`. */
  get symbols(): string[] {
    return Object.keys(this.markets).sort()
  }

  /** Reads the markets once, or again with `reload`. */
  async loadMarkets(reload = false): Promise<Readonly<Record<string, unified.Market>>> {
    if (this.#isLoaded && !reload) return this.markets
    this.#markets = new Markets(
      await this.#asked(() => (reload ? this.client.rules.refresh() : this.client.rules.all())),
    )
    this.#isLoaded = true
    return this.markets
  }

  /** The market of a unified symbol, or of MEXC's. @throws {BadSymbol} */
  market(symbol: string): unified.Market {
    return this.#markets.of(symbol)
  }

  /** An amount on the market's grid, rounded down. */
  amountToPrecision(symbol: string, amount: number | string): string {
    return this.#markets.amount(symbol, amount)
  }

  /** A price on the market's grid, the nearest. */
  priceToPrecision(symbol: string, price: number | string): string {
    return this.#markets.price(symbol, price)
  }

  /** A cost on the grid of prices, rounded down. */
  costToPrecision(symbol: string, cost: number | string): string {
    return this.#markets.cost(symbol, cost)
  }

  /** The exchange's time in ms. */
  async fetchTime(): Promise<number> {
    return (await this.#asked(() => this.client.call(serverTime, {}))).serverTime
  }

  /** All markets. */
  async fetchMarkets(): Promise<unified.Market[]> {
    return Object.values(await this.loadMarkets(true))
  }

  /** The ticker of the last 24 hours. */
  fetchTicker(symbol: string): Promise<unified.Ticker> {
    return this.#on(symbol, async (id, name) =>
      unified.tickerOf(await this.client.call(ticker24h, { symbol: id }), name),
    )
  }

  /** Tickers by symbol, all by default. */
  async fetchTickers(symbols?: readonly string[]): Promise<Record<string, unified.Ticker>> {
    await this.loadMarkets()
    const rows = await this.#asked(() => this.client.call(ticker24h, {}))
    const named = rows.flatMap((row) => {
      const symbol = this.#markets.nameOf(row.symbol)
      return symbols === undefined || symbols.includes(symbol) ? [unified.tickerOf(row, symbol)] : []
    })
    return Object.fromEntries(named.map((ticker) => [ticker.symbol, ticker]))
  }

  /** The book, 100 levels a side by default. */
  fetchOrderBook(symbol: string, limit?: number): Promise<unified.OrderBook> {
    return this.#on(symbol, async (id, name) => {
      const { lastUpdateId: nonce, ...rest } = await this.client.call(depth, { symbol: id, ...limited(limit) })
      return unified.bookOf({ ...rest, nonce }, name, rest.timestamp)
    })
  }

  /** Recent public trades, oldest first. */
  fetchTrades(symbol: string, since?: number, limit?: number): Promise<unified.Trade[]> {
    return this.#on(symbol, async (id, name) => {
      const rows = await this.client.call(trades, { symbol: id, ...limited(limit) })
      return within(byTime(rows.map((row) => unified.publicTradeOf(row, name))), since, limit)
    })
  }

  /** Candles as [time, open, high, low, close, volume], oldest first; with `since`, from then on. */
  fetchOHLCV(...[symbol, timeframe = '1m', since, limit]: CandleArguments): Promise<unified.OHLCV[]> {
    return this.#on(symbol, async (id) => {
      const [interval] = timeframeOf(timeframe)
      const range = defined({ startTime: since, limit })
      return (await this.client.call(klines, { symbol: id, interval, ...range })).map(unified.candleOf)
    })
  }

  /** Balances: by asset, and as `free`, `used` and `total` by asset. */
  async fetchBalance(): Promise<unified.Balances> {
    const answer = await this.#asked(() => this.client.call(accountInformation, {}))
    return unified.balancesOf(answer.balances, answer)
  }

  /** Fee rates of a market, as fractions. */
  fetchTradingFee(symbol: string): Promise<{ symbol: string; maker: number; taker: number; info: object }> {
    return this.#on(symbol, async (id, name) => {
      const { data } = await this.client.call(tradeFee, { symbol: id })
      const rates = { maker: Number(data.makerCommission), taker: Number(data.takerCommission) }
      return { symbol: name, ...rates, percentage: true, tierBased: false, info: data }
    })
  }

  /**
   * Places an order, exactly once: a lost answer is looked up before anything is said.
   * `params`: `clientOrderId`; `postOnly`; `timeInForce` GTC, PO, IOC or FOK; `cost` of a market purchase in quote
   * @throws {RequestTimeout} it may be there or not: look it up by its client order id, in `cause`
   */
  createOrder(...given: NewOrderArguments): Promise<unified.Order> {
    return this.#on(given[0], async (_id, name) => {
      const order = orderOfArguments(this.#markets, given)
      const placed = await this.client.placeOrder(order)
      const { orderId, clientOrderId, transactTime: timestamp, origQty = order.quantity } = placed
      const said = { id: orderId, clientOrderId, timestamp, type: order.type, side: order.side }
      return unified.orderOf(name, { ...said, price: placed.price ?? order.price, amount: origQty, info: placed })
    })
  }

  /** A limit purchase. */
  createLimitBuyOrder(...[symbol, ...rest]: LimitArguments): Promise<unified.Order> {
    return this.createOrder(symbol, 'limit', 'buy', ...rest)
  }

  /** A limit sale. */
  createLimitSellOrder(...[symbol, ...rest]: LimitArguments): Promise<unified.Order> {
    return this.createOrder(symbol, 'limit', 'sell', ...rest)
  }

  /** A purchase at the market, of an amount in base. */
  createMarketBuyOrder(symbol: string, amount: number, params?: Params): Promise<unified.Order> {
    return this.createOrder(symbol, 'market', 'buy', amount, undefined, params)
  }

  /** A sale at the market. */
  createMarketSellOrder(symbol: string, amount: number, params?: Params): Promise<unified.Order> {
    return this.createOrder(symbol, 'market', 'sell', amount, undefined, params)
  }

  /** A purchase at the market, for a cost in quote. */
  createMarketBuyOrderWithCost(symbol: string, cost: number, params: Params = {}): Promise<unified.Order> {
    return this.createOrder(symbol, 'market', 'buy', 0, undefined, { ...params, cost })
  }

  /** Cancels an order; a lost answer is looked up. @throws {OrderNotFound} it is not open */
  cancelOrder(id: string, symbol: string): Promise<unified.Order> {
    return this.#on(symbol, async (symbolId, name) => {
      await this.client.cancelOrder({ symbol: symbolId, orderId: id })
      return unified.answeredOrder(await this.client.call(queryOrder, { symbol: symbolId, orderId: id }), name)
    })
  }

  /** Cancels every open order of a market, or of all. */
  async cancelAllOrders(symbol?: string): Promise<{ id: string; symbol: string; status: string; info: object }[]> {
    await this.loadMarkets()
    const id = symbol === undefined ? undefined : this.#markets.of(symbol).id
    const outcomes = await this.#asked(() => this.client.cancelAll(id))
    const states = { CANCELED: 'canceled', FILLED: 'closed', UNKNOWN: 'open' } as const
    return outcomes.map((one) => ({
      id: one.orderId,
      symbol: this.#markets.nameOf(one.symbol),
      status: states[one.outcome],
      info: one,
    }))
  }

  /** One order, by its id or, in `params`, by its `clientOrderId`. */
  fetchOrder(id: string | undefined, symbol: string, params: Params = {}): Promise<unified.Order> {
    const { clientOrderId } = clientId(params)
    return this.#on(symbol, async (symbolId, name) => {
      const which = clientOrderId === undefined ? { orderId: id ?? '' } : { origClientOrderId: clientOrderId }
      return unified.answeredOrder(await this.client.call(queryOrder, { symbol: symbolId, ...which }), name)
    })
  }

  /** Open orders of a market, or of all. */
  async fetchOpenOrders(symbol?: string, since?: number, limit?: number): Promise<unified.Order[]> {
    await this.loadMarkets()
    const query = defined({ symbol: symbol && this.#markets.of(symbol).id })
    const rows = await this.#asked(() => this.client.call(openOrders, query))
    const orders = rows.map((row) => unified.answeredOrder(row, this.#markets.nameOf(row.symbol)))
    return within(byTime(orders), since, limit)
  }

  /** Orders of the last seven days of a market; with `since`, all from then on. */
  fetchOrders(symbol: string, since?: number, limit?: number): Promise<unified.Order[]> {
    return this.#on(symbol, async (id, name) => {
      const rows =
        since === undefined
          ? await this.client.call(allOrders, { symbol: id, ...limited(limit) })
          : await this.client.history.orders({ symbol: id, from: since }).all()
      return within(byTime(rows.map((row) => unified.answeredOrder(row, name))), since, limit)
    })
  }

  /** The same, filled ones alone. */
  async fetchClosedOrders(symbol: string, since?: number, limit?: number): Promise<unified.Order[]> {
    const orders = await this.fetchOrders(symbol, since)
    return within(
      orders.filter(({ status }) => status === 'closed'),
      since,
      limit,
    )
  }

  /** The same, canceled ones alone. */
  async fetchCanceledOrders(symbol: string, since?: number, limit?: number): Promise<unified.Order[]> {
    const orders = await this.fetchOrders(symbol, since)
    return within(
      orders.filter(({ status }) => status === 'canceled'),
      since,
      limit,
    )
  }

  /** Own trades of a market; with `since`, all from then on, 30 days back at most. */
  fetchMyTrades(symbol: string, since?: number, limit?: number): Promise<unified.Trade[]> {
    return this.#on(symbol, async (id, name) => {
      const rows =
        since === undefined
          ? await this.client.call(myTrades, { symbol: id, ...limited(limit) })
          : await this.client.history.trades({ symbol: id, from: since }).all()
      return within(byTime(rows.map((row) => unified.ownTradeOf(row, name))), since, limit)
    })
  }

  /** The ticker, whenever it changes: best prices and their amounts. */
  watchTicker(symbol: string): Promise<BestPrices> {
    return this.#on(symbol, (id, name) => this.#watching.ticker(channels.aggreBookTicker(id), name))
  }

  /** The book, whenever it changes; while it is not sure, the call waits. */
  watchOrderBook(symbol: string, limit = 50): Promise<unified.OrderBook> {
    return this.#on(symbol, (id, name) => this.#watching.book(id, name, limit))
  }

  /** Public trades since the call before. */
  watchTrades(symbol: string): Promise<unified.Trade[]> {
    return this.#on(symbol, (id, name) => this.#watching.trades(channels.aggreDeals(id), name))
  }

  /** The candle of this moment, whenever it changes. */
  watchOHLCV(symbol: string, timeframe: string = '1m'): Promise<unified.OHLCV[]> {
    return this.#on(symbol, (id) => this.#watching.candles(channels.kline(id, timeframeOf(timeframe)[1])))
  }

  /** Balances, whenever one changes. */
  watchBalance(): Promise<unified.Balances> {
    return this.#asked(() => this.#watching.balance())
  }

  /** Own orders that changed since the call before, of a market or of all. */
  async watchOrders(symbol?: string): Promise<unified.Order[]> {
    await this.loadMarkets()
    return this.#asked(() =>
      this.#watching.orders(symbol && this.#markets.of(symbol).symbol, (id) => this.#markets.nameOf(id)),
    )
  }

  /** Own trades since the call before, of a market or of all. */
  async watchMyTrades(symbol?: string): Promise<unified.Trade[]> {
    await this.loadMarkets()
    return this.#asked(() =>
      this.#watching.deals(symbol && this.#markets.of(symbol).symbol, (id) => this.#markets.nameOf(id)),
    )
  }

  /** Ends every stream and call. */
  async close(): Promise<void> {
    this.#watches?.close()
    await this.#client?.close()
  }

  get #watching(): Watches {
    return (this.#watches ??= new Watches(this.client))
  }

  async #asked<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw asCcxtError(error)
    }
  }

  async #on<T>(symbol: string, call: (id: string, name: string) => Promise<T>): Promise<T> {
    await this.loadMarkets()
    const { id, symbol: name } = this.#markets.of(symbol)
    return this.#asked(() => call(id, name))
  }
}

function timeframeOf(name: string) {
  const found = TIMEFRAMES[name as CcxtTimeframe]
  if (found === undefined)
    throw new BadRequest(`mexc has candles of ${Object.keys(TIMEFRAMES).join(', ')}, not ${name}`)
  return found
}

const limited = (limit: number | undefined) => defined({ limit })
