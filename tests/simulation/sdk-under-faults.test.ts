/** The SDK against what MEXC does on its bad days, done by the sandbox on purpose, on one line of virtual time. */

import {
  createRestClient,
  cumulativeDepth,
  type Drift,
  followBook,
  memoryKeyring,
  openMarketStreams,
  type OrderBook,
  openUserStream,
  placeOrder,
  cancelOrder,
  readChannel,
  restSnapshots,
  type RestClient,
  type UserStream,
} from '@spotdeck/mexc'
import { HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import { accountInformation, channels, openOrders, tickerPrice } from '@spotdeck/wire'
import { afterEach, describe, expect, it } from 'vitest'
import { CREDENTIALS, DEMO, REST_URL, sandboxInMemory, type SandboxScene, WS_URL } from './support/sandbox-in-memory.ts'
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) void one.close()
})

function scene(bots = false, symbols: readonly string[] = ['MXUSDT']): SandboxScene {
  const made = sandboxInMemory({ seed: 7, bots, symbols })
  open.push(made.rules)
  return made
}

function restOn({ world }: SandboxScene): RestClient {
  return createRestClient({ baseUrl: REST_URL, credentials: CREDENTIALS, world })
}

async function ended<T>(
  { time }: SandboxScene,
  work: Promise<T>,
  withinMs = 5 * MINUTE_MS,
): Promise<{ value?: T; error?: unknown }> {
  let result: { value?: T; error?: unknown } | undefined
  work.then(
    (value) => (result = { value }),
    (error: unknown) => (result = { error }),
  )
  await time.until(() => result !== undefined, withinMs)
  return result ?? {}
}

/** Follows the demo account; `told` is how the stream fared, `orders` what was heard of orders. */
function follow(one: SandboxScene, rest: RestClient) {
  const told: string[] = []
  const orders: string[] = []
  const stream: UserStream = openUserStream({
    rest,
    wsUrl: WS_URL,
    world: one.world,
    keyring: memoryKeyring(),
    handlers: {
      ready: (continuous) => told.push(`ready ${continuous}`),
      push: ({ body }) => {
        if (body.kind === 'privateOrders') orders.push(`${body.value.clientId} ${body.value.status}`)
      },
      lost: ({ code }) => told.push(`lost ${code}`),
      undecodable: (code) => told.push(code),
    },
  })
  open.push(stream)
  return { told, orders, stream }
}

const deep = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10' } as const

async function placeAndCancel(one: SandboxScene, rest: RestClient, clientOrderId: string): Promise<void> {
  const order = { ...deep, price: await deepPrice(one, rest), clientOrderId }
  expect((await ended(one, placeOrder(rest, order, one.world))).error).toBeUndefined()
  expect((await ended(one, cancelOrder(rest, { symbol: 'MXUSDT', clientOrderId }, one.world))).error).toBeUndefined()
}

async function deepPrice(one: SandboxScene, rest: RestClient): Promise<string> {
  const { value } = await ended(one, rest.call(tickerPrice, { symbol: 'MXUSDT' }))
  const price = value !== undefined && 'price' in value ? Number(value.price) : 2
  return (price * 0.96).toFixed(4)
}

describe('the private stream', () => {
  it('loses no push over the 24 h limit of a connection and the hour of a listen key', async () => {
    const one = scene()
    const rest = restOn(one)
    const { told, orders } = follow(one, rest)
    await one.time.until(() => told.length > 0)
    for (let hour = 1; hour <= 26; hour++) {
      await one.time.advance(HOUR_MS - MINUTE_MS)
      await placeAndCancel(one, rest, `at-hour-${hour}`)
      await one.time.advance(MINUTE_MS)
    }
    expect(told).toEqual(['ready false', 'ready true'])
    expect(orders).toEqual(Array.from({ length: 26 }, (_, i) => [`at-hour-${i + 1} 1`, `at-hour-${i + 1} 4`]).flat())
  })

  it('replaces an expired listen key and reports a possible gap', async () => {
    const one = scene()
    const rest = restOn(one)
    const { told, orders } = follow(one, rest)
    await one.time.until(() => told.length > 0)
    one.rules.faults.add({
      kind: 'expire-listen-key',
      target: { apiKey: CREDENTIALS.apiKey },
      probability: 1,
      times: 1,
    })
    await one.time.advance(35 * MINUTE_MS)
    expect(told.at(-1)).toBe('ready false')
    expect(told.length).toBeGreaterThan(1)
    await placeAndCancel(one, rest, 'afterwards')
    await one.time.advance(1_000)
    expect(orders).toEqual(['afterwards 1', 'afterwards 4'])
  })

  it('is replaced when it is silent without a close', async () => {
    const one = scene()
    const rest = restOn(one)
    const { told } = follow(one, rest)
    await one.time.until(() => told.length > 0)
    one.rules.faults.add({ kind: 'half-open', target: { connection: '1' }, probability: 1, durationMs: 10 * MINUTE_MS })
    await one.time.until(() => told.length > 2, 3 * MINUTE_MS)
    expect(told).toEqual(['ready false', 'lost SOCKET_SILENT', 'ready false'])
  })
})

describe('public channels', () => {
  it('that are rejected with Blocked! end with a typed error', async () => {
    const one = scene()
    one.rules.faults.add({ kind: 'blocked', target: { channel: 'aggre.deals' }, probability: 1 })
    const streams = openMarketStreams({ wsUrl: WS_URL, world: one.world })
    open.push(streams)
    const reading = readChannel(streams, channels.aggreDeals('MXUSDT'))
    const { error } = await ended(one, reading[Symbol.asyncIterator]().next())
    expect(error).toMatchObject({ name: 'ChannelRefused', code: 'CHANNEL_BLOCKED' })
  })

  it('that are silent on an open socket are subscribed on another', async () => {
    const one = scene(true)
    const streams = openMarketStreams({ wsUrl: WS_URL, world: one.world })
    open.push(streams)
    const reading = readChannel(streams, channels.aggreBookTicker('MXUSDT'), { policy: { keep: 'latest' } })
    await one.time.advance(5_000)
    const before = streams.health.channels[0]?.pushes ?? 0
    expect(before).toBeGreaterThan(5)
    one.rules.faults.add({ kind: 'stall', target: { connection: '1' }, probability: 1, durationMs: 10 * MINUTE_MS })
    await one.time.advance(70_000)
    expect(streams.health.channels[0]).toMatchObject({ silences: 1, state: 'live' })
    expect(streams.health.channels[0]?.pushes).toBeGreaterThan(before + 5)
    expect(reading.health).toMatchObject({ state: 'live', interruptions: 1 })
  })

  it('with lost, repeated, swapped and cut frames never leave a wrong local book', async () => {
    const one = scene(true, ['BTCUSDT'])
    const { rules, world, time } = one
    const truth = new Map<number, string>()
    const drawn = (side: readonly { readonly price: string; readonly quantity: string }[]): string =>
      side
        .slice(0, 20)
        .map(({ price, quantity }) => `${quantity}@${price}`)
        .join(' ')
    const remember = (): void => {
      const book = rules.exchange.book('BTCUSDT', 20)
      truth.set(Number(book.version), `${drawn(book.bids)} | ${drawn(book.asks)}`)
    }
    remember()
    rules.exchange.subscribe(remember)
    const streams = openMarketStreams({ wsUrl: WS_URL, world })
    open.push(streams)
    const wrong: number[] = []
    const stale: string[] = []
    let seen = 0
    const look = (book: OrderBook): void => {
      const own = `${drawn(cumulativeDepth(book, 'bids', 20))} | ${drawn(cumulativeDepth(book, 'asks', 20))}`
      const known = truth.get(book.version)
      if (known === undefined) return
      seen++
      if (known !== own) wrong.push(book.version)
    }
    const rest = createRestClient({ baseUrl: REST_URL, world })
    const follower = followBook({
      streams,
      snapshot: restSnapshots(rest),
      symbol: 'BTCUSDT',
      interval: '10ms',
      world,
      handlers: { changed: look, stale: (reason) => stale.push(reason) },
    })
    open.push(follower)
    for (const kind of ['drop', 'duplicate', 'reorder', 'corrupt'] as const) {
      rules.faults.add({ kind, target: { channel: 'aggre.depth' }, probability: 0.02, durationMs: 2 * MINUTE_MS })
    }
    await time.advance(3 * MINUTE_MS)
    expect(wrong).toEqual([])
    expect(seen).toBeGreaterThan(100)
    expect(stale.length).toBeGreaterThan(0)
    expect(follower.health.phase).toBe('live')

    // After a reconnect to a node that lags, the local book is ahead of it and has to start again.
    truth.clear()
    const before = follower.health
    rules.faults.add({ kind: 'version-back', target: {}, probability: 1, versions: 500_000 })
    expect(rules.faults.list()).toEqual([])
    await time.advance(MINUTE_MS)
    expect(wrong).toEqual([])
    expect(follower.health.phase).toBe('live')
    expect(follower.health.snapshots).toBeGreaterThan(before.snapshots)
    expect(follower.health.version).toBeLessThan(before.version ?? 0)
    expect(truth.has(follower.health.version ?? 0)).toBe(true)
  })

  it.each(['stall', 'half-open'] as const)(
    'that bring nothing any more (%s) leave no book live 2.5 s later',
    async (kind) => {
      const one = scene(true, ['BTCUSDT'])
      const streams = openMarketStreams({ wsUrl: WS_URL, world: one.world })
      open.push(streams)
      const stale: { readonly reason: string; readonly at: number }[] = []
      const follower = followBook({
        streams,
        snapshot: restSnapshots(createRestClient({ baseUrl: REST_URL, world: one.world })),
        symbol: 'BTCUSDT',
        world: one.world,
        handlers: { changed: () => undefined, stale: (reason) => stale.push({ reason, at: one.time.now() }) },
      })
      open.push(follower)
      await one.time.until(() => follower.book !== undefined, 10_000)
      await one.time.advance(5_000)
      expect([follower.health.phase, stale]).toEqual(['live', []])
      one.rules.faults.add({ kind, target: { connection: '1' }, probability: 1, durationMs: 10 * MINUTE_MS })
      const from = one.time.now()
      await one.time.until(() => stale.length > 0, 10_000)
      expect(stale[0]?.reason).toBe('SILENT')
      expect((stale[0]?.at ?? 0) - from).toBeLessThanOrEqual(2_600)
      await one.time.until(() => follower.book !== undefined, 10_000)
      await one.time.advance(60_000)
      const truth = Number(one.rules.exchange.book('BTCUSDT', 5).version)
      await one.time.advance(300)
      expect([stale.length, (follower.book?.version ?? 0) >= truth]).toEqual([1, true])
      expect(one.time.now() - (follower.book?.updatedAt ?? 0)).toBeLessThan(300)
    },
  )
})

describe('REST', () => {
  it.each([
    [429, 7],
    [418, 90],
  ])('sends nothing until a %i with Retry-After %i s is over', async (status, seconds) => {
    const one = scene()
    const rest = restOn(one)
    await ended(one, rest.call(accountInformation, {}))
    one.rules.faults.add({
      kind: 'rate-limit',
      target: {},
      probability: 1,
      times: 1,
      status,
      retryAfterSeconds: seconds,
    })
    const from = one.calls.length
    const first = await ended(one, rest.call(openOrders, { symbol: 'MXUSDT' }))
    const second = await ended(one, rest.call(accountInformation, {}))
    const [refused, ...later] = one.calls.slice(from)
    if (seconds < 45) expect(first.value).toEqual([])
    else {
      expect(first.error).toMatchObject({ code: 'IP_BANNED', httpStatus: 418, retryAfterMs: 90_000 })
      expect(second.error).toMatchObject({ code: 'RATE_LIMITED' })
    }
    for (const { at } of later) expect(at - (refused?.at ?? 0)).toBeGreaterThanOrEqual(seconds * 1_000)
  })

  it('has an order once on the exchange when 503 comes after execution', async () => {
    const one = scene()
    const rest = restOn(one)
    const price = await deepPrice(one, rest)
    one.rules.faults.add({
      kind: 'error-after',
      target: { endpoint: 'POST order' },
      probability: 1,
      times: 1,
      status: 503,
    })
    const { value } = await ended(one, placeOrder(rest, { ...deep, price, clientOrderId: 'once' }, one.world))
    expect(value).toMatchObject({ clientOrderId: 'once', state: { status: 'NEW' } })
    expect(
      one.rules.exchange.orders(DEMO, 'MXUSDT').filter(({ clientOrderId }) => clientOrderId === 'once'),
    ).toHaveLength(1)
  })

  it('reports that an order never arrived when 503 came instead of execution', async () => {
    const one = scene()
    const rest = restOn(one)
    const price = await deepPrice(one, rest)
    one.rules.faults.add({
      kind: 'error-before',
      target: { endpoint: 'POST order' },
      probability: 1,
      times: 1,
      status: 503,
    })
    const { error } = await ended(one, placeOrder(rest, { ...deep, price, clientOrderId: 'never' }, one.world))
    expect(error).toMatchObject({ code: 'ORDER_NEVER_ARRIVED' })
    expect(one.rules.exchange.orders(DEMO, 'MXUSDT')).toEqual([])
  })

  it('reads the exchange’s clock again when its time is rejected, and then reports CLOCK_OFF', async () => {
    const one = scene()
    const rest = restOn(one)
    await ended(one, rest.call(accountInformation, {}))
    one.rules.faults.add({ kind: 'wrong-clock', target: { endpoint: 'account' }, probability: 1, offsetMs: HOUR_MS })
    const from = one.calls.length
    const { error } = await ended(one, rest.call(accountInformation, {}))
    expect(error).toMatchObject({ code: 'CLOCK_REFUSED', exchangeCode: 700003, endpoint: 'accountInformation' })
    const asked = one.calls.slice(from).map(({ call }) => call)
    expect(asked).toEqual(['GET /api/v3/account', 'GET /api/v3/time', 'GET /api/v3/account'])
    one.rules.faults.clear()
    expect((await ended(one, rest.call(accountInformation, {}))).value).toBeDefined()
  })

  it('updates its clock offset when the exchange’s clock jumped, without an error', async () => {
    const one = scene()
    const rest = restOn(one)
    await ended(one, rest.call(accountInformation, {}))
    one.rules.faults.add({ kind: 'wrong-clock', target: {}, probability: 1, offsetMs: 90_000 })
    expect((await ended(one, rest.call(accountInformation, {}))).value).toBeDefined()
    expect(rest.exchangeNow() - one.time.now()).toBeGreaterThan(89_000)
  })
})

describe('protocol drift', () => {
  it('is tolerated, and every kind of it is reported', async () => {
    const one = scene()
    const heard = new Map<string, Drift>()
    const world = {
      ...one.world,
      hooks: { drift: (drift: Drift) => void heard.set(`${drift.kind} ${drift.where} ${drift.path}`, drift) },
    }
    const changed = { ...one, world }
    const { rules } = one
    rules.drift.set({ protobufField: true, orderStatus: true, orderType: true, changeReason: true, restField: true })
    const rest = restOn(changed)
    const { told, orders } = follow(changed, rest)
    await one.time.until(() => told.length > 0)
    const price = await deepPrice(changed, rest)
    expect((await ended(one, placeOrder(rest, { ...deep, price, clientOrderId: 'new' }, world))).error).toBeUndefined()
    const { value } = await ended(one, rest.call(openOrders, { symbol: 'MXUSDT' }))
    await one.time.advance(1_000)
    expect(value).toMatchObject([{ status: 'PENDING', type: 'PEGGED', newInV4: { value: '1' } }])
    expect(orders).toEqual(['new 9'])
    expect([...heard.keys()].sort()).toEqual(
      expect.arrayContaining([
        'UNKNOWN_FIELD openOrders [].newInV4',
        'UNKNOWN_FIELD spot@private.orders.v3.api.pb #3100',
        'UNKNOWN_FIELD spot@private.orders.v3.api.pb privateOrders#3101',
        'UNKNOWN_VALUE openOrders status',
        'UNKNOWN_VALUE openOrders type',
        'UNKNOWN_VALUE spot@private.account.v3.api.pb type',
        'UNKNOWN_VALUE spot@private.orders.v3.api.pb orderType',
        'UNKNOWN_VALUE spot@private.orders.v3.api.pb status',
      ]),
    )
  })
})
