/** The same caller on ccxt and on our entry of its name, on one sandbox: what it gets is the same. */

import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import ours from '@spotdeck/mexc/ccxt'
import { DEFAULT_LIMITS, type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import ccxt from 'ccxt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ccxtOn } from '../end-to-end/support/ccxt.ts'
import { newAccount } from '../end-to-end/support/panel.ts'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
const SYMBOL = 'MX/USDT'

/** The part of ccxt's exchange that a bot calls, as both have it. */
type Exchange = Pick<
  InstanceType<typeof ours.mexc>,
  | 'loadMarkets'
  | 'market'
  | 'amountToPrecision'
  | 'priceToPrecision'
  | 'fetchTime'
  | 'fetchTicker'
  | 'fetchTickers'
  | 'fetchOrderBook'
  | 'fetchTrades'
  | 'fetchOHLCV'
  | 'fetchBalance'
  | 'createOrder'
  | 'createMarketBuyOrderWithCost'
  | 'cancelOrder'
  | 'fetchOrder'
  | 'fetchOpenOrders'
  | 'fetchMyTrades'
  | 'fetchTradingFee'
  | 'watchTicker'
  | 'watchOrderBook'
  | 'watchTrades'
  | 'watchOHLCV'
  | 'watchBalance'
  | 'watchOrders'
  | 'watchMyTrades'
  | 'close'
>
let sandbox: RunningSandbox
let middle = 0
let pair: { readonly theirs: Exchange; readonly own: Exchange }

beforeAll(async () => {
  const limits = { ...DEFAULT_LIMITS, pools: false }
  const symbols = ['MXUSDT', 'BTCUSDT']
  // Nobody else trades: what one reads after the other is the same.
  sandbox = await openSandbox(
    { port: 0, host: '127.0.0.1', seed: 11, bots: false, demo: false, panel: true, limits, symbols },
    world,
  )
  const maker = await newAccount(sandbox.url, { USDT: '100000', MX: '100000' })
  const book = ccxtOn(sandbox.url, maker)
  await book.loadMarkets()
  middle = Number(sandbox.exchange.lastPrice('MXUSDT'))
  const sides = [...[-1, -2].map((n) => ['buy', n] as const), ...[1, 2].map((n) => ['sell', n] as const)]
  for (const [side, percent] of sides) await book.createOrder(SYMBOL, 'limit', side, 1_000, at(percent))
  const { demo } = sandbox
  const theirs = ccxtOn(sandbox.url, demo)
  await theirs.loadHttpProxyAgent()
  const own = new ours.mexc({ ...demo, options: { recvWindow: 60_000 } })
  own.urls.api = { spot: { public: sandbox.url }, ws: { spot: sandbox.wsUrl } }
  pair = { theirs: theirs as unknown as Exchange, own }
  for (const exchange of Object.values(pair)) await exchange.loadMarkets()
  await theirs.createOrder(SYMBOL, 'market', 'buy', 10)
  await book.close()
})

afterAll(async () => {
  for (const exchange of Object.values(pair)) await exchange.close()
  await sandbox.close()
})

/** A price that many percent from the last. */
const at = (percent: number): number => Number((middle * (1 + percent / 100)).toFixed(4))

/** Without what is not there, the exchange's own rows, and members of derivatives. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name, one]) => one !== undefined && !SKIPPED.has(name))
  return Object.fromEntries(entries.map(([name, one]) => [name, known(one)]))
}
/** `lowercaseId` and `marginModes` are of no use for spot; a fee without figures is left out by us. */
const SKIPPED = new Set(['info', 'lowercaseId', 'marginModes'])

/** Calls both; with `but`, members in which they may differ. */
async function both(call: (exchange: Exchange) => unknown, ...but: readonly string[]) {
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(without)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, one]) => (but.includes(name) ? [] : [[name, without(one)]])),
    )
  }
  return {
    theirs: without(known(await call(pair.theirs))),
    own: without(known(await call(pair.own))),
  }
}

/** Of the moment of the call, and quotients whose last digits depend on the way of computing. */
const TICKER_OWN = ['timestamp', 'datetime', 'vwap', 'average', 'percentage'] as const

describe('a caller of ccxt', () => {
  it('finds the same markets', async () => {
    // ccxt gives the least step as the least amount; a fee row is read anew by both.
    const { theirs, own } = await both((exchange) => exchange.market(SYMBOL), 'amount')
    expect(own).toEqual(theirs)
    for (const amount of [1.23456, 0.019, 12_345.678]) {
      const rounded = await both((exchange) => exchange.amountToPrecision(SYMBOL, amount))
      expect(rounded.own).toBe(rounded.theirs)
      const price = await both((exchange) => exchange.priceToPrecision(SYMBOL, amount))
      expect(price.own).toBe(price.theirs)
    }
  })

  it.each([
    ['fetchTicker', (exchange: Exchange) => exchange.fetchTicker(SYMBOL), TICKER_OWN],
    ['fetchTickers', (exchange: Exchange) => exchange.fetchTickers([SYMBOL]), TICKER_OWN],
    ['fetchOrderBook', (exchange: Exchange) => exchange.fetchOrderBook(SYMBOL, 5), ['timestamp', 'datetime']],
    ['fetchOHLCV', (exchange: Exchange) => exchange.fetchOHLCV(SYMBOL, '1m', undefined, 5), []],
    ['fetchBalance', (exchange: Exchange) => exchange.fetchBalance(), []],
    ['fetchMyTrades', (exchange: Exchange) => exchange.fetchMyTrades(SYMBOL), []],
    ['fetchOpenOrders', (exchange: Exchange) => exchange.fetchOpenOrders(SYMBOL), []],
  ] as const)('gets the same from %s', async (_name, call, but) => {
    const { theirs, own } = await both(call, ...but)
    expect(own).toEqual(theirs)
  })

  it('gets the same public trades, which ccxt reads from a list that is cut to seconds', async () => {
    const read = async (exchange: Exchange) =>
      (await exchange.fetchTrades(SYMBOL, undefined, 50)).map(
        ({ side, price, amount }) => `${side} ${amount} at ${price}`,
      )
    const { theirs, own } = { theirs: await read(pair.theirs), own: await read(pair.own) }
    expect(own.slice(-20).filter((row) => !theirs.includes(row))).toEqual([])
    const times = (await pair.own.fetchTrades(SYMBOL)).map(({ timestamp }) => timestamp)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('places, reads and cancels orders alike', async () => {
    const ids = await both(async (exchange) => (await exchange.createOrder(SYMBOL, 'limit', 'buy', 10, at(-3))).id)
    const read = (id: unknown) => pair.own.fetchOrder(String(id), SYMBOL)
    const theirs = known(await pair.theirs.fetchOrder(String(ids.theirs), SYMBOL))
    const own = known(await read(ids.theirs))
    const { clientOrderId: _, ...rest } = own as Record<string, unknown>
    expect(rest).toEqual(theirs)
    expect(await read(ids.own)).toMatchObject({ status: 'open', price: at(-3), remaining: 10 })
    expect((await pair.own.cancelOrder(String(ids.own), SYMBOL)).status).toBe('canceled')
    await expect(pair.own.cancelOrder(String(ids.own), SYMBOL)).rejects.toThrow(ours.OrderNotFound)
    await pair.theirs.cancelOrder(String(ids.theirs), SYMBOL)
    const market = await pair.own.createMarketBuyOrderWithCost(SYMBOL, Number((at(1) * 10).toFixed(4)))
    expect(await read(market.id)).toMatchObject({ type: 'market', status: 'closed', filled: 10, average: at(1) })
    const named = await pair.own.createOrder(SYMBOL, 'limit', 'buy', 10, at(-3), { clientOrderId: 'mine-1' })
    expect(await pair.own.fetchOrder(undefined, SYMBOL, { clientOrderId: 'mine-1' })).toMatchObject({ id: named.id })
    await pair.own.cancelOrder(named.id, SYMBOL)
  })

  it.each([
    ['InsufficientFunds', (exchange: Exchange) => exchange.createOrder(SYMBOL, 'limit', 'buy', 1e5, at(-2))],
    ['InvalidOrder', (exchange: Exchange) => exchange.createOrder(SYMBOL, 'limit', 'buy', 0.01, at(-2))],
    ['BadSymbol', (exchange: Exchange) => exchange.fetchTicker('NO/USDT')],
  ] as const)('catches %s by the same name', async (name, call) => {
    await expect(call(pair.theirs)).rejects.toThrow(ccxt[name])
    await expect(call(pair.own)).rejects.toThrow(ours[name])
    await expect(call(pair.own)).rejects.toThrow(ours.ExchangeError)
  })

  it('is told of a post-only order and of one that is not there, where ccxt says neither', async () => {
    const { id } = await pair.own.createOrder(SYMBOL, 'limit', 'buy', 10, at(-3), { postOnly: true })
    expect(await pair.own.fetchOrder(id, SYMBOL)).toMatchObject({ postOnly: true, timeInForce: 'PO' })
    await pair.own.cancelOrder(id, SYMBOL)
    await expect(pair.own.fetchOrder('C02__1', SYMBOL)).rejects.toThrow(ours.OrderNotFound)
  })

  it('is told when a key is refused', async () => {
    const wrong = new ours.mexc({ ...sandbox.demo, secret: 'not it' })
    wrong.urls.api = { spot: { public: sandbox.url }, ws: { spot: sandbox.wsUrl } }
    await expect(wrong.fetchBalance()).rejects.toThrow(ours.AuthenticationError)
    await wrong.close()
  })

  it('watches own orders, trades and balances, each once, and the public market', async () => {
    const { own } = pair
    const first = [own.watchOrders(SYMBOL), own.watchMyTrades(), own.watchBalance()] as const
    const market = [own.watchTicker(SYMBOL), own.watchOrderBook(SYMBOL, 2), own.watchTrades(SYMBOL)] as const
    const { bids, asks } = await market[1]
    expect(Number(bids[0]?.[0])).toBeLessThan(Number(asks[0]?.[0]))
    const { id } = await own.createOrder(SYMBOL, 'market', 'sell', 10)
    const [orders, deals, balances] = await Promise.all(first)
    expect([...orders.map((order) => order.id), ...deals.map(({ order }) => order)]).toContain(id)
    expect(Object.keys(balances)).toContain('MX')
    expect((await market[0]).bid).toBe(at(-1))
    expect((await market[2])[0]).toMatchObject({ side: 'sell', price: at(-1), amount: 10, symbol: SYMBOL })
  })
})
