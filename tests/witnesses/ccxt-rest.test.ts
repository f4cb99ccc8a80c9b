/** ccxt, unmodified but for the addresses, trades on the sandbox over REST. */

import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { silentLog } from '@spotdeck/ports'
import { DEFAULT_LIMITS, type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import ccxt from 'ccxt'
import { afterAll, beforeAll, expect, test } from 'vitest'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
let sandbox: RunningSandbox
let exchange: InstanceType<typeof ccxt.mexc>

beforeAll(async () => {
  // Calls come faster here than two account reads a second.
  const limits = { ...DEFAULT_LIMITS, pools: false }
  const config = { port: 0, host: '127.0.0.1', seed: 7, bots: true, demo: false, panel: true, limits }
  sandbox = await openSandbox(config, world)
  exchange = client()
  await exchange.loadMarkets()
})

afterAll(async () => {
  await exchange.close()
  await sandbox.close()
})

function client(secret = sandbox.demo.secret): InstanceType<typeof ccxt.mexc> {
  const made = new ccxt.mexc({ apiKey: sandbox.demo.apiKey, secret, enableRateLimit: false })
  const urls = made.urls as { api: Record<string, Record<string, string>> }
  urls.api = {
    ...urls.api,
    spot: { public: sandbox.url, private: sandbox.url },
    contract: { public: `${sandbox.url}/api/v1/contract`, private: `${sandbox.url}/api/v1/private` },
  }
  return made
}

function idOf(order: { readonly id?: string | undefined }): string {
  return order.id ?? 'no id'
}

test('loads markets with their steps, limits and fees, and pairs closed to the API', () => {
  expect(exchange.markets?.['MX/USDT']).toMatchObject({
    active: true,
    maker: 0,
    taker: 0.0005,
    precision: { price: 0.0001, amount: 0.01 },
    limits: { cost: { min: 1 } },
  })
  expect(exchange.markets?.['FROP/USDT']).toMatchObject({ active: false })
  expect(Object.keys(exchange.currencies ?? {})).toEqual(expect.arrayContaining(['USDT', 'BTC', 'MX']))
})

test('reads status, time, tickers, book, trades and candles', async () => {
  expect(await exchange.fetchStatus()).toMatchObject({ status: 'ok' })
  expect(Math.abs(((await exchange.fetchTime()) ?? 0) - Date.now())).toBeLessThan(2_000)
  const ticker = await exchange.fetchTicker('BTC/USDT')
  expect(ticker.last).toBeGreaterThan(0)
  expect(ticker.bid ?? 0).toBeLessThan(ticker.ask ?? 0)
  const tickers = await exchange.fetchTickers()
  expect(Object.keys(tickers).length).toBeGreaterThanOrEqual(11)
  const book = await exchange.fetchOrderBook('BTC/USDT', 20)
  expect(book.bids[0]?.[0] ?? 0).toBeLessThan(book.asks[0]?.[0] ?? 0)
  expect(book.nonce).toBeGreaterThan(0)
  expect((await exchange.fetchTrades('BTC/USDT', undefined, 10)).length).toBeGreaterThan(0)
  const candles = await exchange.fetchOHLCV('BTC/USDT', '1h', undefined, 48)
  expect(candles).toHaveLength(48)
  expect((await exchange.fetchBidsAsks())['BTC/USDT']?.bid).toBeGreaterThan(0)
})

test('places a limit order, sees it open, cancels it, and gets the whole amount back', async () => {
  const before = await exchange.fetchBalance()
  const last = (await exchange.fetchTicker('MX/USDT')).last ?? 0
  const order = await exchange.createOrder('MX/USDT', 'limit', 'buy', 20, Number((last * 0.9).toFixed(4)), {
    clientOrderId: 'ccxt-limit-1',
  })
  expect(order).toMatchObject({ symbol: 'MX/USDT', side: 'buy', type: 'limit', timeInForce: 'GTC' })
  expect(order.id).toMatch(/^C02__\d{21}$/)
  const open = await exchange.fetchOpenOrders('MX/USDT')
  expect(open.map((one) => one.id)).toContain(order.id)
  const held = await exchange.fetchBalance()
  expect(held['USDT']?.used).toBeGreaterThan(before['USDT']?.used ?? 0)
  expect(await exchange.fetchOrder(idOf(order), 'MX/USDT')).toMatchObject({
    status: 'open',
    clientOrderId: 'ccxt-limit-1',
  })
  expect(await exchange.cancelOrder(idOf(order), 'MX/USDT')).toMatchObject({ id: order.id })
  expect(await exchange.fetchOrder(idOf(order), 'MX/USDT')).toMatchObject({ status: 'canceled', filled: 0 })
  const after = await exchange.fetchBalance()
  expect(after['USDT']).toEqual(before['USDT'])
})

test('a market order fills against the makers and shows as a trade with its fee', async () => {
  const before = await exchange.fetchBalance()
  const order = await exchange.createOrder('MX/USDT', 'market', 'sell', 25)
  const found = await exchange.fetchOrder(idOf(order), 'MX/USDT')
  expect(found).toMatchObject({ status: 'closed', filled: 25, type: 'market' })
  const trades = (await exchange.fetchMyTrades('MX/USDT')).filter((trade) => trade.order === order.id)
  expect(trades.reduce((sum, trade) => sum + Number(trade.amount), 0)).toBeCloseTo(25, 8)
  expect(trades[0]).toMatchObject({ side: 'sell', takerOrMaker: 'taker', fee: { currency: 'USDT' } })
  const fee = trades.reduce((sum, trade) => sum + Number(trade.fee?.cost), 0)
  const after = await exchange.fetchBalance()
  const gained = Number(after['USDT']?.free) - Number(before['USDT']?.free)
  expect(gained).toBeCloseTo(Number(found.cost) - fee, 6)
  expect(fee / Number(found.cost)).toBeCloseTo(0.0005, 8)
})

test('places by quote amount, immediate-or-cancel and post-only orders', async () => {
  const bought = await exchange.createMarketBuyOrderWithCost('MX/USDT', 30)
  expect(await exchange.fetchOrder(idOf(bought), 'MX/USDT')).toMatchObject({ status: 'closed' })
  const ask = (await exchange.fetchOrderBook('MX/USDT', 5)).asks[0]?.[0] ?? 0
  const price = Number((ask * 1.01).toFixed(4))
  const ioc = await exchange.createOrder('MX/USDT', 'limit', 'buy', 5, price, { timeInForce: 'IOC' })
  expect(ioc.timeInForce).toBe('IOC')
  expect((await exchange.fetchOrder(idOf(ioc), 'MX/USDT')).filled).toBe(5)
  const post = await exchange.createOrder('MX/USDT', 'limit', 'buy', 5, price, { postOnly: true })
  expect(await exchange.fetchOrder(idOf(post), 'MX/USDT')).toMatchObject({ status: 'canceled', filled: 0 })
})

test('a batch returns the result of each order, and cancelAll leaves nothing open', async () => {
  const last = (await exchange.fetchTicker('KAS/USDT')).last ?? 0
  const price = Number((last * 0.9).toFixed(6))
  const placed = await exchange.createOrders([
    { symbol: 'KAS/USDT', type: 'limit', side: 'buy', amount: 100, price, params: { clientOrderId: 'batch-1' } },
    { symbol: 'KAS/USDT', type: 'limit', side: 'buy', amount: 1, price, params: { clientOrderId: 'batch-2' } },
  ])
  expect(placed[0]?.id).toMatch(/^C02__/)
  expect(placed[1]).toMatchObject({ status: 'rejected', clientOrderId: 'batch-2' })
  await exchange.cancelAllOrders('KAS/USDT')
  expect(await exchange.fetchOpenOrders('KAS/USDT')).toEqual([])
})

test('errors arrive as the exceptions ccxt knows them by', async () => {
  const last = (await exchange.fetchTicker('MX/USDT')).last ?? 0
  await expect(exchange.createOrder('MX/USDT', 'limit', 'buy', 1e5, last * 0.99)).rejects.toBeInstanceOf(
    ccxt.InsufficientFunds,
  )
  await expect(exchange.createOrder('MX/USDT', 'limit', 'sell', 3e5, last * 1.01)).rejects.toBeInstanceOf(
    ccxt.InsufficientFunds,
  )
  const stranger = client('wrong-secret')
  await expect(stranger.fetchBalance()).rejects.toBeInstanceOf(ccxt.AuthenticationError)
  await stranger.close()
})

test('reads fees, today’s orders, deposit addresses and deposits, and transfers to futures and back', async () => {
  expect(await exchange.fetchTradingFee('MX/USDT')).toMatchObject({ maker: 0, taker: 0.0005 })
  expect((await exchange.fetchOrders('MX/USDT')).length).toBeGreaterThan(0)
  expect((await exchange.fetchDepositAddress('USDT')).address).toContain('sandbox-eth')
  await fetch(`${sandbox.url}/sandbox/accounts/${sandbox.demo.apiKey}/deposit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ asset: 'USDT', amount: '12.5' }),
  })
  expect(await exchange.fetchDeposits('USDT')).toMatchObject([{ currency: 'USDT', amount: 12.5, status: 'ok' }])
  const moved = await exchange.transfer('USDT', 10, 'spot', 'swap')
  expect(moved.id).toMatch(/^[0-9a-f]{32}$/)
  expect(
    (await exchange.fetchTransfers('USDT', undefined, 10, { fromAccountType: 'SPOT', toAccountType: 'FUTURES' }))[0]
      ?.id,
  ).toBe(moved.id)
  await exchange.transfer('USDT', 10, 'swap', 'spot')
})
