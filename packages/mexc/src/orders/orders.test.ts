import { beforeEach, describe, expect, it } from 'vitest'
import { createRestClient } from '../rest/create-rest-client.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { json, page, refusal, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { cancelOrder } from './cancel-order.ts'
import { isUsableClientOrderId, newClientOrderId } from './client-order-id.ts'
import { createMarketRules, type MarketRules } from '../market-rules/market-rules.ts'
import { orderOutcome } from './order-outcome.ts'
import { type NewOrder, placeOrder } from './place-order.ts'

const HOST = 'mexc.example'
const PLACE = 'POST /api/v3/order'
const QUERY = 'GET /api/v3/order'
const CANCEL = 'DELETE /api/v3/order'
const UNKNOWN = refusal(-2013, 'Order does not exist.')
const order: NewOrder = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '4', price: '2.5' }

function state(status: string): ReturnType<typeof json> {
  return json({
    ...{ symbol: 'MXUSDT', orderId: 'C02__7', clientOrderId: 'mine', side: 'BUY', type: 'LIMIT', status },
    ...{ price: '2.5', origQty: '4', executedQty: '0', cummulativeQuoteQty: '0', time: 1 },
  })
}

let world: TestWorld
let exchange: ScriptedRest
let rest: RestClient
beforeEach(async () => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  world.network.serve(HOST, { http: exchange.http })
  rest = client()
  await ended(rest.syncClock())
})

function client(recvWindow = 5_000): RestClient {
  const credentials = { apiKey: 'mx0key', secret: 'secret' }
  return createRestClient({ baseUrl: `https://${HOST}`, credentials, world, recvWindow })
}

async function ended<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  const end = settled(work)
  await world.time.until(() => end.isDone, 180_000)
  return end.result
}

describe('placing an order', () => {
  it('names it by a client id of its own when the caller gives none', async () => {
    exchange.on(PLACE, json({ orderId: 'C02__7' }))
    const { value } = await ended(placeOrder(rest, order, world))
    const sent = exchange.seen(PLACE)[0]?.parameters.get('newClientOrderId') ?? ''
    expect(value).toEqual({ orderId: 'C02__7', clientOrderId: sent })
    expect(isUsableClientOrderId(sent)).toBe(true)
  })

  it('has what MEXC acknowledged, also when the answer was lost', async () => {
    const answer = { orderId: 'C02__7', price: '2.5', origQty: '4', transactTime: 1 }
    exchange.on(PLACE, json({ ...answer, symbol: 'MXUSDT' }), page(502, '')).on(QUERY, state('NEW'))
    for (let n = 0; n < 2; n++) {
      expect((await ended(placeOrder(rest, order, world))).value).toMatchObject(answer)
    }
  })

  it('has a price and a quantity, or is a MARKET order with one size', () => {
    const base = { symbol: 'MXUSDT', side: 'BUY' } as const
    const orders: readonly NewOrder[] = [
      order,
      { ...base, type: 'MARKET', quoteOrderQty: '10' },
      // @ts-expect-error LIMIT needs a price
      { ...base, type: 'LIMIT', quantity: '4' },
      // @ts-expect-error LIMIT needs a quantity
      { ...base, type: 'LIMIT', price: '2.5' },
      // @ts-expect-error MARKET takes no price
      { ...base, type: 'MARKET', quantity: '4', price: '2.5' },
      // @ts-expect-error MARKET takes one size
      { ...base, type: 'MARKET', quantity: '4', quoteOrderQty: '10' },
      // @ts-expect-error MARKET needs a size
      { ...base, type: 'MARKET' },
    ]
    expect(orders).toHaveLength(7)
  })

  it('rejected with a rate limit after it was executed is found, and not sent again', async () => {
    exchange.on(PLACE, page(429, '', { 'retry-after': '2' }), json({ orderId: 'C02__8' }))
    exchange.on(QUERY, state('NEW'))
    const { value } = await ended(placeOrder(rest, { ...order, clientOrderId: 'mine' }, world))
    expect(value).toMatchObject({ orderId: 'C02__7', clientOrderId: 'mine' })
    expect(exchange.seen(PLACE)).toHaveLength(1)
  })

  it('rejected with a rate limit is sent again once the exchange has no such order', async () => {
    exchange.on(PLACE, page(429, '', { 'retry-after': '2' }), json({ orderId: 'C02__8' }))
    exchange.on(QUERY, UNKNOWN)
    const { value } = await ended(placeOrder(rest, { ...order, clientOrderId: 'mine' }, world))
    expect(value).toEqual({ orderId: 'C02__8', clientOrderId: 'mine' })
    expect(exchange.seen(PLACE)).toHaveLength(2)
  })

  it.each([
    ['a gateway that gave up', page(504, 'Gateway Time-out')],
    ['an answer that says nothing', json({})],
    ['a broken connection', () => Promise.reject(new Error('cut'))],
  ])('finds the order after %s, sent once, under the same client id', async (_name, reply) => {
    exchange.on(PLACE, reply).on(QUERY, UNKNOWN, page(503, ''), state('NEW'))
    const { value } = await ended(placeOrder(rest, { ...order, clientOrderId: 'mine' }, world))
    expect(value).toMatchObject({ orderId: 'C02__7', clientOrderId: 'mine', state: { status: 'NEW' } })
    expect(exchange.seen(PLACE)).toHaveLength(1)
    expect(exchange.seen(PLACE)[0]?.parameters.get('newClientOrderId')).toBe('mine')
    for (const { parameters } of exchange.seen(QUERY)) expect(parameters.get('origClientOrderId')).toBe('mine')
  })

  it('that may have been sent before is queried first, also among filled ones, and not sent again', async () => {
    exchange.on(PLACE, json({ orderId: 'C02__8' })).on(QUERY, state('FILLED'))
    const again = placeOrder(rest, { ...order, clientOrderId: 'mine' }, world, { mayHaveBeenSent: true })
    expect((await ended(again)).value).toMatchObject({ orderId: 'C02__7', state: { status: 'FILLED' } })
    expect(exchange.seen(PLACE)).toHaveLength(0)
  })

  it('that may have been sent before is sent if the exchange has none, and unknown if it cannot tell', async () => {
    exchange.on(PLACE, json({ orderId: 'C02__8' })).on(QUERY, UNKNOWN)
    const first = placeOrder(rest, { ...order, clientOrderId: 'mine' }, world, { mayHaveBeenSent: true })
    expect((await ended(first)).value).toEqual({ orderId: 'C02__8', clientOrderId: 'mine' })
    world.network.setLink(HOST, 'refused')
    const second = placeOrder(rest, { ...order, clientOrderId: 'mine' }, world, { mayHaveBeenSent: true })
    expect((await ended(second)).error).toMatchObject({ code: 'ORDER_OUTCOME_UNKNOWN' })
    expect(exchange.seen(PLACE)).toHaveLength(1)
  })

  it('that was just sent is sent again only when the first can no longer arrive', async () => {
    const triedAt = world.time.now() - 1_000
    exchange.on(PLACE, json({ orderId: 'C02__8' })).on(QUERY, UNKNOWN)
    const again = placeOrder(rest, { ...order, clientOrderId: 'mine' }, world, { mayHaveBeenSent: { at: triedAt } })
    expect((await ended(again)).value).toEqual({ orderId: 'C02__8', clientOrderId: 'mine' })
    const [sent] = exchange.seen(PLACE)
    expect((sent?.at ?? 0) - triedAt).toBeGreaterThanOrEqual(7_000)
    const last = exchange.seen(QUERY).at(-1)
    expect((last?.at ?? 0) - triedAt).toBeGreaterThanOrEqual(7_000)
  })

  it('that was just sent and arrives late is found, and not sent again', async () => {
    exchange.on(PLACE, json({ orderId: 'C02__8' })).on(QUERY, UNKNOWN, UNKNOWN, state('NEW'))
    const options = { mayHaveBeenSent: { at: world.time.now() } }
    const again = placeOrder(rest, { ...order, clientOrderId: 'mine' }, world, options)
    expect((await ended(again)).value).toMatchObject({ orderId: 'C02__7' })
    expect(exchange.seen(PLACE)).toHaveLength(0)
  })

  it('that was sent long ago is queried once', async () => {
    exchange.on(PLACE, json({ orderId: 'C02__8' })).on(QUERY, UNKNOWN)
    const options = { mayHaveBeenSent: { at: world.time.now() - 60_000 } }
    await ended(placeOrder(rest, { ...order, clientOrderId: 'mine' }, world, options))
    expect([exchange.seen(QUERY).length, exchange.seen(PLACE).length]).toEqual([1, 1])
  })

  it('finds the order when its answer was lost', async () => {
    exchange.on(PLACE, json({ orderId: 'C02__7' })).on(QUERY, state('FILLED'))
    world.network.setLink(HOST, 'deaf')
    const end = settled(placeOrder(rest, order, world))
    await world.time.advance(11_000)
    world.network.setLink(HOST, 'up')
    await world.time.until(() => end.isDone)
    expect(end.result).toMatchObject({ value: { orderId: 'C02__7', state: { status: 'FILLED' } } })
    expect(exchange.seen(PLACE)).toHaveLength(1)
  })

  it('reports that it never arrived only once it is too old to be accepted', async () => {
    exchange.on(PLACE, page(502, '')).on(QUERY, UNKNOWN)
    const from = world.time.now()
    const { error } = await ended(placeOrder(rest, order, world))
    expect(error).toMatchObject({ code: 'ORDER_NEVER_ARRIVED', cause: { code: 'ORDER_OUTCOME_UNKNOWN' } })
    expect(world.time.now() - from).toBeGreaterThan(7_000)
    expect(exchange.seen(PLACE)).toHaveLength(1)
  })

  it('does not report that while a longer receive window lets the exchange accept it', async () => {
    exchange.on(PLACE, page(502, '')).on(QUERY, UNKNOWN)
    const { error } = await ended(placeOrder(client(60_000), { ...order, clientOrderId: 'mine' }, world))
    expect(error).toMatchObject({ code: 'ORDER_OUTCOME_UNKNOWN', clientOrderId: 'mine' })
  })

  it('reports an unknown outcome when the query fails too', async () => {
    exchange.on(PLACE, page(502, '')).on(QUERY, page(503, ''))
    const from = world.time.now()
    const { error } = await ended(placeOrder(rest, { ...order, clientOrderId: 'mine' }, world))
    expect(error).toMatchObject({ code: 'ORDER_OUTCOME_UNKNOWN', clientOrderId: 'mine' })
    expect(exchange.seen(PLACE)).toHaveLength(1)
    expect(world.time.now() - from).toBeLessThan(60_000)
  })

  it('queries nothing when the exchange rejected the order', async () => {
    exchange.on(PLACE, refusal(30004, 'Insufficient position'))
    expect((await ended(placeOrder(rest, order, world))).error).toMatchObject({ code: 'INSUFFICIENT_BALANCE' })
    expect(exchange.seen().map(({ call }) => call)).toEqual([PLACE])
  })

  it('is not sent if its caller aborted before, and unknown at once if it aborts afterwards', async () => {
    exchange.on(PLACE, page(502, '')).on(QUERY, UNKNOWN)
    const early = AbortSignal.abort()
    expect((await ended(placeOrder(rest, order, world, { signal: early }))).error).toMatchObject({ code: 'ABORTED' })
    expect(exchange.seen(PLACE)).toHaveLength(0)
    const late = new AbortController()
    const end = settled(placeOrder(rest, { ...order, clientOrderId: 'mine' }, world, { signal: late.signal }))
    await world.time.advance(1_500)
    const from = world.time.now()
    late.abort()
    await world.time.until(() => end.isDone)
    expect(end.result.error).toMatchObject({ code: 'ORDER_OUTCOME_UNKNOWN', clientOrderId: 'mine' })
    expect(world.time.now() - from).toBeLessThan(100)
    expect(exchange.seen(PLACE)).toHaveLength(1)
  })

  it('ends in one of three cases, each with what to do', async () => {
    exchange.on(PLACE, json({ orderId: 'C02__7' }), refusal(30004, 'Insufficient position'), page(502, ''))
    exchange.on(QUERY, page(503, ''))
    const one = { ...order, clientOrderId: 'mine' }
    const outcomes = []
    for (let n = 0; n < 3; n++) outcomes.push((await ended(orderOutcome(placeOrder(rest, one, world)))).value)
    for (const outcome of outcomes) {
      if (outcome?.outcome !== 'REJECTED') continue
      // The code narrows to the class: `nearest` is that of an unknown symbol alone.
      expect(outcome.error.code === 'UNKNOWN_SYMBOL' ? outcome.error.nearest : undefined).toBeUndefined()
    }
    expect(outcomes).toMatchObject([
      { outcome: 'PLACED', order: { orderId: 'C02__7', clientOrderId: 'mine' } },
      {
        outcome: 'REJECTED',
        error: { code: 'INSUFFICIENT_BALANCE', advice: expect.stringMatching(/funds/) as unknown },
      },
      {
        outcome: 'UNKNOWN',
        error: { clientOrderId: 'mine', advice: expect.stringMatching(/client order id/) as unknown },
      },
    ])
  })

  it('refuses a client id that some calls would not take, before sending', async () => {
    for (const clientOrderId of ['', 'a b', 'x'.repeat(33), 'ü']) {
      await expect(placeOrder(rest, { ...order, clientOrderId }, world)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      })
    }
    expect(exchange.seen()).toEqual([])
  })
})

describe('an order for a pair that is closed to the API', () => {
  const INFO = 'GET /api/v3/exchangeInfo'
  const row = (symbol: string, isSpotTradingAllowed: boolean) => ({
    ...{ symbol, status: '1', baseAsset: symbol.slice(0, 4), quoteAsset: symbol.slice(4), isSpotTradingAllowed },
    ...{ baseAssetPrecision: 2, quoteAssetPrecision: 4, baseSizePrecision: '0.01', quoteAmountPrecision: '1' },
    ...{ orderTypes: ['LIMIT', 'MARKET'], tradeSideType: 1 },
  })
  const symbols = [
    row('FROPUSDT', false),
    row('FROPUSDC', true),
    row('FROPBTC', false),
    row('FROPETH', true),
    row('MXXXUSDT', true),
  ]
  let rules: MarketRules
  beforeEach(() => {
    rules = createMarketRules({ rest, clock: world.clock })
    exchange.on(INFO, json({ symbols })).on(PLACE, json({ orderId: 'C02__7' }))
  })

  it('is refused before it is sent, with what can be done instead', async () => {
    const { error } = await ended(placeOrder(rest, { ...order, symbol: 'FROPUSDT' }, world, { rules }))
    expect(error).toMatchObject({
      code: 'SYMBOL_NOT_TRADABLE_VIA_API',
      symbol: 'FROPUSDT',
      alternatives: ['FROPETH', 'FROPUSDC'],
      advice: expect.stringContaining('FROPETH or FROPUSDC') as unknown,
    })
    expect(exchange.seen(PLACE)).toEqual([])
    await ended(placeOrder(rest, { ...order, symbol: 'MXXXUSDT' }, world, { rules }))
    exchange.on(INFO, json({ symbols: [...symbols, row('NEWUSDT', true)] }))
    await ended(placeOrder(rest, { ...order, symbol: 'NEWUSDT' }, world, { rules }))
    expect([exchange.seen(PLACE).length, exchange.seen(INFO).length]).toEqual([2, 2])
  })

  it('is sent if the market rules are not available in time: the exchange decides', async () => {
    exchange.on(INFO, page(503, ''))
    const from = world.time.now()
    expect((await ended(placeOrder(rest, { ...order, symbol: 'FROPUSDT' }, world, { rules }))).value).toBeDefined()
    expect(world.time.now() - from).toBeLessThan(3_000)
  })
})

describe('canceling an order', () => {
  const mine = { symbol: 'MXUSDT', clientOrderId: 'mine' }

  it('answers by either id', async () => {
    exchange.on(CANCEL, json({ orderId: 'C02__7', symbol: 'MXUSDT' }))
    expect((await ended(cancelOrder(rest, mine, world))).value).toEqual({ orderId: 'C02__7' })
    await ended(cancelOrder(rest, { symbol: 'MXUSDT', orderId: 'C02__7' }, world))
    const [byClient, byOrder] = exchange.seen(CANCEL).map(({ parameters }) => parameters)
    expect([byClient?.get('origClientOrderId'), byClient?.get('orderId')]).toEqual(['mine', undefined])
    expect([byOrder?.get('origClientOrderId'), byOrder?.get('orderId')]).toEqual([undefined, 'C02__7'])
  })

  it('is done when its answer was lost and the order is canceled', async () => {
    exchange.on(CANCEL, page(504, '')).on(QUERY, state('PARTIALLY_CANCELED'))
    expect((await ended(cancelOrder(rest, mine, world))).value).toEqual({ orderId: 'C02__7' })
    expect(exchange.seen(CANCEL)).toHaveLength(1)
  })

  it('is sent again when its answer was lost and the order is still open', async () => {
    exchange.on(CANCEL, page(504, ''), json({ orderId: 'C02__7' })).on(QUERY, state('NEW'))
    expect((await ended(cancelOrder(rest, mine, world))).value).toEqual({ orderId: 'C02__7' })
    expect(exchange.seen(CANCEL)).toHaveLength(2)
  })

  it('is done when the first one arrived late and the second finds the order gone', async () => {
    exchange.on(CANCEL, page(504, ''), refusal(-2011)).on(QUERY, state('NEW'), state('CANCELED'))
    expect((await ended(cancelOrder(rest, mine, world))).value).toEqual({ orderId: 'C02__7' })
  })

  it('reports that the order was filled meanwhile', async () => {
    exchange.on(CANCEL, page(504, '')).on(QUERY, state('FILLED'))
    expect((await ended(cancelOrder(rest, mine, world))).error).toMatchObject({ code: 'UNKNOWN_ORDER' })
    exchange.on(CANCEL, refusal(-2011))
    expect((await ended(cancelOrder(rest, mine, world))).error).toMatchObject({ code: 'UNKNOWN_ORDER' })
  })

  it('reports an unknown outcome when the exchange does not answer, in bounded time', async () => {
    exchange.on(CANCEL, page(504, '')).on(QUERY, page(504, ''))
    const from = world.time.now()
    expect((await ended(cancelOrder(rest, mine, world))).error).toMatchObject({
      code: 'ORDER_OUTCOME_UNKNOWN',
      clientOrderId: 'mine',
    })
    expect(world.time.now() - from).toBeLessThan(60_000)
  })
})

it('makes client ids that every call takes and that do not repeat', () => {
  const ids = Array.from({ length: 1_000 }, () => newClientOrderId(world.random))
  expect(new Set(ids).size).toBe(1_000)
  expect(ids.every(isUsableClientOrderId)).toBe(true)
})
