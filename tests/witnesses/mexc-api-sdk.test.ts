/** MEXC's own SDK, unmodified but for its base address, on the sandbox: every spot method it has, against the truth. */

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { DEFAULT_LIMITS, type AccountTruth, type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CALLER = fileURLToPath(new URL('mexc-api-sdk-caller.cjs', import.meta.url))
const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
const SYMBOL = 'MXUSDT'

type Row = Readonly<Record<string, unknown>>
type Outcome = { readonly value?: unknown; readonly status?: number; readonly body?: Row }
type Caller = { readonly call: (method: string, ...args: readonly unknown[]) => Promise<Outcome>; end(): Promise<void> }

let sandbox: RunningSandbox
let sdk: Caller

beforeAll(async () => {
  const limits = { ...DEFAULT_LIMITS, pools: false }
  const config = { port: 0, host: '127.0.0.1', seed: 11, bots: true, demo: false, panel: false, limits }
  sandbox = await openSandbox(config, world)
  sdk = openCaller(sandbox.demo.secret)
})

afterAll(async () => {
  await sdk.end()
  await sandbox.close()
})

/** One process of the SDK. It answers its jobs one after another, in order. */
function openCaller(secret: string): Caller {
  const args = [CALLER, `${sandbox.url}/api/v3`, sandbox.demo.apiKey, secret]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: { resolve: (outcome: Outcome) => void; reject: (error: Error) => void }[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line) as Outcome))
  const ended = gone(child)
  void ended.then(() => waiting.splice(0).forEach(({ reject }) => reject(new Error('The process of the SDK ended.'))))
  return {
    call: (method, ...parameters) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.stdin.write(`${JSON.stringify({ method, args: parameters })}\n`)
      }),
    end() {
      child.stdin.end()
      return ended
    },
  }
}

function gone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()))
}

async function row(method: string, ...args: readonly unknown[]): Promise<Row> {
  return asked<Row>(method, args)
}

async function rows(method: string, ...args: readonly unknown[]): Promise<readonly Row[]> {
  return asked<readonly Row[]>(method, args)
}

async function asked<Answer>(method: string, args: readonly unknown[]): Promise<Answer> {
  const outcome = await sdk.call(method, ...args)
  expect(outcome.body, `${method} was refused`).toBeUndefined()
  return outcome.value as Answer
}

function truth(): AccountTruth {
  const found = sandbox.truth(sandbox.demo.apiKey)
  if (found === undefined) throw new Error('The sandbox has no demo account.')
  return found
}

/** A bid that rests: 4 % below the last price, on the tick. */
function restingPrice(): string {
  return (Number(sandbox.exchange.lastPrice(SYMBOL)) * 0.96).toFixed(4)
}

test('reads connectivity, time and rules', async () => {
  expect(await row('ping')).toEqual({})
  expect(Math.abs(Number((await row('time'))['serverTime']) - Date.now())).toBeLessThan(5_000)
  const one = await row('exchangeInfo', { symbol: 'mxusdt' })
  expect(one['symbols']).toMatchObject([{ symbol: SYMBOL, baseAsset: 'MX', quoteAsset: 'USDT', status: '1' }])
  const two = await row('exchangeInfo', { symbols: 'mxusdt,btcusdt' })
  expect((two['symbols'] as readonly Row[]).map((each) => each['symbol']).sort()).toEqual(['BTCUSDT', SYMBOL])
})

test('reads book, tickers, trades and candles that agree with each other', async () => {
  const book = (await row('depth', SYMBOL, { limit: 5 })) as Record<'bids' | 'asks', readonly [string, string][]>
  expect(book.bids).toHaveLength(5)
  expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]))
  const top = await row('bookTicker', SYMBOL)
  expect(Number(top['bidPrice'])).toBeLessThan(Number(top['askPrice']))
  const [newest, ...older] = await rows('trades', SYMBOL, { limit: 20 })
  expect(older).toHaveLength(19)
  expect(older.every((trade) => Number(trade['time']) <= Number(newest?.['time']))).toBe(true)
  expect(await rows('aggTrades', SYMBOL, { limit: 20 })).toHaveLength(20)
  expect(await rows('historicalTrades', SYMBOL, { limit: 20 })).toHaveLength(20)
  const candles = await asked<readonly (readonly (string | number)[])[]>('klines', [SYMBOL, '60m', { limit: 24 }])
  expect(candles).toHaveLength(24)
  for (const [, open, high, low, close] of candles) {
    expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)))
    expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)))
  }
  const day = await row('ticker24hr', SYMBOL)
  expect(Number(day['lowPrice'])).toBeLessThanOrEqual(Number((await row('tickerPrice', SYMBOL))['price']))
  expect(Number((await row('avgPrice', SYMBOL))['price'])).toBeGreaterThan(0)
  expect((await rows('tickerPrice')).length).toBe(sandbox.exchange.rules.size)
})

test('a test order is checked and changes nothing', async () => {
  const before = truth()
  const order = { quantity: '20', price: restingPrice() }
  expect(await row('newOrderTest', SYMBOL, 'buy', 'limit', { ...order })).toEqual({})
  const dear = { ...order, quantity: '15000' }
  expect(await sdk.call('newOrderTest', SYMBOL, 'BUY', 'LIMIT', dear)).toMatchObject({
    status: 400,
    body: { code: 30004, msg: 'Insufficient position' },
  })
  const after = truth()
  expect(after).toEqual({ ...before, time: after.time })
})

test('a limit order is placed, found everywhere, canceled, and its money comes back', async () => {
  const free = truth().balances['USDT']?.free
  const price = restingPrice()
  const options = { quantity: '20', price, newClientOrderId: 'own-sdk-1' }
  const placed = await row('newOrder', SYMBOL, 'BUY', 'LIMIT', options)
  const orderId = placed['orderId']
  expect(placed).toMatchObject({ symbol: SYMBOL, origQty: '20', side: 'BUY', type: 'LIMIT' })
  expect(await row('queryOrder', SYMBOL, { orderId })).toMatchObject({ status: 'NEW', clientOrderId: 'own-sdk-1' })
  expect(await row('queryOrder', SYMBOL, { origClientOrderId: 'own-sdk-1' })).toMatchObject({ orderId })
  expect(await rows('openOrders', SYMBOL)).toMatchObject([{ orderId, executedQty: '0' }])
  expect(await row('cancelOrder', SYMBOL, { orderId })).toMatchObject({ orderId, origClientOrderId: 'own-sdk-1' })
  expect(await row('queryOrder', SYMBOL, { orderId })).toMatchObject({ status: 'CANCELED' })
  expect(await sdk.call('cancelOrder', SYMBOL, { orderId })).toMatchObject({ status: 400, body: { code: -2011 } })
  expect(truth().balances['USDT']?.free).toBe(free)
})

test('cancels all orders of a symbol at once', async () => {
  const price = restingPrice()
  for (let n = 0; n < 2; n++) await row('newOrder', SYMBOL, 'BUY', 'LIMIT', { quantity: '10', price })
  expect(await rows('cancelOpenOrders', SYMBOL)).toHaveLength(2)
  expect(await rows('openOrders', SYMBOL)).toEqual([])
})

test('fills, orders and balances equal the exchange’s', async () => {
  await row('newOrder', SYMBOL, 'SELL', 'MARKET', { quantity: '25' })
  await row('newOrder', SYMBOL, 'BUY', 'MARKET', { quoteOrderQty: '30' })
  const told = await rows('accountTradeList', SYMBOL)
  const orders = await rows('allOrders', SYMBOL)
  const account = await row('accountInfo')
  const { balances, deals, orders: known } = truth()
  const wanted = deals.map((deal) => ({
    id: deal.tradeId,
    orderId: deal.orderId,
    price: deal.price,
    qty: deal.quantity,
    commission: deal.fee,
    isBuyer: deal.side === 'BUY',
  }))
  expect(told.length).toBeGreaterThanOrEqual(2)
  expect(sortedBy('id', told)).toMatchObject(sortedBy('id', wanted))
  expect(orders.map((order) => [order['orderId'], order['status'], order['executedQty']]).sort()).toEqual(
    known.map((order) => [order.orderId, order.status, order.executedQuantity]).sort(),
  )
  const held = (account['balances'] as readonly Row[]).map(({ asset, free, locked }) => [asset, { free, locked }])
  expect(Object.fromEntries(held)).toEqual(balances)
})

function sortedBy(name: string, list: readonly Row[]): readonly Row[] {
  return [...list].sort((a, b) => (String(a[name]) < String(b[name]) ? -1 : 1))
}

test('its general signed call makes, lists, extends and closes listen keys', async () => {
  const { listenKey } = await row('signRequest', 'POST', '/userDataStream')
  expect(listenKey).toMatch(/^[0-9a-f]{64}$/)
  expect(await row('signRequest', 'GET', '/userDataStream')).toMatchObject({ listenKey: [listenKey] })
  expect(await row('signRequest', 'PUT', '/userDataStream', { listenKey })).toEqual({ listenKey })
  expect(await row('signRequest', 'DELETE', '/userDataStream', { listenKey })).toEqual({ listenKey })
  expect(await sdk.call('signRequest', 'PUT', '/userDataStream', { listenKey })).toMatchObject({ status: 400 })
})

test('its general signed call places a batch, each order with its own outcome', async () => {
  const order = { symbol: SYMBOL, side: 'BUY', type: 'LIMIT', price: restingPrice() }
  const batchOrders = JSON.stringify([
    { ...order, quantity: '10' },
    { ...order, quantity: '0.01' },
  ])
  const placed = await rows('signRequest', 'POST', '/batchOrders', { batchOrders })
  expect(placed).toMatchObject([{ symbol: SYMBOL, orderListId: -1 }, { code: 30002 }])
  await rows('cancelOpenOrders', SYMBOL)
})

test('a wrong secret gives its error', async () => {
  const stranger = openCaller('another-secret')
  expect(await stranger.call('accountInfo')).toMatchObject({ status: 400, body: { code: 700002 } })
  await stranger.end()
})
