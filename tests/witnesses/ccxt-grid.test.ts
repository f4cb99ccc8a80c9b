/** A grid for ccxt and the grid of the examples on one sandbox: the same orders, in fewer lines. */

import { readFile } from 'node:fs/promises'
import { MexcClient } from '@spotdeck/mexc/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { grid } from '../../examples/strategies/grid.mjs'
import type { Bot } from '../../examples/strategies/main.mjs'
import { ccxtOn, type Key } from '../end-to-end/support/ccxt.ts'
import { newAccount, truthOf } from '../end-to-end/support/panel.ts'
import { ccxtGrid } from './ccxt-grid.mjs'
import { type CcxtPair, openPair, SYMBOL } from './ccxt-pair.ts'

let pair: CcxtPair
const ending = new AbortController()
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  pair = await openPair()
})

afterAll(async () => {
  ending.abort()
  for (const close of closing) await close()
  await pair.close()
})

/** Lines of a program without blanks and comments. */
async function linesOf(path: string): Promise<number> {
  const text = await readFile(new URL(path, import.meta.url), 'utf8')
  const program = text.slice(0, text.includes('\nawait main(') ? text.indexOf('\nawait main(') : undefined)
  return program.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/\*|\*)/.test(line)).length
}

/** Sides and prices of an account's orders, in the order of their making. */
async function ordersOf(key: Key): Promise<string[]> {
  const { orders } = (await truthOf(pair.sandbox.url, key)) as unknown as {
    orders: { side: string; price: string; quantity: string; createdAt: number }[]
  }
  return orders.map(({ side, quantity, price }) => `${side} ${Number(quantity)} at ${Number(price)}`)
}

it('places the same orders as ccxt’s grid through purchases and sales, and is not longer', async () => {
  const { url, wsUrl } = pair.sandbox
  const balances = { USDT: '1000' }
  const [theirs, own] = [await newAccount(url, balances), await newAccount(url, balances)]
  const height = Number((pair.at(1) - pair.at(0.2)).toFixed(4))
  // No line lies on the best bid, which is 1 percent below the last price.
  const high = pair.at(-0.1)
  const low = Number((high - 5 * height).toFixed(4))
  const exchange = ccxtOn(url, theirs)
  await exchange.loadHttpProxyAgent()
  const client = new MexcClient({ preset: 'custom', restUrl: url, wsUrl, credentials: own })
  closing.push(
    () => exchange.close(),
    () => client.close(),
  )
  const say = () => undefined
  const { signal } = ending
  const bot = {
    client,
    signal,
    say,
    now: () => pair.own.milliseconds(),
    wait: (ms: number) => pair.own.sleep(ms),
  } as Bot
  const ended = Promise.allSettled([
    ccxtGrid({ exchange, signal, say }, { symbol: SYMBOL, low, high, spaces: 5, amount: 10 }),
    grid(bot, { symbol: 'MXUSDT', low: String(low), high: String(high), spaces: 5, quantity: '10' }),
  ])
  const line = (n: number): number => Number((low + n * height).toFixed(4))
  const expected = [0, 1, 2, 3].map((n) => `BUY 10 at ${line(n)}`)
  const [top, upper] = [line(3), line(4)]
  const bothPlaced = async () => {
    const poll = { timeout: 20_000, interval: 100 }
    await expect.poll(async () => (await ordersOf(theirs)).toSorted(), poll).toEqual(expected.toSorted())
    await expect.poll(async () => (await ordersOf(own)).toSorted(), poll).toEqual(expected.toSorted())
  }
  await bothPlaced()
  for (const [side, price, amount] of [
    ['sell', top, 1_020],
    ['buy', upper, 20],
  ] as const) {
    await pair.own.createLimitOrder(SYMBOL, side, amount, price, { timeInForce: 'IOC' })
    expected.push(side === 'sell' ? `SELL 10 at ${upper}` : `BUY 10 at ${top}`)
    await bothPlaced()
  }
  const lines = { theirs: await linesOf('ccxt-grid.mjs'), own: await linesOf('../../examples/strategies/grid.mjs') }
  expect(lines.own).toBeLessThanOrEqual(lines.theirs)
  ending.abort()
  await Promise.all([exchange.close(), client.close()])
  await ended
})
