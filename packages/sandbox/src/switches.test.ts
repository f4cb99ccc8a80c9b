import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { type DecodedPush, decodePush } from '@spotdeck/wire'
import { afterEach, describe, expect, test } from 'vitest'
import { type SandboxHandler, openSandboxHandler } from './rules.ts'
import { UNLIMITED, restScene, sign } from './server/testing/rest-scene.ts'
import { SandboxStartError } from './start-error.ts'
import { DEFAULT_SWITCHES, SWITCHES, SWITCH_NAMES, type Switches, readSwitches } from './switches.ts'
import { DEMO_CREDENTIALS } from './venue/access/keys.ts'

const START = 1_790_300_000_000
const BUY = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '2.4' }
const opened: SandboxHandler[] = []
afterEach(() => opened.splice(0).forEach((rules) => rules.close()))

test('the first choice of every switch is its default, and a wrong name or choice is explained', () => {
  for (const name of SWITCH_NAMES) expect(DEFAULT_SWITCHES[name]).toBe(SWITCHES[name].choices[0])
  expect(readSwitches({ tradeIds: 'hex' })).toEqual({ tradeIds: 'hex' })
  expect(readSwitches({ tradeIds: 'octal' })).toBe('tradeIds is one of same, hex')
  expect(readSwitches({ tradeId: 'hex' })).toContain('there is no switch tradeId: the switches are ackOrder')
})

describe('REST, with one switch turned', () => {
  const rest = (switches: Partial<Switches>) => restScene({ switches, limits: UNLIMITED })

  test('cancelStatus and cancelAllCode', () => {
    for (const [choice, status] of [
      ['before', 'NEW'],
      ['canceled', 'CANCELED'],
    ] as const) {
      const { call } = rest({ cancelStatus: choice, cancelAllCode: '200' })
      const { orderId } = call('POST', 'order', BUY).body as { orderId: string }
      expect(call('DELETE', 'order', { symbol: 'MXUSDT', orderId }).body).toMatchObject({ status })
      expect(call('DELETE', 'order/all').body).toMatchObject({ code: 200 })
    }
  })

  test('tradeIds: 32 hex, stable per deal', () => {
    const { call, make } = rest({ tradeIds: 'hex' })
    make('SELL', '10', '2.4')
    call('POST', 'order', BUY)
    const read = () => call('GET', 'myTrades', { symbol: 'MXUSDT' }).body as { id: string }[]
    expect(read()[0]?.id).toMatch(/^[0-9a-f]{32}$/)
    expect(read()).toEqual(read())
  })

  test('restDelayMs: an order and its deal are listed later; a cancel works before', async () => {
    const { call, make, time } = rest({ restDelayMs: '1000' })
    make('SELL', '4', '2.4')
    const { orderId } = call('POST', 'order', BUY).body as { orderId: string }
    const one = { symbol: 'MXUSDT', orderId }
    const counts = () =>
      ['openOrders', 'allOrders', 'myTrades'].map(
        (path) => (call('GET', path, { symbol: 'MXUSDT' }).body as unknown[]).length,
      )
    expect(call('GET', 'order', one).body).toMatchObject({ code: -2013 })
    expect(counts()).toEqual([0, 0, 0])
    await time.advance(1_000)
    expect(call('GET', 'order', one).body).toMatchObject({ orderId })
    expect(counts()).toEqual([1, 1, 1])
    const next = call('POST', 'order', { ...BUY, price: '2.39' }).body as { orderId: string }
    expect(call('DELETE', 'order', { symbol: 'MXUSDT', orderId: next.orderId }).status).toBe(200)
  })

  test('postOnly: an order that would match is canceled, or rejected without a record', () => {
    const eager = { ...BUY, type: 'LIMIT_MAKER' }
    const canceled = rest({})
    canceled.make('SELL', '10', '2.4')
    expect(canceled.call('POST', 'order', eager).status).toBe(200)
    const refused = rest({ postOnly: 'refused' })
    refused.make('SELL', '10', '2.4')
    expect(refused.call('POST', 'order', eager)).toMatchObject({ status: 400, body: { code: 30041 } })
    expect(refused.call('POST', 'order/test', eager)).toMatchObject({ status: 400, body: { code: 30041 } })
    expect(refused.call('GET', 'allOrders', { symbol: 'MXUSDT' }).body).toEqual([])
    expect(refused.call('POST', 'order', { ...eager, price: '2.39' }).status).toBe(200)
  })

  test('newListenKey and listenKeyCode', () => {
    const fresh = rest({})
    expect(fresh.call('POST', 'userDataStream').body).not.toEqual(fresh.call('POST', 'userDataStream').body)
    const same = rest({ newListenKey: 'same', listenKeyCode: 'text' })
    expect(same.call('POST', 'userDataStream').body).toEqual(same.call('POST', 'userDataStream').body)
    const wrong = same.call('PUT', 'userDataStream', { listenKey: 'ab'.repeat(32) })
    expect(wrong).toMatchObject({ status: 400, body: { code: '730708' } })
  })

  test('signatureCase and contentType', () => {
    const order = 'symbol=MXUSDT&side=BUY&type=LIMIT&quantity=10&price=2.4'
    const send = (switches: Partial<Switches>, form = false) => {
      const { raw, time } = rest(switches)
      const text = `${order}&timestamp=${time.now()}`
      const headers = form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
      const signature = form ? sign(text) : sign(text).toUpperCase()
      return raw('POST', 'order/test', '', { body: `${text}&signature=${signature}`, headers })
    }
    expect(send({})).toMatchObject({ status: 400, body: { code: 700002 } })
    expect(send({ signatureCase: 'any' }).status).toBe(200)
    expect(send({}, true)).toMatchObject({ status: 400, body: { code: 700013 } })
    expect(send({ contentType: 'lenient' }, true).status).toBe(200)
  })

  test('listenKeyQuota: 60 keys of a user, or 200, as the list of keys says', () => {
    const made = (switches: Partial<Switches>) => {
      const { call } = rest(switches)
      let count = 0
      while (count < 250 && call('POST', 'userDataStream').status === 200) count++
      return { count, list: call('GET', 'userDataStream').body, refusal: call('POST', 'userDataStream').body }
    }
    const refusal = { code: 730003, msg: 'Unsupported operation, please contact the customer service' }
    expect(made({})).toMatchObject({ count: 60, list: { total: 60, available: 0 }, refusal })
    expect(made({ listenKeyQuota: '200' })).toMatchObject({ count: 200, list: { total: 200, available: 0 }, refusal })
  })

  test('strictEncoding: a signature over lower-case escapes is refused, over upper-case ones taken', () => {
    const ask = (switches: Partial<Switches>, symbols: string, signed = symbols) => {
      const { raw, time } = rest(switches)
      const text = (list: string) => `symbol=${list}&timestamp=${time.now()}`
      return raw('GET', 'openOrders', `${text(symbols)}&signature=${sign(text(signed))}`)
    }
    const [lower, upper] = ['MXUSDT%2cBTCUSDT', 'MXUSDT%2CBTCUSDT']
    expect(ask({}, lower)).toMatchObject({ status: 400, body: { code: 700002 } })
    expect(ask({}, upper).status).toBe(200)
    expect(ask({}, lower, upper).status).toBe(200)
    expect(ask({ strictEncoding: 'off' }, lower).status).toBe(200)
  })

  test('subAccountStatus: the same refusal with another status', () => {
    for (const status of ['400', '200'] as const) {
      const { call } = rest({ subAccountStatus: status })
      const made = call('POST', 'sub-account/virtualSubAccount', { subAccount: 'short', note: 'x' })
      expect(made).toMatchObject({ status: Number(status), body: { code: 730601 } })
    }
  })

  test('rateLimits: budgets of their own, budgets that all share, or plain calls', () => {
    const spent = (model: Switches['rateLimits'], path: string, parameters: Record<string, string> = {}) => {
      const { call } = restScene({ switches: { rateLimits: model } })
      let calls = 0
      while (calls < 600 && call('GET', path, parameters).status !== 429) calls++
      return { calls, other: call('GET', 'ping').status }
    }
    expect(spent('endpoint', 'time')).toEqual({ calls: 500, other: 200 })
    expect(spent('shared', 'time')).toEqual({ calls: 300, other: 429 })
    expect(spent('calls', 'time')).toEqual({ calls: 20, other: 429 })
  })
})

describe('streams, with one switch turned over the panel', () => {
  const CHANNELS = ['account', 'deals', 'orders'].map((name) => `spot@private.${name}.v3.api.pb`)

  function scene(switches: Partial<Switches> = {}) {
    const time = new VirtualTime(START)
    const config = { seed: 5, bots: false, panel: true, symbols: ['MXUSDT'], limits: UNLIMITED, switches }
    const world = { clock: time, timers: time, random: seededRandom(1), sign: nodeSign, log: silentLog }
    const rules = openSandboxHandler(config, world)
    opened.push(rules)
    const base = { headers: {}, body: '', query: '', ip: '127.0.0.1' }
    const call = async (method: string, path: string, parameters: Record<string, string> = {}) => {
      const text = new URLSearchParams({ ...parameters, timestamp: String(time.now()) }).toString()
      const query = `${text}&signature=${nodeSign(DEMO_CREDENTIALS.secret, text)}`
      const headers = { 'x-mexc-apikey': DEMO_CREDENTIALS.apiKey }
      const outcome = await rules.handle({ ...base, method, path: `/api/v3/${path}`, query, headers })
      return outcome.kind === 'answer' ? (JSON.parse(outcome.answer.body) as Record<string, string>) : {}
    }
    const panel = async (body: unknown) => {
      const headers = { host: '127.0.0.1:1', 'content-type': 'application/json' }
      const request = { ...base, headers, method: 'POST', path: '/sandbox/switches', body: JSON.stringify(body) }
      const outcome = await rules.handle(request)
      return outcome.kind === 'answer' ? outcome.answer.status : 0
    }
    /** A connection from an address that says too much at once; whether it was let in to be cut off. */
    const overdo = (address: string): boolean => {
      const texts: string[] = []
      let closed = 0
      const peer = {
        address,
        sendText: (text: string) => void texts.push(text),
        sendBinary() {},
        close: () => void closed++,
        ping() {},
      }
      const connection = rules.streams.connect(peer)
      if (closed > 0) return false
      for (let n = 0; n <= 100; n++) connection.receive('{"method":"PING"}')
      expect({ texts: texts.length, closed }).toEqual({ texts: 100, closed: 1 })
      return true
    }
    const listen = (listenKey: string) => {
      const client = { texts: [] as string[], pushes: [] as DecodedPush[], codes: [] as (number | undefined)[] }
      const peer = {
        sendText: (text: string) => void client.texts.push(text),
        sendBinary: (bytes: Uint8Array) => void client.pushes.push(decodePush(bytes)),
        close: (code?: number) => void client.codes.push(code),
        ping() {},
      }
      rules.streams
        .connect(peer, listenKey)
        .receive(JSON.stringify({ method: 'SUBSCRIPTION', params: CHANNELS, id: 1 }))
      return client
    }
    return { time, rules, call, panel, listen, overdo }
  }

  async function kindsOfAFill(pushOrder: Switches['pushOrder']): Promise<string[]> {
    const { call, panel, listen } = scene()
    await panel({ pushOrder })
    const client = listen((await call('POST', 'userDataStream'))['listenKey'] ?? '')
    await call('POST', 'order', BUY)
    client.pushes.length = 0
    await call('POST', 'order', { ...BUY, side: 'SELL' })
    return client.pushes.map(({ body }) => body.kind)
  }

  test('pushOrder: the same pushes, as things happened or by channel', async () => {
    const happened = await kindsOfAFill('as-happened')
    const balances = await kindsOfAFill('balances-first')
    const deals = await kindsOfAFill('deals-first')
    expect(happened[0]).toBe('privateOrders')
    expect(balances.lastIndexOf('privateAccount')).toBeLessThan(balances.indexOf('privateOrders'))
    expect(deals.slice(0, 2)).toEqual(['privateDeals', 'privateDeals'])
    expect([...balances].sort()).toEqual([...happened].sort())
    expect([...deals].sort()).toEqual([...happened].sort())
  })

  test('cancelChange, closeCode and deadListenKey', async () => {
    const { call, panel, listen } = scene({ cancelChange: 'ENTRUST', closeCode: '1001', deadListenKey: 'text' })
    const { listenKey = '' } = await call('POST', 'userDataStream')
    const client = listen(listenKey)
    const { orderId = '' } = await call('POST', 'order', BUY)
    await call('DELETE', 'order', { symbol: 'MXUSDT', orderId })
    const changes = client.pushes.flatMap(({ body }) => (body.kind === 'privateAccount' ? [body.value.type] : []))
    expect(changes).toEqual(['ENTRUST_PLACE', 'ENTRUST'])
    await call('DELETE', 'userDataStream', { listenKey })
    expect(client.codes).toEqual([1001])
    expect(listen(listenKey)).toMatchObject({ texts: ['Invalid listen key'], codes: [1001] })
    await panel({ closeCode: 'none', deadListenKey: 'json' })
    expect(listen(listenKey)).toMatchObject({
      texts: [expect.stringContaining('Wrong listen key')],
      codes: [undefined],
    })
  })

  test('closeCode 1006: the socket is dropped without a close frame', async () => {
    const { call, listen } = scene({ closeCode: '1006' })
    const { listenKey = '' } = await call('POST', 'userDataStream')
    const client = listen(listenKey)
    await call('DELETE', 'userDataStream', { listenKey })
    expect(client.codes).toEqual([1006])
  })

  test('closeCode stands in the close frame of a refused connection too', () => {
    const { rules, listen } = scene({ closeCode: '1001' })
    rules.faults.add({ kind: 'refuse', target: {}, probability: 1 })
    expect(listen('any').codes).toEqual([1001])
  })

  test('streamBan: an address that is disconnected repeatedly is banned, then for longer', async () => {
    const { time, rules, overdo, call } = scene({ streamBan: '3' })
    expect([overdo('203.0.113.9'), overdo('203.0.113.9')]).toEqual([true, true])
    await time.advance(9 * 60_000)
    expect(overdo('203.0.113.9')).toBe(true)
    expect(overdo('203.0.113.9')).toBe(false)
    expect(rules.streams.bannedForMs('203.0.113.9')).toBe(120_000)
    const base = { method: 'GET', path: '/api/v3/ping', query: '', headers: {}, body: '' }
    const ping = async (ip: string) => {
      const outcome = await rules.handle({ ...base, ip })
      return outcome.kind === 'answer' ? outcome.answer : undefined
    }
    expect(await ping('203.0.113.9')).toMatchObject({ status: 418, headers: { 'retry-after': '120' } })
    expect((await ping('203.0.113.10'))?.status).toBe(200)
    expect(overdo('203.0.113.10')).toBe(true)
    await time.advance(120_000)
    expect((await ping('203.0.113.9'))?.status).toBe(200)
    expect([1, 2, 3].map(() => overdo('203.0.113.9'))).toEqual([true, true, true])
    expect(rules.streams.bannedForMs('203.0.113.9')).toBe(240_000)
    expect(await call('GET', 'ping')).toEqual({})
  })

  test('streamBan: off by default, and disconnections more than 10 minutes apart do not add up', async () => {
    const usual = scene()
    expect(Array.from({ length: 12 }, () => usual.overdo('203.0.113.9'))).not.toContain(false)
    const { time, overdo } = scene({ streamBan: '3' })
    for (let n = 0; n < 6; n++) {
      expect(overdo('203.0.113.9')).toBe(true)
      await time.advance(5 * 60_000)
    }
  })

  test('expiredListenKey: the connection stays open without pushes', async () => {
    const { rules, call, listen } = scene({ expiredListenKey: 'silent' })
    const client = listen((await call('POST', 'userDataStream'))['listenKey'] ?? '')
    await call('POST', 'order', BUY)
    const received = client.pushes.length
    expect(received).toBeGreaterThan(0)
    rules.core.house.listenKeys.expire()
    await call('POST', 'order', BUY)
    expect(client).toMatchObject({ codes: [], pushes: { length: received } })
  })

  test('feeChange: a taker’s fee is part of the fill’s push or has its own; the balance is the same', async () => {
    const changes = async (feeChange: Switches['feeChange']) => {
      const { rules, call, listen } = scene({ feeChange })
      const client = listen((await call('POST', 'userDataStream'))['listenKey'] ?? '')
      await call('POST', 'order', BUY)
      client.pushes.length = 0
      await call('POST', 'order', { ...BUY, side: 'SELL' })
      const dollars = client.pushes.flatMap(({ body }) =>
        body.kind === 'privateAccount' && body.value.vcoinName === 'USDT' && body.value.balanceAmountChange !== '0'
          ? [[body.value.type, body.value.balanceAmountChange]]
          : [],
      )
      return { dollars, free: rules.truth(DEMO_CREDENTIALS.apiKey)?.balances['USDT'] }
    }
    const [net, separate] = [await changes('net'), await changes('separate')]
    expect(net.dollars).toEqual([['ENTRUST', '23.988']])
    expect(separate.dollars).toEqual([
      ['ENTRUST', '24'],
      ['TRADE_FEE', '-0.012'],
    ])
    expect(separate.free).toEqual(net.free)
  })

  test('dealDelayMs: the push of a deal leaves later than that of its order', async () => {
    const { rules, call, listen } = scene({ dealDelayMs: '60' })
    const client = listen((await call('POST', 'userDataStream'))['listenKey'] ?? '')
    await call('POST', 'order', BUY)
    await call('POST', 'order', { ...BUY, side: 'SELL' })
    const kinds = () => client.pushes.map(({ body }) => body.kind)
    expect(kinds()).not.toContain('privateDeals')
    const done = rules.time.advance(60)
    await rules.time.advance(0)
    await done
    expect(kinds().filter((kind) => kind === 'privateDeals')).toHaveLength(2)
  })

  test('ackOrder and assessmentZone', async () => {
    const { rules, call, panel } = scene({ ackOrder: 'reversed' })
    const [deals, klines] = ['spot@public.aggre.deals.v3.api.pb@10ms@MXUSDT', 'spot@public.kline.v3.api.pb@MXUSDT@Min1']
    const asked = (params: unknown, listenKey?: string): string => {
      const texts: string[] = []
      const peer = { sendText: (text: string) => void texts.push(text), sendBinary() {}, close() {}, ping() {} }
      rules.streams.connect(peer, listenKey).receive(JSON.stringify({ method: 'SUBSCRIPTION', params, id: 1 }))
      return (JSON.parse(texts[0] ?? '{}') as { msg: string }).msg
    }
    expect(asked([deals, klines])).toBe(`${klines},${deals}`)
    await panel({ ackOrder: 'asked', assessmentZone: 'private' })
    expect(asked([deals, klines])).toBe(`${deals},${klines}`)
    rules.core.house.exchange.changeRules('MXUSDT', { apiTrading: false })
    expect(asked([deals])).toBe(`Not Subscribed successfully! [${deals}].  Reason\uff1a Blocked! `)
    const { listenKey } = await call('POST', 'userDataStream')
    expect(asked([deals], listenKey)).toBe(deals)
  })

  test('a wrong choice changes nothing, and a reset restores the initial switches', async () => {
    const { rules, panel } = scene({ tradeIds: 'hex' })
    expect(await panel({ tradeIds: 'same', closeCode: '4000' })).toBe(400)
    expect(rules.switches.state.tradeIds).toBe('hex')
    expect(await panel({ tradeIds: 'same' })).toBe(200)
    rules.reset()
    expect(rules.switches.state).toEqual({ ...DEFAULT_SWITCHES, tradeIds: 'hex' })
  })
})

test('an unknown symbol is named before anything is opened', () => {
  const time = new VirtualTime(START)
  const world = { clock: time, timers: time, random: seededRandom(1), sign: nodeSign, log: silentLog }
  const start = () => openSandboxHandler({ seed: 1, bots: false, panel: false, symbols: ['MXUSDT', 'NOPE'] }, world)
  expect(start).toThrow(SandboxStartError)
  expect(start).toThrow('The sandbox has no symbol NOPE: choose from BTCUSDT')
})
