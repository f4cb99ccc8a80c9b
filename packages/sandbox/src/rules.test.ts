import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { type DecodedPush, decodePush } from '@spotdeck/wire'
import { afterEach, describe, expect, test } from 'vitest'
import type { Outcome } from './server/call/request.ts'
import { type RulesConfig, type SandboxHandler, openSandboxHandler } from './rules.ts'
import { UNLIMITED } from './server/testing/rest-scene.ts'
import { DEMO_CREDENTIALS } from './venue/access/keys.ts'

const START = 1_790_300_000_000
const { apiKey: KEY, secret: SECRET } = DEMO_CREDENTIALS
const PRIVATE = ['account', 'deals', 'orders'].map((name) => `spot@private.${name}.v3.api.pb`)
const opened: SandboxHandler[] = []
afterEach(() => opened.splice(0).forEach((rules) => rules.close()))

function scene(more: Partial<RulesConfig> = {}) {
  const time = new VirtualTime(START)
  const config = { seed: 5, bots: false, panel: true, symbols: ['MXUSDT', 'BTCUSDT'], limits: UNLIMITED, ...more }
  const world = { clock: time, timers: time, random: seededRandom(1), sign: nodeSign, log: silentLog }
  const rules = openSandboxHandler(config, world)
  opened.push(rules)
  const base = { headers: {}, body: '', query: '', ip: '127.0.0.1' }
  const call = (method: string, path: string, parameters: Record<string, string> = {}, stamp = time.now()) => {
    const text = new URLSearchParams({ ...parameters, timestamp: String(stamp) }).toString()
    const query = `${text}&signature=${nodeSign(SECRET, text)}`
    return rules.handle({ ...base, method, path: `/api/v3/${path}`, query, headers: { 'x-mexc-apikey': KEY } })
  }
  const panel = async (method: string, path: string, body?: unknown) => {
    const headers = { host: '127.0.0.1:1', 'content-type': 'application/json' }
    const text = body === undefined ? '' : JSON.stringify(body)
    const outcome = await rules.handle({ ...base, method, path: `/sandbox${path}`, headers, body: text })
    return answerOf(outcome)
  }
  const connect = (listenKey?: string) => {
    const client = { texts: [] as string[], pushes: [] as DecodedPush[], closed: 0, say: (_text: string) => {} }
    const connection = rules.streams.connect(
      {
        sendText: (text) => void client.texts.push(text),
        sendBinary: (bytes) => void client.pushes.push(decodePush(bytes)),
        close: () => void client.closed++,
        ping() {},
      },
      listenKey,
    )
    client.say = (text) => connection.receive(text)
    return client
  }
  const listen = (): string => (body(call('POST', 'userDataStream')) as { listenKey: string }).listenKey
  return { time, rules, call, panel, connect, listen }
}

function answerOf(outcome: Outcome): { status: number; body: Record<string, unknown> } {
  if (outcome.kind !== 'answer') throw new Error(`no answer but ${outcome.kind}`)
  return { status: outcome.answer.status, body: JSON.parse(outcome.answer.body) as Record<string, unknown> }
}
function body(outcome: Outcome | Promise<Outcome>): unknown {
  if (outcome instanceof Promise) throw new Error('the exchange answers at once')
  return answerOf(outcome).body
}
const subscription = (params: readonly string[]) => JSON.stringify({ method: 'SUBSCRIPTION', params, id: 1 })
const BUY = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '2.4' }

test('without bots, orders at the price of the ticker are accepted in every symbol, before anybody traded', () => {
  const { rules, call } = scene({ symbols: undefined, seed: 11 })
  const tickers = body(call('GET', 'ticker/24hr')) as { symbol: string; lastPrice: string }[]
  const answers = tickers.flatMap(({ symbol, lastPrice }) => {
    const pair = rules.exchange.rules.get(symbol)
    if (pair?.apiTrading !== true || pair.status !== 'online' || pair.tradeSideType !== 1) return []
    const quantity = (Number(pair.minNotional) * 2) / Number(lastPrice) + Number(pair.minQuantity)
    const order = { symbol, type: 'LIMIT', price: lastPrice, quantity: quantity.toFixed(pair.quantityDigits) }
    return ['BUY', 'SELL'].map((side) => body(call('POST', 'order/test', { ...order, side })))
  })
  expect(answers.length).toBeGreaterThan(10)
  expect(answers.filter((answer) => (answer as { code?: number }).code === 30087)).toEqual([])
})

describe('faults, turned on over the panel', () => {
  test('an order whose answer was lost is open nevertheless', async () => {
    const { call, panel, rules } = scene()
    const fault = { kind: 'error-after', target: { endpoint: 'POST order' }, times: 1, status: 504 }
    expect(await panel('POST', '/faults', fault)).toMatchObject({ status: 201, body: { id: 'f1', probability: 1 } })
    expect(call('POST', 'order', BUY)).toMatchObject({ answer: { status: 504 } })
    expect(call('POST', 'order', BUY)).toMatchObject({ answer: { status: 200 } })
    expect(rules.truth(KEY)?.orders).toHaveLength(2)
  })

  test('a fault of another key or another call does not affect this one', async () => {
    const { call, panel } = scene()
    await panel('POST', '/accounts', { apiKey: 'mx0other', secret: 'secret-of-other' })
    await panel('POST', '/faults', { kind: 'error-before', target: { apiKey: 'mx0other' } })
    await panel('POST', '/faults', { kind: 'half-open', target: { endpoint: 'account' } })
    expect(call('GET', 'openOrders')).toMatchObject({ answer: { status: 200 } })
    expect(call('GET', 'account')).toEqual({ kind: 'silence' })
    expect((await panel('DELETE', '/faults/f2')).status).toBe(200)
    expect(call('GET', 'account')).toMatchObject({ answer: { status: 200 } })
    expect((await panel('DELETE', '/faults/f2')).status).toBe(404)
    await panel('DELETE', '/faults')
    expect((await panel('GET', '/faults')).body).toEqual({ faults: [] })
  })

  test('stale reads show older balances, orders and deals while commands act at once', async () => {
    const { call, panel, time, rules } = scene()
    const other = 'counterparty'
    rules.exchange.adjust(other, 'MX', '100' as never, 'DEPOSIT', time.now())
    const free = (): string | undefined =>
      (body(call('GET', 'account')) as { balances: { asset: string; free: string }[] }).balances.find(
        ({ asset }) => asset === 'USDT',
      )?.free
    const before = free()
    const { orderId } = body(call('POST', 'order', BUY)) as { orderId: string }
    const id = { symbol: 'MXUSDT', orderId }
    await time.advance(2_000)
    const sell = { account: other, symbol: 'MXUSDT', side: 'SELL', type: 'LIMIT' } as const
    rules.exchange.place({ ...sell, price: '2.4' as never, quantity: '4' as never, time: time.now() })
    await time.advance(1_000)
    await panel('POST', '/faults', { kind: 'stale', delayMs: 2_000 })
    expect(body(call('GET', 'order', id))).toMatchObject({ status: 'NEW', executedQty: '0' })
    expect(body(call('GET', 'myTrades', { symbol: 'MXUSDT' }))).toEqual([])
    await panel('POST', '/faults', { kind: 'stale', delayMs: 5_000, target: { endpoint: 'account' } })
    await panel('DELETE', '/faults/f1')
    expect(free()).toBe(before)
    expect(body(call('DELETE', 'order', id))).toMatchObject({ orderId })
    await panel('POST', '/faults', { kind: 'stale', delayMs: 500 })
    expect(body(call('GET', 'openOrders', { symbol: 'MXUSDT' }))).toMatchObject([{ orderId, executedQty: '4' }])
    await panel('DELETE', '/faults')
    expect(body(call('GET', 'openOrders', { symbol: 'MXUSDT' }))).toEqual([])
    expect(body(call('GET', 'myTrades', { symbol: 'MXUSDT' }))).toHaveLength(1)
  })

  test('a wrong clock shows in GET time and refuses timestamps that are right', async () => {
    const { call, panel, rules, time } = scene()
    await panel('POST', '/faults', { kind: 'wrong-clock', target: { apiKey: KEY }, offsetMs: 90_000 })
    expect(body(call('GET', 'time'))).toEqual({ serverTime: START + 90_000 })
    expect(body(call('GET', 'account'))).toMatchObject({ code: 700003 })
    expect(call('GET', 'account', {}, time.now() + 90_000)).toMatchObject({ answer: { status: 200 } })
    const stranger = { method: 'GET', path: '/api/v3/time', query: '', headers: {}, body: '', ip: '::1' }
    expect(body(rules.handle(stranger))).toEqual({ serverTime: START })
  })

  test('an expired listen key ends its connections; a stolen one is replaced by an unknown key', async () => {
    const { call, panel, connect, listen } = scene()
    const listenKey = listen()
    const client = connect(listenKey)
    client.say(subscription(PRIVATE))
    await panel('POST', '/faults', { kind: 'expire-listen-key', target: { apiKey: KEY } })
    expect(client.closed).toBe(1)
    expect(body(call('PUT', 'userDataStream', { listenKey }))).toMatchObject({ code: 730708 })
    expect((await panel('GET', '/faults')).body).toEqual({ faults: [] })
    const second = listen()
    await panel('POST', '/faults', { kind: 'steal-listen-key', target: { apiKey: KEY } })
    const left = body(call('GET', 'userDataStream')) as { listenKey: string[] }
    expect(left.listenKey).toHaveLength(1)
    expect(left.listenKey).not.toContain(second)
  })

  test('a subscription is blocked with the exchange’s text, for the fault’s target only', async () => {
    const { panel, connect, listen } = scene()
    await panel('POST', '/faults', { kind: 'blocked', target: { apiKey: KEY, channel: 'private.deals' } })
    const client = connect(listen())
    client.say(subscription(PRIVATE))
    expect(client.texts[0]).toContain(`Subscribed successful! [${PRIVATE[0]},${PRIVATE[2]}]`)
    expect(client.texts[0]).toContain(`Not Subscribed successfully! [${PRIVATE[1]}].  Reason： Blocked! `)
  })

  test('a dropped push is missing and the next one comes', async () => {
    const { panel, call, connect, listen } = scene()
    const client = connect(listen())
    client.say(subscription(PRIVATE))
    await panel('POST', '/faults', { kind: 'drop', target: { channel: 'private.orders' }, times: 1 })
    void call('POST', 'order', BUY)
    expect(client.pushes.map((push) => push.body.kind)).toEqual(['privateAccount'])
    void call('POST', 'order', BUY)
    expect(client.pushes.map((push) => push.body.kind)).toEqual(['privateAccount', 'privateOrders', 'privateAccount'])
  })

  test('an invalid fault is rejected with the expected form', async () => {
    const { panel } = scene()
    expect(await panel('POST', '/faults', { kind: 'explode' })).toMatchObject({
      status: 400,
      body: { code: 'FAULT_INVALID', message: expect.stringContaining('half-open') as unknown },
    })
  })
})

describe('protocol drift', () => {
  test('pushes have unknown fields and values, and the known ones are unchanged', async () => {
    const { panel, call, connect, listen } = scene()
    const client = connect(listen())
    client.say(subscription(PRIVATE))
    const drift = { protobufField: true, orderStatus: true, orderType: true, changeReason: true, restField: true }
    expect((await panel('POST', '/drift', drift)).body).toMatchObject({ protobufField: true, statusFormat: false })
    void call('POST', 'order', BUY)
    const [order, balance] = client.pushes
    expect(order?.body).toMatchObject({ value: { status: 9, orderType: 8, price: '2.4', quantity: '10' } })
    expect(balance?.body).toMatchObject({ value: { type: 'FREEZE_V4', frozenAmountChange: '24' } })
    expect(order?.unknown.map(({ path, field }) => `${path}/${field}`)).toEqual(['/3100', 'privateOrders/3101'])
    expect(body(call('GET', 'openOrders'))).toMatchObject([{ status: 'PENDING', type: 'PEGGED', newInV4: {} }])
    expect((await panel('POST', '/drift', { weather: true })).status).toBe(400)
  })

  test('exchangeInfo changes the format of its status', async () => {
    const { panel, call } = scene()
    await panel('POST', '/drift', { statusFormat: true })
    expect(body(call('GET', 'exchangeInfo'))).toMatchObject({ symbols: [{ status: 'ENABLED' }, { status: 'ENABLED' }] })
  })
})

describe('snapshots of the sandbox', () => {
  test('restores balances, open orders and keys; order ids are never reused', async () => {
    const { panel, call, rules, connect, listen } = scene()
    const placed = body(call('POST', 'order', BUY)) as { orderId: string }
    expect(await panel('POST', '/snapshot')).toMatchObject({ status: 201, body: { orders: 1 } })
    const before = rules.truth(KEY)
    const client = connect(listen())
    void call('DELETE', 'order', { symbol: 'MXUSDT', orderId: placed.orderId })
    const lost = body(call('POST', 'order', { ...BUY, price: '2.41' })) as { orderId: string }
    await panel('POST', '/accounts', { apiKey: 'mx0later', secret: 'later-secret', balances: { USDT: '5' } })
    expect((await panel('POST', '/restore')).status).toBe(200)
    expect(client.closed).toBe(1)
    expect(rules.truth(KEY)).toEqual(before)
    expect(rules.truth('mx0later')).toBeUndefined()
    expect(rules.exchange.book('MXUSDT', 5).bids).toEqual([{ price: '2.4', quantity: '10' }])
    const next = body(call('POST', 'order', BUY)) as { orderId: string }
    expect(next.orderId > lost.orderId).toBe(true)
    expect((await panel('POST', '/restore', { id: 'never' })).status).toBe(404)
  })

  test('book versions never decrease over a restore', async () => {
    const { panel, call, rules } = scene()
    await panel('POST', '/snapshot')
    for (let n = 0; n < 5; n++) void call('POST', 'order', BUY)
    const { version } = rules.exchange.book('MXUSDT', 1)
    await panel('POST', '/restore')
    void call('POST', 'order', BUY)
    expect(rules.exchange.book('MXUSDT', 1).version).toBeGreaterThan(version)
  })

  test('resets to a new exchange', async () => {
    const { panel, call, rules } = scene()
    const before = rules.truth(KEY)?.balances
    void call('POST', 'order', BUY)
    await panel('POST', '/faults', { kind: 'error-before' })
    await panel('POST', '/reset')
    expect(rules.truth(KEY)).toMatchObject({ balances: before, orders: [] })
    expect(call('GET', 'account')).toMatchObject({ answer: { status: 200 } })
  })
})

describe('the market under manual control', () => {
  test("a symbol's sides close one by one", async () => {
    const { call, panel } = scene()
    const codes = () =>
      ['BUY', 'SELL'].map((side) => (body(call('POST', 'order/test', { ...BUY, side })) as { code?: number }).code)
    const closed = { 1: [undefined, undefined], 2: [undefined, 30001], 3: [30001, undefined], 4: [30001, 30001] }
    for (const [tradeSideType, expected] of Object.entries(closed)) {
      await panel('POST', '/symbols/MXUSDT', { tradeSideType: Number(tradeSideType) })
      expect(codes()).toEqual(expected)
    }
    expect(body(call('GET', 'exchangeInfo', { symbol: 'MXUSDT' }))).toMatchObject({ symbols: [{ tradeSideType: 4 }] })
    expect((await panel('POST', '/symbols/MXUSDT', { tradeSideType: 5 })).status).toBe(400)
  })

  test('API trading of a pair ends at its time: new orders are rejected, open orders stay', async () => {
    const { panel, call, time, rules } = scene()
    void call('POST', 'order', BUY)
    const switched = await panel('POST', '/symbols/MXUSDT', { apiTrading: false, at: START + 60_000 })
    expect(switched).toMatchObject({ status: 200, body: { at: START + 60_000 } })
    expect(call('POST', 'order', BUY)).toMatchObject({ answer: { status: 200 } })
    await time.advance(61_000)
    expect(body(call('POST', 'order', BUY))).toEqual({ code: 10007, msg: 'symbol not support api' })
    expect(rules.exchange.openOrders('10000001')).toHaveLength(2)
    expect(body(call('GET', 'defaultSymbols'))).toMatchObject({ data: ['BTCUSDT'] })
    await panel('POST', '/symbols/MXUSDT', { apiTrading: true, status: 'paused' })
    expect(body(call('POST', 'order', BUY))).toMatchObject({ code: 30000 })
    expect(body(call('GET', 'symbol/offline'))).toMatchObject({ data: [{ symbol: 'MXUSDT', state: 2 }] })
    expect((await panel('POST', '/symbols/NOPE', { apiTrading: true })).status).toBe(404)
    expect((await panel('POST', '/symbols/MXUSDT', { apiTrading: 'no' })).status).toBe(400)
  })

  test('a price override moves the price, and makers and takers follow', async () => {
    const { panel, rules, time } = scene({ seed: 3, bots: true, demo: false, symbols: ['MXUSDT'] })
    const moved = await panel('POST', '/prices', { symbol: 'MXUSDT', toPrice: '3.1', overMs: 30_000 })
    expect(moved.body).toMatchObject({ to: '3.1', until: START + 30_000 })
    await time.advance(40_000)
    const { bids, asks } = rules.exchange.book('MXUSDT', 1)
    expect(Number(bids[0]?.price)).toBeGreaterThan(3.08)
    expect(Number(asks[0]?.price)).toBeLessThan(3.12)
    expect(Number(rules.exchange.lastPrice('MXUSDT'))).toBeCloseTo(3.1, 1)
    await panel('POST', '/prices', { symbol: 'MXUSDT', percent: -50, overMs: 10_000 })
    await time.advance(20_000)
    expect(Number(rules.exchange.lastPrice('MXUSDT'))).toBeCloseTo(1.55, 1)
    expect((await panel('POST', '/prices', { symbol: 'MXUSDT', toPrice: '-1' })).status).toBe(400)
  })

  test('a burst of orders rests a tick apart, or crosses', async () => {
    const { panel, rules } = scene({ bots: true, demo: false, symbols: ['MXUSDT'] })
    const many = await panel('POST', `/accounts/${KEY}/orders`, { symbol: 'MXUSDT', count: 40 })
    expect(many.body).toMatchObject({ placed: 40, refused: 0 })
    expect(rules.exchange.openOrders('10000001')).toHaveLength(40)
    const sells = { symbol: 'MXUSDT', count: 3, side: 'SELL', cross: true, quantity: '2' }
    expect((await panel('POST', `/accounts/${KEY}/orders`, sells)).body).toMatchObject({ placed: 3 })
    expect(rules.truth(KEY)?.deals.length).toBeGreaterThan(0)
    expect((await panel('POST', '/accounts/mx0nobody/orders', sells)).status).toBe(404)
  })
})

describe('the panel', () => {
  test('describes every call it serves, and each of them answers', async () => {
    const { panel } = scene()
    const document = (await panel('GET', '/openapi.json')).body as {
      openapi: string
      paths: Record<string, Record<string, { summary: string; responses: unknown }>>
    }
    expect(document.openapi).toBe('3.1.0')
    const paths = Object.keys(document.paths)
    expect(paths).toEqual(expect.arrayContaining(['/sandbox/clock', '/sandbox/faults/{id}', '/sandbox/restore']))
    for (const path of paths.filter(
      (one) => document.paths[one]?.['get'] !== undefined && /json|clock|faults|state/.test(one),
    )) {
      expect((await panel('GET', path.slice('/sandbox'.length))).status).toBe(200)
    }
    expect((await panel('GET', '/nothing')).status).toBe(404)
  })

  test('serves a page that loads from its own origin alone', async () => {
    const { rules } = scene()
    const headers = { host: 'localhost:9090' }
    const request = { method: 'GET', path: '/sandbox', query: '', headers, body: '', ip: '127.0.0.1' }
    const outcome = await rules.handle(request)
    if (outcome.kind !== 'answer') throw new Error('no page')
    expect(outcome.answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(outcome.answer.body).not.toMatch(/https?:|<script>|style=|onclick/)
    const waiting = ['/sandbox/page.js']
    const loaded = new Set<string>()
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const script = await rules.handle({ ...request, path })
      if (script.kind !== 'answer') throw new Error('no script')
      expect([path, script.answer.status, script.answer.headers['content-type']]).toEqual([
        ...[path, 200, 'text/javascript; charset=utf-8'],
      ])
      loaded.add(path)
      const imported = [...script.answer.body.matchAll(/^import .* from '(\.[^']+)'/gm)].map(
        ([, name = '']) => new URL(name, `http://sandbox${path}`).pathname,
      )
      waiting.push(...imported.filter((one) => !loaded.has(one)))
    }
    expect(loaded.size).toBe(7)
  })
})

describe('bodies of the panel', () => {
  test('an unknown field is named and nothing is done', async () => {
    const { panel, time } = scene()
    const before = (await panel('GET', '/clock')).body
    expect(await panel('POST', '/clock', { advancems: 1_000 })).toMatchObject({
      status: 400,
      body: { code: 'BAD_BODY', message: expect.stringMatching(/"advancems".*advanceMs, rate, paused/) as unknown },
    })
    expect((await panel('GET', '/clock')).body).toEqual(before)
    expect(time.now()).toBe(START)
    for (const path of ['/accounts', '/prices', '/symbols/MXUSDT', '/snapshot', '/restore', '/reset', '/drift']) {
      expect(await panel('POST', path, { colour: 'red' })).toMatchObject({ status: 400, body: { code: 'BAD_BODY' } })
    }
  })

  test('an account accepts permissions and addresses for its key, and rejects invalid ones', async () => {
    const { panel, rules, time } = scene()
    const of = async (more: object, ip = '127.0.0.1') => {
      const made = await panel('POST', '/accounts', more)
      expect(made.status).toBe(201)
      const { apiKey, secret } = made.body as { apiKey: string; secret: string }
      const text = `timestamp=${time.now()}`
      const query = `${text}&signature=${nodeSign(secret, text)}`
      return (method: string, path: string) =>
        body(
          rules.handle({ method, path: `/api/v3/${path}`, query, headers: { 'x-mexc-apikey': apiKey }, body: '', ip }),
        )
    }
    const reader = await of({ permissions: ['SPOT_ACCOUNT_READ'] })
    expect(reader('GET', 'account')).toMatchObject({ accountType: 'SPOT' })
    expect(reader('GET', 'openOrders')).toMatchObject({ code: 700007 })
    const bound = { ipWhiteList: ['203.0.113.9'] }
    expect((await of(bound))('GET', 'account')).toMatchObject({ code: 700006 })
    expect((await of(bound, '203.0.113.9'))('GET', 'account')).toMatchObject({ accountType: 'SPOT' })
    for (const wrong of [
      { permissions: ['SPOT_FLY'] },
      { permissions: 'SPOT_ACCOUNT_READ' },
      { permissions: [] },
      { ipWhiteList: ['nowhere'] },
      { ipWhiteList: '1.1.1.1' },
    ]) {
      expect((await panel('POST', '/accounts', wrong)).status).toBe(400)
    }
  })
})
