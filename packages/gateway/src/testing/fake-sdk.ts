/** The SDK's constructors over a fake venue: REST calls answered by endpoint name, one user stream, one ticker stream. */

import {
  type ChannelHandlers,
  type Credentials,
  NO_CHANNEL_HEALTH,
  OrderRejected,
  type RestClient,
  UnknownOrder,
  type UserStream,
  type UserStreamHandlers,
} from '@spotdeck/mexc'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import type { AnyEndpoint, Ticker24hAnswer } from '@spotdeck/wire'
import type { FakeVenue } from '@spotdeck/follow/testing'
import type { Sdk } from '../config/desk-config.ts'

export type FakeSdk = Sdk & {
  readonly prices: Map<string, string>
  /** Symbols without candles, as of markets that did not exist yet. */
  readonly withoutCandles: Set<string>
  /** Prices of candles by symbol, where they are not the present ones. */
  readonly candles: Map<string, string>
  /** Symbols that the exchange has closed to the API. */
  readonly closed: Set<string>
  /** Names of the endpoints that were called. */
  readonly calls: string[]
  /** Number of requests for candles. */
  candleCalls: number
  /** Thrown by every REST call while it is set. */
  trouble: Error | undefined
  /** API keys that the exchange refuses, by REST and for streams. */
  readonly refused: Set<string>
  /** Users of keys other than the usual one. */
  readonly users: Map<string, string>
  /** Permissions of the key; absent: the exchange does not state them. */
  permissions: string | undefined
  readonly handlers: () => UserStreamHandlers | undefined
}

type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>

export function fakeSdk(time: VirtualTime, venue: FakeVenue): FakeSdk {
  const exchange = venue.exchange()
  const prices = new Map([
    ['MXUSDT', '2.5'],
    ['BTCUSDT', '50000'],
    ['ETHUSDT', '2000'],
    ['MXBTC', '0.00005'],
  ])
  /** Order ids by client id. */
  const placed = new Map<string, string>()
  let handlers: UserStreamHandlers | undefined
  const answers: Record<string, (query: Query) => Promise<unknown>> = {
    accountInformation: async () => ({ balances: await exchange.balances() }),
    userId: async () => ({ uid: '70011223' }),
    apiKeyInfo: async () => {
      if (sdk.permissions === undefined) throw new Error('The key may not ask.')
      return { permissions: sdk.permissions, remainingValidity: -999 }
    },
    openOrders: async () => (await exchange.openOrders([])).rows,
    queryOrder: ({ symbol, orderId, origClientOrderId }) => {
      const known = orderId ?? placed.get(String(origClientOrderId))
      return known === undefined ? Promise.reject(new UnknownOrder()) : exchange.order(String(symbol), String(known))
    },
    allOrders: async ({ symbol, startTime, endTime }) =>
      (await exchange.orders(String(symbol), Number(startTime), Number(endTime))).rows,
    myTrades: async ({ symbol, orderId, startTime, endTime }) =>
      orderId === undefined
        ? (await exchange.trades(String(symbol), Number(startTime), Number(endTime))).rows
        : (await exchange.tradesOf(String(symbol), String(orderId))).rows,
    offlineSymbols: async () => ({ data: (await exchange.offlineSymbols()) ?? [] }),
    deposits: async ({ startTime }) => (await exchange.deposits(Number(startTime))).rows,
    withdrawals: async ({ startTime }) => (await exchange.withdrawals(Number(startTime))).rows,
    transfers: async ({ fromAccountType, startTime }) => {
      const rows = (await exchange.transfers(Number(startTime))).rows.filter(
        (row) => row.fromAccountType === fromAccountType,
      )
      return { rows, total: rows.length }
    },
    subAccounts: async () => ({ subAccounts: [] }),
    internalTransfers: async () => ({ data: [] }),
    exchangeInfo: async ({ symbols }) => ({
      symbols: (await exchange.symbols())
        .filter(({ symbol }) => !Array.isArray(symbols) || symbols.includes(symbol))
        .map((row) => ({ ...row, isSpotTradingAllowed: !sdk.closed.has(row.symbol) })),
    }),
    defaultSymbols: async () => ({ data: venue.symbols.filter((symbol) => !sdk.closed.has(symbol)) }),
    ticker24h: async () => [...prices].map(([symbol, lastPrice]) => ticker(symbol, lastPrice)),
    klines: async ({ symbol, interval, startTime, endTime }) => {
      sdk.candleCalls += 1
      if (sdk.withoutCandles.has(String(symbol)) || interval !== '60m') return []
      return klines(
        sdk.candles.get(String(symbol)) ?? prices.get(String(symbol)) ?? '1',
        Number(startTime),
        Number(endTime),
      )
    },
    depth: async () => ({ lastUpdateId: 7, bids: [['2.4', '3']], asks: [['2.5', '4']] }),
    placeOrder: async ({ symbol, side, price, quantity, newClientOrderId }) => {
      if (sdk.closed.has(String(symbol))) throw new OrderRejected({ exchangeCode: 10007 })
      const orderId = venue.place(String(symbol), side === 'SELL' ? 'SELL' : 'BUY', String(price), String(quantity))
      if (orderId !== undefined) placed.set(String(newClientOrderId), orderId)
      return { orderId }
    },
    cancelOrder: async ({ orderId }) => (venue.cancel(String(orderId)), { orderId }),
  }
  const isRefused = (credentials: Credentials | undefined): boolean => sdk.refused.has(credentials?.apiKey ?? '')
  const refusedStream = (on: UserStreamHandlers): UserStream => {
    const timer = time.after(20, () => on.lost({ code: 'AUTH_REFUSED', detail: 'Refused.', retryInMs: 300_000 }))
    const close = async (): Promise<void> => timer.cancel()
    const health = { connected: false, reconnects: 0, lastFrameAt: 0, channels: NO_CHANNEL_HEALTH }
    return { health, renew: () => undefined, close, [Symbol.asyncDispose]: close }
  }
  const sdk: FakeSdk = {
    prices,
    closed: new Set(),
    calls: [],
    withoutCandles: new Set(),
    candles: new Map(),
    candleCalls: 0,
    trouble: undefined,
    refused: new Set(),
    users: new Map([['mx0right', '70011224']]),
    permissions: undefined,
    handlers: () => handlers,
    createRestClient: ({ credentials }) =>
      ({
        async call(endpoint: AnyEndpoint, query: Query) {
          if (sdk.trouble !== undefined) throw sdk.trouble
          if (isRefused(credentials)) throw Object.assign(new Error('Refused.'), { code: 'AUTH_REFUSED' })
          sdk.calls.push(endpoint.name)
          const answer = answers[endpoint.name]
          if (answer === undefined) throw new Error(`The fake does not know ${endpoint.name}.`)
          const uid = sdk.users.get(credentials?.apiKey ?? '')
          return endpoint.name === 'userId' && uid !== undefined ? { uid } : answer(query)
        },
        recvWindow: 5_000,
        exchangeNow: () => time.now(),
        syncClock: async () => undefined,
        credentials,
      }) as unknown as RestClient,
    openUserStream(options) {
      if (isRefused((options.rest as { readonly credentials?: Credentials }).credentials))
        return refusedStream(options.handlers)
      handlers = options.handlers
      venue.deliver = (push) => handlers?.push(push, time.now())
      const timer = time.after(20, () => handlers?.ready(false))
      const close = async (): Promise<void> => {
        timer.cancel()
        handlers = undefined
      }
      return {
        health: {
          connected: true,
          reconnects: 0,
          lastFrameAt: time.now(),
          provenTo: time.now(),
          channels: NO_CHANNEL_HEALTH,
        },
        renew: () => undefined,
        close,
        [Symbol.asyncDispose]: close,
      }
    },
    openMarketStreams: () => ({
      subscribe: (_channel: unknown, _handlers: ChannelHandlers) => () => undefined,
      renew: () => undefined,
      close: async () => undefined,
    }),
  }
  return sdk
}

function ticker(symbol: string, lastPrice: string): Ticker24hAnswer {
  return {
    symbol,
    priceChange: '0',
    priceChangePercent: '0',
    prevClosePrice: lastPrice,
    lastPrice,
    bidPrice: lastPrice,
    bidQty: null,
    askPrice: lastPrice,
    askQty: null,
    openPrice: lastPrice,
    highPrice: lastPrice,
    lowPrice: lastPrice,
    volume: '1',
    quoteVolume: '1',
    openTime: 0,
    closeTime: 0,
    count: null,
  }
}

function klines(price: string, from: number, to: number): readonly unknown[] {
  const hour = 3_600_000
  const rows = []
  for (let open = Math.ceil(from / hour) * hour; open < to && rows.length < 500; open += hour) {
    rows.push([open, price, price, price, price, '1', open + hour, price])
  }
  return rows
}
