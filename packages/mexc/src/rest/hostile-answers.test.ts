/** An exchange that was taken over, or somebody who answers in its place: no answer stalls the loop or becomes a false figure. */

import {
  accountInformation,
  allOrders,
  exchangeInfo,
  myTrades,
  openOrders,
  ping,
  placeOrder,
  ticker24h,
} from '@spotdeck/wire'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { UnreadableAnswer } from '../errors/mexc-error.ts'
import { OrderOutcomeUnknown } from '../errors/order-errors.ts'
import { page, ScriptedRest, json } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import type { ParseLarge } from '../world.ts'
import { createRestClient } from './create-rest-client.ts'
import type { RestClient, UnreadableRow } from './rest-client.ts'

const MIB = 1024 * 1024
const ACCOUNT = 'GET /api/v3/account'
const EXCHANGE_INFO = 'GET /api/v3/exchangeInfo'

let world: TestWorld
let exchange: ScriptedRest
beforeEach(() => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  world.network.serve('mexc.example', { http: exchange.http })
})

function client(parseLarge?: ParseLarge): RestClient {
  const credentials = { apiKey: 'mx0key', secret: 'secret' }
  return createRestClient({ baseUrl: 'https://mexc.example', credentials, world: { ...world, parseLarge } })
}

async function ended(work: Promise<unknown>): Promise<unknown> {
  const end = settled(work)
  await world.time.until(() => end.isDone, 120_000)
  return 'error' in end.result ? end.result.error : end.result.value
}

describe('the size of an answer', () => {
  it('is bounded per endpoint: 6 MB of nested lists for an account are neither parsed nor asked for again', async () => {
    const nested = '[['.repeat(3 * MIB)
    exchange.on(ACCOUNT, page(200, nested)).on(EXCHANGE_INFO, page(200, nested))
    const parse = vi.spyOn(JSON, 'parse')
    const error = await ended(client().call(accountInformation, {}))
    expect(error).toBeInstanceOf(UnreadableAnswer)
    expect(String(error)).toContain('The answer is larger than 2097152 bytes.')
    expect(String(await ended(client().call(exchangeInfo, {})))).toContain('The answer is nested too deep.')
    const longest = Math.max(...parse.mock.calls.map(([text]) => text.length))
    parse.mockRestore()
    expect(longest).toBeLessThan(1_000)
    expect(exchange.seen(ACCOUNT)).toHaveLength(1)
  })

  it('tells the network how much to read', async () => {
    const asked = vi.spyOn(world.network, 'fetch')
    exchange.on('GET /api/v3/ping', json({})).on(EXCHANGE_INFO, json({ symbols: [] }))
    const rest = createRestClient({ baseUrl: 'https://mexc.example', world: { ...world, fetch: asked } })
    await ended(rest.call(ping, {}))
    await ended(rest.call(exchangeInfo, {}))
    expect(asked.mock.calls.map(([request]) => request.maxBytes)).toEqual([2 * MIB, 16 * MIB])
  })

  it('leaves the outcome of an order open: it may have been placed', async () => {
    exchange.on('POST /api/v3/order', page(200, ' '.repeat(3 * MIB)))
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1', price: '2' } as const
    expect(await ended(client().call(placeOrder, order))).toBeInstanceOf(OrderOutcomeUnknown)
  })
})

describe('a large answer', () => {
  const symbols = Array.from({ length: 3_000 }, (_, index) => ({ symbol: `S${index}USDT`, fullName: 'x'.repeat(200) }))

  it('is parsed away from the loop where the world can, and a small one is not', async () => {
    const parseLarge = vi.fn((text: string): Promise<unknown> => Promise.resolve(JSON.parse(text)))
    exchange.on(EXCHANGE_INFO, json({ symbols })).on(ACCOUNT, json({ balances: [] }))
    expect(await ended(client(parseLarge).call(exchangeInfo, {}))).toEqual({ symbols })
    expect(parseLarge).toHaveBeenCalledOnce()
    await ended(client(parseLarge).call(accountInformation, {}))
    expect(parseLarge).toHaveBeenCalledOnce()
  })

  it('that cannot be parsed there is unreadable, and its text is repeated nowhere', async () => {
    exchange.on(EXCHANGE_INFO, json({ symbols }))
    const fails = (why: string) => client(() => Promise.reject(new SyntaxError(why)))
    const said = String(await ended(fails('Unexpected token in {"secretKey":"abc"}').call(exchangeInfo, {})))
    expect(said).toContain('The answer is not JSON.')
    expect(said).not.toContain('abc')
    const late = await ended(fails('The answer was not parsed in time.').call(exchangeInfo, {}))
    expect(String(late)).toContain('The answer was not parsed in time.')
  })
})

describe('a row that the exchange cannot mean', () => {
  const order = {
    ...{ symbol: 'MXUSDT', orderId: 'C02__1', side: 'BUY', type: 'LIMIT', status: 'NEW' },
    ...{ origQty: '1', executedQty: '0', time: 0 },
  }
  const trade = {
    ...{ symbol: 'MXUSDT', id: 'x', orderId: 'C02__1', price: '2', qty: '1', quoteQty: '2', commission: '0' },
    ...{ time: 0, isBuyer: true },
  }

  /** The rest of an answer, and the fields for which rows were left out. */
  async function read(call: (unreadableRow: (row: UnreadableRow) => void) => Promise<unknown>) {
    const lacks: string[] = []
    const value = await ended(call((row) => lacks.push(row.lacks)))
    return { value, lacks }
  }

  it('is no balance: negative, 1e400, or of __proto__', async () => {
    const good = { asset: 'MX', free: '1', locked: '0.5' }
    const bad =
      '{"asset":"USDT","free":"-5","locked":"0"},{"asset":"BTC","free":"1","locked":-1},{"asset":"A","free":1e400,"locked":"0"},' +
      '{"asset":"B","free":"1e400","locked":"0"},{"asset":"__proto__","free":"1","locked":"0"},{"asset":"constructor","free":"1","locked":"0"}'
    exchange.on(ACCOUNT, page(200, `{"balances":[${JSON.stringify(good)},${bad}]}`))
    const { value, lacks } = await read((unreadableRow) => client().call(accountInformation, {}, { unreadableRow }))
    expect(value).toEqual({ balances: [good] })
    expect(lacks).toEqual(['free', 'locked', 'free', 'free', 'asset', 'asset'])
  })

  it('makes the answer unreadable where there are thousands, each of which would be reported', async () => {
    exchange.on('GET /api/v3/ticker/24hr', page(200, `[${'{"symbol":{}},'.repeat(100_000)}1]`))
    const { value, lacks } = await read((unreadableRow) => client().call(ticker24h, {}, { unreadableRow }))
    expect(String(value)).toContain('More than 1000 rows cannot be read.')
    expect(lacks).toEqual([])
  })

  it('makes balances unreadable where there are thousands, none of which is taken unchecked', async () => {
    exchange.on(ACCOUNT, page(200, `{"balances":[${'{"asset":"USDT","free":"-5","locked":"0"},'.repeat(2_000)}1]}`))
    const { value, lacks } = await read((unreadableRow) => client().call(accountInformation, {}, { unreadableRow }))
    expect(String(value)).toContain('More than 1000 rows cannot be read.')
    expect(lacks).toEqual([])
  })

  it('is no order and no deal: negative, or of next year', async () => {
    const now = world.time.now()
    const soon = now + 60_000
    const far = now + 365 * 86_400_000
    const orders = [
      { ...order, time: soon },
      { ...order, time: far },
      { ...order, origQty: '-1' },
      { ...order, time: -1 },
    ]
    const trades = [
      { ...trade, time: soon },
      { ...trade, time: far },
      { ...trade, price: '-2' },
    ]
    exchange
      .on('GET /api/v3/openOrders', json(orders))
      .on('GET /api/v3/allOrders', json(orders))
      .on('GET /api/v3/myTrades', json(trades))
    const query = { symbol: 'MXUSDT' }
    for (const endpoint of [openOrders, allOrders] as const) {
      const { value, lacks } = await read((unreadableRow) => client().call(endpoint, query, { unreadableRow }))
      expect([value, lacks]).toEqual([[{ ...order, time: soon }], ['time', 'origQty', 'time']])
    }
    const { value, lacks } = await read((unreadableRow) => client().call(myTrades, query, { unreadableRow }))
    expect([value, lacks]).toEqual([[{ ...trade, time: soon }], ['time', 'price']])
  })
})
