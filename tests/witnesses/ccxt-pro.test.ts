/** ccxt pro, unmodified but for the addresses, watches the sandbox: with its own copy of the protobuf schema. */

import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { DEFAULT_LIMITS, type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import ccxt from 'ccxt'
import { afterAll, beforeAll, expect, test } from 'vitest'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
const SYMBOL = 'MX/USDT'
let sandbox: RunningSandbox
let exchange: InstanceType<typeof ccxt.pro.mexc>

beforeAll(async () => {
  const limits = { ...DEFAULT_LIMITS, pools: false }
  const symbols = ['MXUSDT', 'BTCUSDT']
  sandbox = await openSandbox(
    { port: 0, host: '127.0.0.1', seed: 11, bots: true, demo: false, panel: false, limits, symbols },
    world,
  )
  exchange = new ccxt.pro.mexc({ apiKey: sandbox.demo.apiKey, secret: sandbox.demo.secret, enableRateLimit: false })
  const urls = exchange.urls as { api: Record<string, Record<string, string>> }
  urls.api = {
    ...urls.api,
    ws: { ...urls.api['ws'], spot: sandbox.wsUrl },
    spot: { public: sandbox.url, private: sandbox.url },
    contract: { public: `${sandbox.url}/api/v1/contract`, private: `${sandbox.url}/api/v1/private` },
  }
  // ccxt asks for this once where a stream's address is ws:// instead of wss://.
  await exchange.loadHttpProxyAgent()
  await exchange.loadMarkets()
})

afterAll(async () => {
  await exchange.close()
  await sandbox.close()
})

/** The private channels whose subscription the exchange has answered: it grows as ccxt receives the answers. */
function privateSubscriptions(): ReadonlySet<string> {
  const channels = new Set<string>()
  const watched = exchange as unknown as { handleMessage: (client: unknown, message: unknown) => unknown }
  const handle = watched.handleMessage.bind(exchange)
  watched.handleMessage = (client, message) => {
    for (const [channel] of (JSON.stringify(message) ?? '').matchAll(/spot@private\.[\w.]+/g)) channels.add(channel)
    return handle(client, message)
  }
  return channels
}

type Row = { readonly id?: string; readonly status?: string; readonly order?: string; readonly amount?: number }

/** Calls `watch` until its answer is what is waited for. Bounded by the test's own time. */
async function until<T>(watch: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  for (let n = 0; n < 500; n++) {
    const answer = await watch()
    if (isIt(answer)) return answer
  }
  throw new Error('It never came.')
}

test('watches trades, tickers and candles', async () => {
  const [trades, ticker, candles] = await Promise.all([
    exchange.watchTrades('BTC/USDT'),
    exchange.watchTicker(SYMBOL),
    exchange.watchOHLCV('BTC/USDT', '1m'),
  ])
  expect(trades[0]).toMatchObject({ symbol: 'BTC/USDT', price: expect.any(Number) as unknown })
  expect(ticker).toMatchObject({ symbol: SYMBOL, bid: expect.any(Number) as unknown })
  expect(candles.at(-1)?.[4]).toBeGreaterThan(0)
})

test('keeps an order book that is never crossed and agrees with REST on what the best prices are about', async () => {
  const book = await until(
    () => exchange.watchOrderBook(SYMBOL),
    (seen) => (seen.bids.length ?? 0) > 5 && (seen.asks.length ?? 0) > 5,
  )
  expect(book.bids[0]?.[0] ?? 0).toBeLessThan(book.asks[0]?.[0] ?? 0)
  const rest = await exchange.fetchOrderBook(SYMBOL, 5)
  expect(Math.abs(Number(rest.bids[0]?.[0]) - Number(book.bids[0]?.[0])) / Number(rest.bids[0]?.[0])).toBeLessThan(0.01)
})

test('sees an order open, fill and change two balances, over the three private streams', async () => {
  const before = await exchange.fetchBalance()
  const subscribed = privateSubscriptions()
  const seen = Promise.all([
    until(
      () => exchange.watchOrders(SYMBOL) as Promise<readonly Row[]>,
      (orders) => orders.some((order) => order.status === 'closed'),
    ),
    until(
      () => exchange.watchMyTrades(SYMBOL) as Promise<readonly Row[]>,
      (trades) => trades.length > 0,
    ),
    until(
      () => exchange.watchBalance(),
      (balance) => Number(balance['MX']?.free) > Number(before['MX']?.free),
    ),
  ])
  // The listen key and the three subscriptions come first.
  await expect.poll(() => subscribed.size).toBe(3)
  const placed = await exchange.createOrder(SYMBOL, 'market', 'buy', 12)
  const [orders, trades, balance] = await seen
  expect(orders.find((order) => order.id === placed.id)).toMatchObject({ status: 'closed', filled: 12 })
  expect(trades.every((trade) => trade.order === placed.id)).toBe(true)
  const bought = Number(balance['MX']?.free) - Number(before['MX']?.free)
  expect(bought).toBeGreaterThan(0)
  expect(bought).toBeLessThanOrEqual(12 + 1e-9)
  const after = await exchange.fetchBalance()
  expect(Number(after['MX']?.free)).toBeCloseTo(Number(before['MX']?.free) + 12, 8)
})
