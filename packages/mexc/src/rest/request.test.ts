/** Calls that the endpoint table does not have, headers, and symbols as other libraries write them. */

import { channels, buildChannel, depth } from '@spotdeck/wire'
import { beforeEach, expect, it } from 'vitest'
import { MexcClient, type MexcClientOptions } from '../client.ts'
import { CLOCK, json, page, refusal, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'

const CUSTOM = {
  ...{ preset: 'custom', restUrl: 'https://rest.example', wsUrl: 'wss://stream.example/ws' },
  credentials: { apiKey: 'mx0key', secret: 'secret' },
} as const satisfies MexcClientOptions
const RULES = {
  ...{ symbol: 'MXUSDT', status: '1', baseAsset: 'MX', quoteAsset: 'USDT', isSpotTradingAllowed: true },
  ...{ baseAssetPrecision: 2, quoteAssetPrecision: 4, orderTypes: ['LIMIT', 'MARKET'] },
}

let world: TestWorld
let exchange: ScriptedRest
let client: MexcClient
beforeEach(() => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  world.network.serve('rest.example', { http: exchange.http })
  exchange.on('GET /api/v3/exchangeInfo', json({ symbols: [RULES] }))
  client = new MexcClient({ ...CUSTOM, headers: { source: 'my-bot' }, world })
})

async function ended<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  const end = settled(work)
  await world.time.until(() => end.isDone, 180_000)
  return end.result
}

it('sends a signed call that is not in the table, after reading the clock', async () => {
  exchange.on('GET /api/v3/new/thing', json({ id: 7, rows: [] }))
  const call = client.request('GET', '/api/v3/new/thing', { coins: ['MX', 'BTC'], limit: 5 }, { signed: true })
  expect((await ended(call)).value).toEqual({ id: '7', rows: [] })
  const [seen] = exchange.seen('GET /api/v3/new/thing')
  expect([...(seen?.parameters ?? [])].map(([name]) => name)).toEqual([
    'coins',
    'limit',
    'recvWindow',
    'timestamp',
    'signature',
  ])
  expect(seen?.parameters.get('coins')).toBe('MX,BTC')
  expect(seen?.headers).toMatchObject({ 'X-MEXC-APIKEY': 'mx0key', source: 'my-bot' })
  expect(exchange.seen(CLOCK).length).toBe(1)
})

it('has the errors and the retry rule of other calls', async () => {
  exchange.on('GET /api/v3/new/thing', page(503, ''), json([1]))
  exchange.on('POST /api/v3/new/thing', page(503, '')).on('DELETE /api/v3/order', page(503, ''))
  expect((await ended(client.request('GET', '/api/v3/new/thing'))).value).toEqual([1])
  const lost = async (method: 'POST' | 'DELETE', path: string): Promise<unknown> =>
    (await ended(client.request(method, path, { a: '1' }, { signed: true }))).error
  expect(await lost('POST', '/api/v3/new/thing')).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
  expect(await lost('DELETE', '/api/v3/order')).toMatchObject({ code: 'ORDER_OUTCOME_UNKNOWN' })
  exchange.on('GET /api/v3/new/thing', refusal(10007, 'bad symbol'))
  const refused = await ended(client.request('GET', '/api/v3/new/thing', { symbol: 'BTC/USDT' }))
  expect(refused.error).toMatchObject({ exchangeCode: 10007 })
  expect(exchange.seen('GET /api/v3/new/thing').at(-1)?.parameters.get('symbol')).toBe('BTCUSDT')
})

it.each(['/api/v3/a?b=1', '/api/v3/../x', 'https://other.example/api/v3/a', '/api/v2/a'])(
  'sends nothing to %s',
  async (path) => {
    expect(() => client.request('GET', path)).toThrow('below /api/v3/')
    expect(exchange.calls).toEqual([])
  },
)

it('keeps to the limits, by the weight that its caller gives', async () => {
  exchange.on('GET /api/v3/heavy', json({}))
  const heavy = Array.from({ length: 5 }, () => client.request('GET', '/api/v3/heavy', {}, { weight: 100 }))
  await ended(Promise.all(heavy))
  const [first, , third] = exchange.seen('GET /api/v3/heavy')
  expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(9_000)
})

it('takes BTC/USDT wherever a symbol is asked', async () => {
  exchange
    .on('GET /api/v3/depth', json({ lastUpdateId: 1, bids: [], asks: [] }))
    .on('POST /api/v3/order', json({ orderId: 'C02__1' }))
    .on('POST /api/v3/batchOrders', json([{ orderId: 'C02__2' }]))
    .on('DELETE /api/v3/order', json({ orderId: 'C02__1' }))
    .on('GET /api/v3/openOrders', json([]))
    .on('DELETE /api/v3/openOrders', json([]))
  const symbol = 'MX/USDT'
  const order = { symbol, side: 'BUY', type: 'LIMIT', price: '2', quantity: '4' } as const
  await ended(client.call(depth, { symbol }))
  await ended(client.placeOrder(order))
  await ended(client.cancelOrder({ symbol, orderId: 'C02__1' }))
  await ended(client.cancelAll(symbol))
  const named = exchange.calls.flatMap(({ parameters }) => parameters.get('symbol') ?? [])
  expect(named).toEqual(['MXUSDT', 'MXUSDT', 'MXUSDT', 'MXUSDT', 'MXUSDT'])
  await ended(client.placeOrders([order]))
  expect(exchange.calls.at(-1)?.parameters.get('batchOrders')).toContain('"symbol":"MXUSDT"')
  expect((await ended(client.rules.of(symbol))).value?.symbol).toBe('MXUSDT')
  expect(buildChannel(channels.aggreDeals(symbol))).toBe(buildChannel(channels.aggreDeals('MXUSDT')))
})

it('rounds an order to the grid where its caller wants it', async () => {
  exchange
    .on('POST /api/v3/order', json({ orderId: 'C02__1' }))
    .on('POST /api/v3/batchOrders', json([{ orderId: '2' }]))
  const order = { symbol: 'MXUSDT', side: 'SELL', type: 'LIMIT', price: '2.00001', quantity: '4.019' } as const
  expect((await ended(client.placeOrder(order))).error).toMatchObject({ code: 'ORDER_REJECTED' })
  expect((await ended(client.placeOrder(order, { round: true }))).value).toMatchObject({ orderId: 'C02__1' })
  const sent = exchange.seen('POST /api/v3/order')
  expect(sent.map(({ parameters }) => [parameters.get('price'), parameters.get('quantity')])).toEqual([
    ['2.0001', '4.01'],
  ])
  const market = { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '10.99999' } as const
  expect((await ended(client.placeOrders([market], { round: true }))).value).toMatchObject([{ outcome: 'PLACED' }])
  expect(exchange.calls.at(-1)?.parameters.get('batchOrders')).toContain('"quoteOrderQty":"10.9999"')
  const nothing = { ...order, quantity: '0.001' }
  expect((await ended(client.placeOrder(nothing, { round: true }))).error).toMatchObject({ code: 'ORDER_REJECTED' })
})
