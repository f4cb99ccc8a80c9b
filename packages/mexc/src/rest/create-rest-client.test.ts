import {
  accountInformation,
  cancelOrder,
  createListenKey,
  exchangeInfo,
  openOrders,
  ping,
  placeOrder,
  placeOrders,
  queryOrder,
  serverTime,
  withdraw,
} from '@spotdeck/wire'
import { nodeSign } from '@spotdeck/ports/node'
import { beforeEach, describe, expect, it } from 'vitest'
import { OrderOutcomeUnknown } from '../errors/order-errors.ts'
import { CLOCK, json, page, refusal, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { createRestClient } from './create-rest-client.ts'
import type { RestClient, RestOptions } from './rest-client.ts'

const HOST = 'mexc.example'
const CREDENTIALS = { apiKey: 'mx0aBYs33eIilxBWC5', secret: '45d0b3c26f2644f19bfb98b07741b2f5' }
const ACCOUNT = 'GET /api/v3/account'
const ORDER = 'POST /api/v3/order'
const limitOrder = {
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  quantity: '1',
  price: '2.5',
  newClientOrderId: 'mine',
} as const

let world: TestWorld
let exchange: ScriptedRest
let rest: RestClient
beforeEach(() => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  exchange.on(ACCOUNT, json({ balances: [] })).on('GET /api/v3/ping', json({}))
  world.network.serve(HOST, { http: exchange.http })
  rest = client()
})

function client(options: Partial<RestOptions> = {}): RestClient {
  return createRestClient({ baseUrl: `https://${HOST}/`, credentials: CREDENTIALS, world, ...options })
}

/** Lets the call run for as long as it takes, and answers how it ended and when. */
async function ended<T>(work: Promise<T>, limitMs = 120_000): Promise<{ value?: T; error?: unknown; tookMs: number }> {
  const from = world.time.now()
  const end = settled(work)
  await world.time.until(() => end.isDone, limitMs)
  return { ...end.result, tookMs: world.time.now() - from }
}

describe('a call', () => {
  it('carries everything in the query, the key in its header, and no body', async () => {
    exchange.on(ORDER, json({ orderId: 'C02__1', symbol: 'MXUSDT' }))
    await ended(rest.call(placeOrder, limitOrder))
    const [seen] = exchange.seen(ORDER)
    expect([...(seen?.parameters.keys() ?? [])]).toEqual([
      ...['symbol', 'side', 'type', 'quantity', 'price', 'newClientOrderId'],
      ...['recvWindow', 'timestamp', 'signature'],
    ])
    expect(seen?.body).toBeUndefined()
    expect(seen?.headers).toEqual({ 'X-MEXC-APIKEY': CREDENTIALS.apiKey, 'Content-Type': 'application/json' })
    const [text, signature] = seen?.query.split('&signature=') ?? []
    expect(signature).toBe(nodeSign(CREDENTIALS.secret, text ?? ''))
  })

  it('without an account needs neither key nor signature nor clock', async () => {
    await ended(client({ credentials: undefined as never }).call(ping, {}))
    await ended(rest.call(ping, {}))
    expect(exchange.calls.map(({ query, headers }) => [query, headers])).toEqual([
      ['', {}],
      ['', {}],
    ])
  })

  it('that needs an account throws without one, and a bad query is never sent', async () => {
    const open = createRestClient({ baseUrl: `https://${HOST}`, world })
    await expect(open.call(accountInformation, {})).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    const bad = rest.call(placeOrder, { ...limitOrder, price: '1e-7' })
    await expect(bad).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/^placeOrder: the parameter price/) as unknown,
    })
    const batch = rest.call(placeOrders, { batchOrders: [{ ...limitOrder, clientOrderId: 'mine' } as never] })
    await expect(batch).rejects.toMatchObject({
      message: expect.stringContaining('clientOrderId is not one') as unknown,
    })
    expect(exchange.calls).toEqual([])
  })

  it('accepts unknown fields of an answer, and a code of 0 or 200 as success', async () => {
    exchange.on('GET /api/v3/exchangeInfo', json({ symbols: [], code: '200', rainbow: true }))
    const { value } = await ended(rest.call(exchangeInfo, {}))
    expect(value).toMatchObject({ symbols: [], rainbow: true })
  })

  it.each([
    ['an account without balances', ACCOUNT, json({}), () => rest.call(accountInformation, {}), 'balances'],
    [
      'an order without status',
      'GET /api/v3/order',
      json({ symbol: 'MXUSDT', orderId: '1', side: 'BUY', type: 'LIMIT' }),
      () => rest.call(queryOrder, { symbol: 'MXUSDT', orderId: '1' }),
      'status',
    ],
    ['an object where a list should be', 'GET /api/v3/openOrders', json({}), () => rest.call(openOrders, {}), 'list'],
    ['a clock without a time', CLOCK, json({ serverTime: null }), () => rest.call(serverTime, {}), 'serverTime'],
    [
      'a page where JSON should be',
      ACCOUNT,
      page(200, '<html>welcome</html>'),
      () => rest.call(accountInformation, {}),
      'JSON',
    ],
    ['a redirection', ACCOUNT, page(302, ''), () => rest.call(accountInformation, {}), '302'],
  ] as const)('refuses %s by name', async (_name, call, reply, ask, words) => {
    exchange.on(call, reply)
    const { error } = await ended<unknown>(ask())
    expect(error).toMatchObject({ code: 'UNREADABLE_ANSWER', message: expect.stringContaining(words) as unknown })
  })
})

describe('the exchange’s clock', () => {
  it('is asked before the first signed call and stamps it', async () => {
    exchange.aheadMs = 90_000
    await ended(rest.call(accountInformation, {}))
    await ended(rest.call(accountInformation, {}))
    expect(exchange.seen(CLOCK)).toHaveLength(1)
    const [first] = exchange.seen(ACCOUNT)
    expect(Math.abs(Number(first?.parameters.get('timestamp')) - ((first?.at ?? 0) + 90_000))).toBeLessThan(20)
    expect(Math.abs(rest.exchangeNow() - world.time.now() - 90_000)).toBeLessThan(20)
  })

  it('does not send an hour-old order after a suspended machine waited for it', async () => {
    let sleptMs = 0
    exchange.on(CLOCK, () => {
      sleptMs = 3_600_000
      return json({ serverTime: world.time.now() + sleptMs })
    })
    const clock = { now: () => world.time.now() + sleptMs }
    const { error } = await ended(client({ world: { ...world, clock } }).call(placeOrder, limitOrder))
    expect(error).toMatchObject({ code: 'QUEUE_TIMEOUT' })
    expect(exchange.seen(ORDER)).toEqual([])
  })

  it.each([700003, 10073])('is read again after %i, and the call sent exactly once more', async (code) => {
    exchange.on(ACCOUNT, refusal(code), json({ balances: [] }))
    expect(await ended(rest.call(accountInformation, {}))).toMatchObject({ value: { balances: [] } })
    expect([exchange.seen(CLOCK).length, exchange.seen(ACCOUNT).length]).toEqual([2, 2])
  })

  it('is read again only once: a second rejection is thrown', async () => {
    exchange.on(ACCOUNT, refusal(700003))
    expect((await ended(rest.call(accountInformation, {}))).error).toMatchObject({ code: 'CLOCK_REFUSED' })
    expect([exchange.seen(CLOCK).length, exchange.seen(ACCOUNT).length]).toEqual([2, 2])
  })

  it('allows even an order to be sent again: a rejected timestamp means that it was not executed', async () => {
    exchange.on(ORDER, refusal(700003), json({ orderId: 'C02__1' }))
    expect((await ended(rest.call(placeOrder, limitOrder))).value).toMatchObject({ orderId: 'C02__1' })
    expect(exchange.seen(ORDER)).toHaveLength(2)
  })

  it('delays a call by three seconds at most if it does not answer', async () => {
    exchange.on(CLOCK, () => new Promise(() => undefined)).on(ORDER, json({ orderId: 'C02__1' }))
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      [ACCOUNT, () => rest.call(accountInformation, {})],
      [ORDER, () => rest.call(placeOrder, limitOrder)],
    ]
    for (const [call, work] of calls) {
      const { error, tookMs } = await ended(work())
      expect([error, tookMs > 2_900, tookMs < 3_100]).toEqual([undefined, true, true])
      const [seen] = exchange.seen(call)
      expect((seen?.at ?? 0) - Number(seen?.parameters.get('timestamp'))).toBeLessThan(10)
    }
  })

  it('that is slow prevents sending an order that would be stale', async () => {
    const afterMs = (ms: number): Promise<void> => new Promise((resolve) => void world.time.after(ms, resolve))
    exchange.on(CLOCK, async () => {
      await afterMs(2_500)
      return json({ serverTime: world.time.now() })
    })
    const { error, tookMs } = await ended(rest.call(placeOrder, limitOrder))
    expect(error).toMatchObject({ code: 'NETWORK_TIMEOUT' })
    expect([tookMs, exchange.seen(ORDER).length]).toEqual([5_000, 0])
  })
})

describe('a rate limit rejection', () => {
  it('is respected by every call for as long as the exchange says', async () => {
    exchange.on(ACCOUNT, page(429, '', { 'retry-after': '7' }), json({ balances: [] }))
    const account = settled(rest.call(accountInformation, {}))
    await world.time.until(() => exchange.seen(ACCOUNT).length === 1)
    await world.time.advance(10)
    const since = world.time.now()
    const other = settled(rest.call(ping, {}))
    await world.time.until(() => account.isDone && other.isDone)
    expect(account.result).toEqual({ value: { balances: [] } })
    const later = exchange
      .seen()
      .slice(1)
      .map(({ at }) => at - since)
    expect(later).toHaveLength(2)
    for (const ms of later) expect(ms).toBeGreaterThanOrEqual(6_980)
  })

  it('is a typed error if the wait exceeds the caller’s deadline', async () => {
    exchange.on(ACCOUNT, page(418, '', { 'retry-after': '7200' }))
    const { error, tookMs } = await ended(rest.call(accountInformation, {}))
    expect(error).toMatchObject({ code: 'IP_BANNED', retryAfterMs: 7_200_000 })
    expect(tookMs).toBeLessThan(100)
    const next = await ended(rest.call(ping, {}))
    expect(next.error).toMatchObject({ code: 'RATE_LIMITED' })
    expect(exchange.seen()).toHaveLength(1)
  })

  it.each([
    ['429 without a time', page(429, ''), 10_000],
    ['a code in the body alone', refusal(429, 'Too Many Requests'), 10_000],
    ['a date', page(429, '', { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 0, 20)).toUTCString() }), 19_000],
  ])('pauses after %s', async (_name, reply, leastMs) => {
    exchange.on(ACCOUNT, reply, json({ balances: [] }))
    expect((await ended(rest.call(accountInformation, {}))).tookMs).toBeGreaterThanOrEqual(leastMs)
  })

  it('does not repeat a call that must not run twice: a proxy may have answered after it ran', async () => {
    exchange.on(ORDER, page(429, '', { 'retry-after': '2' }), json({ orderId: 'C02__1' }))
    expect((await ended(rest.call(placeOrder, limitOrder))).error).toMatchObject({ code: 'RATE_LIMITED' })
    expect(exchange.seen(ORDER)).toHaveLength(1)
  })

  it('by the firewall stops everything for a while and is never read as JSON', async () => {
    exchange.on(ACCOUNT, page(403, '<html><style>b{}</style><b>Access Denied</b> Reference #18.</html>'))
    expect((await ended(rest.call(accountInformation, {}))).error).toMatchObject({
      code: 'FIREWALL_BLOCKED',
      exchangeMessage: 'Access Denied Reference #18.',
    })
    expect((await ended(rest.call(ping, {}))).error).toMatchObject({ code: 'RATE_LIMITED' })
    expect(exchange.seen()).toHaveLength(1)
    await world.time.advance(90_000)
    expect((await ended(rest.call(ping, {}))).value).toEqual({})
  })
})

describe('a failing exchange', () => {
  it('is retried for reads, with backoff, a bounded number of times', async () => {
    exchange.on(ACCOUNT, page(503, 'busy'), refusal(500, 'Internal error', 500), json({ balances: [] }))
    expect((await ended(rest.call(accountInformation, {}))).value).toEqual({ balances: [] })
    exchange.on(ACCOUNT, page(504, 'Gateway Time-out'))
    const { error, tookMs } = await ended(rest.call(accountInformation, {}))
    expect(error).toMatchObject({ code: 'EXCHANGE_DOWN', httpStatus: 504 })
    expect(exchange.seen(ACCOUNT)).toHaveLength(3 + 4)
    expect(tookMs).toBeLessThan(45_000)
  })

  it.each([
    ['5xx', page(502, '<html>bad gateway</html>')],
    ['a coded 5xx', refusal(504, 'Gateway Time-out', 504)],
    ['a code that means failing inside', refusal(20002)],
    ['an answer that is no JSON', page(200, 'OK')],
    ['an answer without an order id', json({})],
    ['a refusal without a code', page(408, '')],
  ])('leaves an order open after %s, and sends it once', async (_name, reply) => {
    exchange.on(ORDER, reply)
    const { error } = await ended(rest.call(placeOrder, limitOrder))
    expect(error).toBeInstanceOf(OrderOutcomeUnknown)
    expect(error).toMatchObject({ code: 'ORDER_OUTCOME_UNKNOWN', clientOrderId: 'mine' })
    expect(exchange.seen(ORDER)).toHaveLength(1)
  })

  it('makes an order’s outcome unknown when the answer is lost, and not when it cannot connect', async () => {
    exchange.on(ORDER, json({ orderId: 'C02__1' }))
    await ended(rest.syncClock())
    world.network.setLink(HOST, 'deaf')
    expect((await ended(rest.call(placeOrder, limitOrder))).error).toMatchObject({
      code: 'ORDER_OUTCOME_UNKNOWN',
      cause: { code: 'NETWORK_TIMEOUT' },
    })
    expect(exchange.seen(ORDER)).toHaveLength(1)
    world.network.setLink(HOST, 'refused')
    expect((await ended(rest.call(placeOrder, limitOrder))).error).toMatchObject({ code: 'NETWORK_REFUSED' })
  })

  it('makes a withdrawal’s outcome unknown too, without mentioning orders', async () => {
    exchange.on('POST /api/v3/capital/withdraw', page(504, ''))
    const query = { coin: 'USDT', netWork: 'TRX', address: 'T', amount: '5' }
    const { error } = await ended(rest.call(withdraw, query))
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', endpoint: 'withdraw', httpStatus: 504 })
    expect(String(error)).toMatch(/history on the exchange/)
    expect(String(error)).not.toMatch(/order/)
    expect(exchange.seen('POST /api/v3/capital/withdraw')).toHaveLength(1)
  })

  it('times out when nothing answers', async () => {
    world.network.setLink(HOST, 'silent')
    const { error, tookMs } = await ended(rest.call(accountInformation, {}))
    expect(error).toMatchObject({ code: 'NETWORK_TIMEOUT' })
    expect(tookMs).toBeLessThan(60_000)
    await world.time.advance(60_000)
    expect(world.time.waiting).toBe(0)
  })
})

describe('a caller that aborts', () => {
  it('returns at once while the call waits for the clock, its turn, an answer or a retry', async () => {
    const whens = [0, 1, 20, 400]
    exchange.on(ACCOUNT, page(503, ''))
    for (const when of whens) {
      const caller = new AbortController()
      const end = settled(client().call(accountInformation, {}, { signal: caller.signal }))
      await world.time.advance(when)
      caller.abort()
      await world.time.advance(0)
      expect(end.result).toMatchObject({ error: { code: 'ABORTED' } })
    }
    const gone = AbortSignal.abort()
    expect((await ended(rest.call(accountInformation, {}, { signal: gone }))).error).toMatchObject({ code: 'ABORTED' })
    await world.time.advance(60_000)
    expect(world.time.waiting).toBe(0)
  })

  it('does not undo an order that was sent', async () => {
    await ended(rest.syncClock())
    const caller = new AbortController()
    const end = settled(rest.call(placeOrder, limitOrder, { signal: caller.signal }))
    await world.time.advance(0)
    caller.abort()
    await world.time.advance(0)
    expect(end.result).toMatchObject({ error: { code: 'ORDER_OUTCOME_UNKNOWN', cause: { code: 'ABORTED' } } })
  })
})

describe('a client', () => {
  it('refuses plain http to another machine, and a receive window that MEXC refuses', () => {
    expect(() => client({ baseUrl: 'http://api.mexc.com' })).toThrow(expect.objectContaining({ code: 'INSECURE_HOST' }))
    expect(() => client({ baseUrl: 'http://127.0.0.1:9090' })).not.toThrow()
    expect(() => client({ baseUrl: 'ftp://x' })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
    expect(() => client({ recvWindow: 60_001 })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
    expect(client({ recvWindow: 60_000 }).recvWindow).toBe(60_000)
  })

  it.each([
    [10072, 'AUTH_REFUSED'],
    [700002, 'AUTH_REFUSED'],
    ['700002', 'AUTH_REFUSED'],
    [400, 'INVALID_REQUEST'],
    [700006, 'IP_NOT_ALLOWED'],
    [700007, 'PERMISSION_MISSING'],
    [700004, 'INVALID_REQUEST'],
    [30004, 'INSUFFICIENT_BALANCE'],
    [30005, 'INSUFFICIENT_BALANCE'],
    [10007, 'SYMBOL_NOT_TRADABLE_VIA_API'],
    [30002, 'ORDER_REJECTED'],
    [30087, 'ORDER_REJECTED'],
    [987654, 'EXCHANGE_REFUSED'],
    ['soon', 'EXCHANGE_REFUSED'],
  ])('reads the refusal %s as %s, and sends nothing twice for it', async (code, name) => {
    exchange.on(ORDER, refusal(code))
    expect((await ended(rest.call(placeOrder, limitOrder))).error).toMatchObject({ code: name })
    expect(exchange.seen(ORDER)).toHaveLength(1)
  })

  it('finds a rejection with status 200, and its text in any field', async () => {
    exchange.on('DELETE /api/v3/order', json({ code: -2011, msg: 'Unknown order sent.' }))
    exchange.on('GET /api/v3/order', json({ code: 26, data: 'not now' }))
    const id = { symbol: 'MXUSDT', orderId: '1' }
    expect((await ended(rest.call(cancelOrder, id))).error).toMatchObject({ code: 'UNKNOWN_ORDER' })
    expect((await ended(rest.call(queryOrder, id))).error).toMatchObject({ exchangeMessage: 'not now' })
    exchange.on('POST /api/v3/userDataStream', json({ success: false, code: 10098, message: 'risk' }))
    expect((await ended(rest.call(createListenKey, {}))).error).toMatchObject({ exchangeMessage: 'risk' })
  })
})

it.each([
  [{}, 5_000, 10_000],
  [{ readTimeoutMs: 2_000 }, 2_000, 10_000],
  [{ timeoutMs: 7_000 }, 7_000, 7_000],
])('gives an attempt at a read less time than an order: %o', async (deadlines, readMs, orderMs) => {
  const own = client(deadlines)
  await ended(own.syncClock())
  world.network.setLink(HOST, 'silent')
  const { error, tookMs } = await ended(own.call(accountInformation, {}, { withinMs: readMs + 1 }))
  expect(error).toMatchObject({ code: 'NETWORK_TIMEOUT' })
  expect(tookMs - readMs).toBeLessThanOrEqual(1)
  expect((await ended(own.call(placeOrder, limitOrder))).tookMs).toBe(orderMs)
})
