/** Callers of each method on ccxt and on our entry of its name, which check what they get as ccxt's own tests do. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CcxtPair, type Exchange, openPair, SYMBOL } from './ccxt-pair.ts'
import { type Check, CHECKS } from './ccxt-structures.ts'

let pair: CcxtPair

beforeAll(async () => {
  pair = await openPair()
  await fetch(`${pair.sandbox.url}/sandbox/accounts/${pair.sandbox.demo.apiKey}/deposit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ asset: 'USDT', amount: '12.5' }),
  })
  await pair.own.withdraw('USDT', 40, 'T1', undefined, { network: 'TRC20' })
  await pair.own.transfer('USDT', 10, 'spot', 'swap')
})

afterAll(() => pair.close())

const TO_FUTURES = { fromAccountType: 'SPOT', toAccountType: 'FUTURES' }
/** A price that is not filled. */
const low = (): number => pair.at(-3)
const create = async (exchange: Exchange) => {
  const order = await exchange.createOrder(SYMBOL, 'limit', 'buy', 10, low())
  return [order, await exchange.fetchOrder(order.id, SYMBOL), await exchange.cancelOrder(order.id, SYMBOL)]
}
/** Buys until the stream says so: the first purchases may come before it stands. */
const whileBuying = async (exchange: Exchange, watch: (exchange: Exchange) => Promise<unknown>) => {
  let isOver = false
  const watching = watch(exchange).finally(() => (isOver = true))
  const buy = async () => isOver || (await exchange.createMarketBuyOrder(SYMBOL, 1), isOver)
  await expect.poll(buy, { timeout: 30_000, interval: 200 }).toBe(true)
  return watching
}

type Call = readonly [name: string, structure: keyof typeof CHECKS, call: (exchange: Exchange) => Promise<unknown>]
/** Methods, the structure that they answer, one or many, and a call. */
const CALLS: readonly Call[] = [
  ['fetchMarkets', 'market', (exchange) => exchange.fetchMarkets()],
  ['fetchTicker', 'ticker', (exchange) => exchange.fetchTicker(SYMBOL)],
  ['fetchTickers', 'ticker', async (exchange) => Object.values(await exchange.fetchTickers())],
  ['fetchBidsAsks', 'ticker', async (exchange) => Object.values(await exchange.fetchBidsAsks([SYMBOL, 'BTC/USDT']))],
  ['fetchOrderBook', 'orderBook', (exchange) => exchange.fetchOrderBook(SYMBOL)],
  ['fetchTrades', 'trade', (exchange) => exchange.fetchTrades(SYMBOL)],
  ['fetchOHLCV', 'candle', (exchange) => exchange.fetchOHLCV(SYMBOL, '1h', undefined, 20)],
  ['fetchBalance', 'balance', (exchange) => exchange.fetchBalance()],
  ['createOrder, fetchOrder, cancelOrder', 'order', create],
  ['fetchOrders', 'order', (exchange) => exchange.fetchOrders(SYMBOL)],
  ['fetchMyTrades', 'trade', (exchange) => exchange.fetchMyTrades(SYMBOL)],
  ['fetchCurrencies', 'currency', async (exchange) => Object.values(await exchange.fetchCurrencies())],
  ['fetchDeposits', 'transaction', (exchange) => exchange.fetchDeposits('USDT')],
  ['fetchWithdrawals', 'transaction', (exchange) => exchange.fetchWithdrawals('USDT')],
  ['fetchTransfers', 'transfer', (exchange) => exchange.fetchTransfers('USDT', undefined, 10, TO_FUTURES)],
  ['fetchDepositAddress', 'depositAddress', (exchange) => exchange.fetchDepositAddress('USDT', { network: 'TRC20' })],
  ['watchTicker', 'ticker', (exchange) => exchange.watchTicker(SYMBOL)],
  ['watchOrderBook', 'orderBook', (exchange) => whileBuying(exchange, (one) => one.watchOrderBook(SYMBOL))],
  ['watchOHLCV', 'candle', (exchange) => exchange.watchOHLCV(SYMBOL)],
  ['watchTrades', 'trade', (exchange) => whileBuying(exchange, (one) => one.watchTrades(SYMBOL))],
  ['watchMyTrades', 'trade', (exchange) => whileBuying(exchange, (one) => one.watchMyTrades(SYMBOL))],
  ['watchOrders', 'order', (exchange) => whileBuying(exchange, (one) => one.watchOrders(SYMBOL))],
  ['watchBalance', 'balance', (exchange) => whileBuying(exchange, (one) => one.watchBalance())],
]

describe.each(['theirs', 'own'] as const)('a caller on %s', (name) => {
  it.each(CALLS)('gets from %s what is a whole %s', async (_method, structure, call) => {
    const answer = await call(pair[name])
    const isList = Array.isArray(answer) && (structure !== 'candle' || Array.isArray(answer[0]))
    const rows = (isList ? answer : [answer]) as Readonly<Record<string, unknown>>[]
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.flatMap((row) => CHECKS[structure](row, pair[name]))).toEqual([])
  })
})

describe('the checks', () => {
  it.each([
    ['order', { id: '1', symbol: SYMBOL, info: {}, amount: 1, filled: 2, status: 'done' }, 2],
    ['trade', { side: 'buy', price: 1, amount: 0, cost: 1, symbol: SYMBOL, info: {} }, 1],
    ['ticker', { symbol: SYMBOL, info: {}, bid: 2, ask: 1, last: 1, close: 2, timestamp: 5 }, 3],
    ['balance', { total: { MX: 2 }, free: { MX: 1 }, used: { MX: 0 }, MX: { free: 1, used: 0, total: 2 } }, 1],
    ['orderBook', { symbol: SYMBOL, bids: [[2, 1]], asks: [[1, 0]] }, 2],
    ['candle', [Date.UTC(2026, 0, 1), 3, 2, 1, 1, 1], 1],
  ] as const)('find what is wrong with a bad %s', (structure, bad, count) => {
    const row = bad as unknown as Readonly<Record<string, unknown>>
    const check: Check = CHECKS[structure]
    expect(check(row, pair.own)).toHaveLength(count)
  })
})
