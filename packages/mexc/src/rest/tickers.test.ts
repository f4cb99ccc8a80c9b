/** Tickers answer one row for one symbol and a list for none: in the types that a caller sees, and in what is let through. */

import {
  bookTicker,
  type BookTickerAnswer,
  depth,
  type RowOrRows,
  ticker24h,
  type Ticker24hAnswer,
  tickerPrice,
} from '@spotdeck/wire'
import { beforeEach, expect, expectTypeOf, it } from 'vitest'
import { MexcClient } from '../client.ts'
import { json, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'

const ENDPOINTS: readonly RowOrRows<unknown>[] = [bookTicker, ticker24h, tickerPrice]
const ROW = { symbol: 'MXUSDT', price: '2.5' }

let world: TestWorld
let exchange: ScriptedRest
let client: MexcClient
beforeEach(() => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  world.network.serve('mexc.example', { http: exchange.http })
  client = new MexcClient({
    preset: 'custom',
    restUrl: 'https://mexc.example',
    wsUrl: 'wss://mexc.example/ws',
    world,
  })
})

async function ended<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  const end = settled(work)
  await world.time.until(() => end.isDone)
  return end.result
}

it.each(ENDPOINTS)('$name: a row for a symbol, a list for none, and nothing else for either', async (endpoint) => {
  const call = `GET ${endpoint.path}`
  const one = (): Promise<unknown> => client.call(endpoint, { symbol: 'MXUSDT' })
  exchange.on(call, json(ROW))
  expect(await ended(one())).toEqual({ value: ROW })
  const unreadable = (problem: string): object => ({
    code: 'UNREADABLE_ANSWER',
    message: expect.stringContaining(problem) as unknown,
  })
  expect((await ended(client.call(endpoint, {}))).error).toMatchObject(unreadable('not a list'))
  exchange.on(call, json([ROW]))
  expect(await ended(client.call(endpoint, {}))).toEqual({ value: [ROW] })
  expect(await ended(client.call(endpoint, { symbol: undefined }))).toEqual({ value: [ROW] })
  expect((await ended(one())).error).toMatchObject(unreadable('symbol'))
  exchange.on(call, json([ROW, {}]))
  expect((await ended(client.call(endpoint, {}))).error).toMatchObject(unreadable('Row 1'))
  const others = client.call(endpoint, {}, { unreadableRow: () => undefined })
  expect(await ended(others)).toEqual({ value: [ROW] })
  const sighting = { kind: 'UNREADABLE_ROW', where: endpoint.name, path: '[].symbol', count: 2 }
  expect(client.drift.seen).toContainEqual(sighting)
})

it('says so in its types, of the client and of its REST alike', () => {
  const symbol = 'MXUSDT'
  const { rest } = client
  const either = (query: { readonly symbol?: string }) => client.call(bookTicker, query)
  expectTypeOf(() => client.call(bookTicker, { symbol })).returns.resolves.toEqualTypeOf<BookTickerAnswer>()
  expectTypeOf(() => client.call(bookTicker, {})).returns.resolves.toEqualTypeOf<readonly BookTickerAnswer[]>()
  expectTypeOf(() => rest.call(ticker24h, { symbol }, {})).returns.resolves.toEqualTypeOf<Ticker24hAnswer>()
  expectTypeOf(() => rest.call(ticker24h, {})).returns.resolves.toEqualTypeOf<readonly Ticker24hAnswer[]>()
  expectTypeOf(either).returns.resolves.toEqualTypeOf<BookTickerAnswer | readonly BookTickerAnswer[]>()
})

it('takes no parameter that an endpoint does not have', () => {
  const calls = () => [
    // @ts-expect-error MEXC ignores `symbols` here in silence
    client.call(bookTicker, { symbols: 'MXUSDT,BTCUSDT' }),
    // @ts-expect-error a typing mistake
    client.call(bookTicker, { symbol: 'MXUSDT', limt: 5 }),
    // @ts-expect-error a typing mistake
    client.call(depth, { symbol: 'MXUSDT', limt: 5 }),
  ]
  expect(calls).toBeTypeOf('function')
})
