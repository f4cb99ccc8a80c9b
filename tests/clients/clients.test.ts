/** Three clients of MEXC on one sandbox, each with an account of its own: the same tasks, the same ends. */

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MexcClient } from '@spotdeck/mexc/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ccxtOn, type Key } from '../end-to-end/support/ccxt.ts'
import { newAccount, truthOf } from '../end-to-end/support/panel.ts'
import { type CcxtPair, openPair, SYMBOL } from '../witnesses/ccxt-pair.ts'
import * as ccxtTasks from './ccxt.mjs'
import { table } from './lines.mjs'
import * as ownTasks from './spotdeck.mjs'

const CALLER = fileURLToPath(new URL('mexc-api-sdk.cjs', import.meta.url))
/** More than a page of trades in two seconds, less than one in each: times are cut to seconds. */
const DEALS = [70, 70]
const run = promisify(execFile)

type Options = Readonly<Record<string, unknown>>
type Client = {
  readonly key: Key
  /** The name of the market to this client. */
  readonly symbol: string
  readonly task: (name: string, options?: Options) => Promise<unknown>
}

let pair: CcxtPair
let clients: Readonly<Record<'spotdeck' | 'ccxt' | 'mexc', Client>>
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  pair = await openPair()
  const { url, wsUrl } = pair.sandbox
  const balances = { USDT: '5000', MX: '1000' }
  // The rest of the answer would take the place of ccxt's methods.
  const account = async (): Promise<Key> => {
    const { apiKey, secret } = await newAccount(url, balances)
    return { apiKey, secret }
  }
  const [one, two, three] = [await account(), await account(), await account()]
  const client = new MexcClient({ preset: 'custom', restUrl: url, wsUrl, credentials: one })
  const exchange = ccxtOn(url, two)
  await exchange.loadHttpProxyAgent()
  await exchange.loadMarkets()
  closing.push(
    () => client.close(),
    () => exchange.close(),
  )
  const call =
    (tasks: object, subject: unknown) =>
    async (name: string, options: Options = {}) =>
      (Reflect.get(tasks, name) as (subject: unknown, options: Options) => Promise<unknown>)(subject, options)
  const mexc = async (name: string, options: Options = {}): Promise<unknown> => {
    const args = [CALLER, `${url}/api/v3`, three.apiKey, three.secret, name, JSON.stringify(options)]
    return JSON.parse((await run(process.execPath, args)).stdout)
  }
  clients = {
    spotdeck: { key: one, symbol: 'MXUSDT', task: call(ownTasks, client) },
    ccxt: { key: two, symbol: SYMBOL, task: call(ccxtTasks, exchange) },
    mexc: { key: three, symbol: 'MXUSDT', task: mexc },
  }
})

afterAll(async () => {
  for (const close of closing) await close()
  await pair.close()
})

const ordersOf = async ({ key }: Client) =>
  (await truthOf(pair.sandbox.url, key)).orders as readonly (Options & { orderId: string; status: string })[]
const dealIds = async ({ key }: Client) => (await truthOf(pair.sandbox.url, key)).deals.map(({ tradeId }) => tradeId)
type Row = Readonly<Record<string, string | number>>

describe.each(['spotdeck', 'ccxt', 'mexc'] as const)('the program for %s', (name) => {
  it('reads balances and the best prices of every symbol', async () => {
    const { task } = clients[name]
    const held = (await task('balances')) as Row[]
    const numbers = held.map(({ asset, free, locked }) => [asset, Number(free), Number(locked)])
    expect(numbers).toEqual(
      expect.arrayContaining([
        ['USDT', 5_000, 0],
        ['MX', 1_000, 0],
      ]),
    )
    const prices = (await task('allPrices')) as Row[]
    const mine = prices.find(({ symbol }) => symbol === clients[name].symbol)
    expect([Number(mine?.['bid']), Number(mine?.['ask'])]).toEqual([pair.at(-1), pair.at(1)])
  })

  it('places an order once though its answer is lost, moves it, waits for it and cancels it', async () => {
    const { task, symbol, key } = clients[name]
    const fault = { kind: 'error-after', status: 502, times: 1, target: { apiKey: key.apiKey, endpoint: 'POST order' } }
    await fetch(`${pair.sandbox.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    })
    const offGrid = `${pair.at(-3)}00001`
    const placed = await task('placeOnce', { symbol, price: offGrid, quantity: '10' })
    expect(await ordersOf(clients[name])).toMatchObject([{ orderId: placed, status: 'NEW' }])
    const moved = await task('moveOrder', { symbol, orderId: placed, price: String(pair.at(-4)) })
    const [old, next] = await ordersOf(clients[name])
    expect([old, next]).toMatchObject([{ status: 'CANCELED' }, { orderId: moved, status: 'NEW' }])
    expect(Number(next?.['price'])).toBe(pair.at(-4))
    expect(await task('untilFilled', { symbol, orderId: moved, withinMs: 1_500 })).toBe('OPEN')
    expect(await task('cancelEverything', { symbol })).toEqual([moved])
    expect((await ordersOf(clients[name])).filter(({ status }) => status === 'NEW')).toEqual([])
    expect(await task('untilFilled', { symbol, orderId: moved, withinMs: 1_500 })).toBe('CANCELED')
  })

  it('reads every own trade and every hourly candle of 30 days', async () => {
    const { task, symbol, key } = clients[name]
    const trader = ccxtOn(pair.sandbox.url, key)
    await trader.loadMarkets()
    for (const count of DEALS) {
      for (let n = 0; n < count; n++) await trader.createOrder(SYMBOL, 'market', n % 2 === 0 ? 'buy' : 'sell', 3)
      const second = () => Math.floor(Date.now() / 1_000)
      const ended = second()
      await expect.poll(second).toBeGreaterThan(ended)
    }
    await trader.close()
    const trades = (await task('monthOfTrades', { symbol })) as Row[]
    expect(trades.map(({ id }) => id).sort()).toEqual((await dealIds(clients[name])).sort())
    expect(trades.length).toBeGreaterThanOrEqual(140)
    const candles = (await task('monthOfCandles', { symbol })) as Row[]
    const times = candles.map(({ openTime }) => Number(openTime))
    expect(times.length).toBeGreaterThanOrEqual(719)
    expect(times.slice(1).every((time, at) => time - Number(times[at]) === 3_600_000)).toBe(true)
  })
})

describe.each(['spotdeck', 'ccxt'] as const)('the program for %s', (name) => {
  it('follows own fills, prices and a book', async () => {
    const { task, symbol } = clients[name]
    const ending = new AbortController()
    const { signal } = ending
    const [fills, prices, best] = [new Set<string>(), new Map<string, number>(), [0, 0]]
    const other = name === 'ccxt' ? 'BTC/USDT' : 'BTCUSDT'
    const known = new Set(await dealIds(clients[name]))
    const running = [
      task('ownFills', { symbol, signal, filled: (id: string) => fills.add(id) }),
      task('livePrices', {
        symbols: [symbol, other],
        signal,
        seen: (one: string, bid: number) => prices.set(one, bid),
      }),
      task('localBook', {
        symbol,
        signal,
        best: (bid: number, ask: number) => best.splice(0, 2, bid, ask),
        wrong: () => undefined,
      }),
    ].map((one) => one.catch((error: unknown) => error))
    const trader = ccxtOn(pair.sandbox.url, clients[name].key)
    await trader.loadMarkets()
    const poll = { timeout: 20_000, interval: 200 }
    // A market in which nobody trades shows ccxt no book.
    const trade = async () => {
      await trader.createOrder(SYMBOL, 'market', 'buy', 3)
      return [fills.size > 0, ...best]
    }
    await expect.poll(trade, poll).toEqual([true, pair.at(-1), pair.at(1)])
    expect([...fills].filter((id) => known.has(id))).toEqual([])
    expect(await dealIds(clients[name])).toEqual(expect.arrayContaining([...fills]))
    await expect.poll(() => prices.get(symbol), poll).toBe(pair.at(-1))
    ending.abort()
    await trader.close()
    await closing[name === 'ccxt' ? 1 : 0]?.()
    await Promise.all(running)
  })
})

it.each(['comparison.md', 'comparison.zh-TW.md'])('%s has the lines of every task', (page) => {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
  const rows = text.split('\n').flatMap((line) => {
    const [, , task, ...cells] = line.split('|').map((cell) => cell.trim())
    const [, name] = /^`(\w+)`$/.exec(task ?? '') ?? []
    return name === undefined ? [] : [[name, ...cells.slice(0, 3)]]
  })
  expect(rows).toEqual(table().map(({ task, lines }) => [task, ...lines.map((one) => String(one ?? '—'))]))
})
