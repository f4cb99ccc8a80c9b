import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { accountInformation, buildChannel, channels, ping, tickerPrice } from '@spotdeck/wire'
import { beforeEach, expect, it } from 'vitest'
import { MexcClient, type MexcClientOptions } from './client.ts'
import { AuthError, ClientClosed } from './errors/mexc-error.ts'
import { CLOCK, json, refusal, ScriptedRest } from './testing/scripted-rest.ts'
import { PrivateExchange } from './testing/private-exchange.ts'
import { settled } from './testing/settled.ts'
import type { AccountEvent } from './user-stream/read-account.ts'
import { type TestWorld, virtualWorld } from './testing/virtual-world.ts'

let world: TestWorld
beforeEach(() => {
  world = virtualWorld()
})

async function ended<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  const end = settled(work)
  await world.time.until(() => end.isDone)
  return end.result
}

it.each<readonly [string, MexcClientOptions, string]>([
  ['MEXC itself', {}, 'api.mexc.com'],
  ['MEXC by name', { preset: 'live' }, 'api.mexc.com'],
  ['a sandbox', { preset: 'sandbox' }, '127.0.0.1:9090'],
  ['a sandbox elsewhere', { preset: 'sandbox', port: 21_001 }, '127.0.0.1:21001'],
  ['any host', { preset: 'custom', restUrl: 'https://x.example', wsUrl: 'wss://x.example/ws' }, 'x.example'],
])('speaks to %s', async (_name, options, host) => {
  const exchange = new ScriptedRest(() => world.time.now())
  exchange.on('GET /api/v3/ping', json({}))
  world.network.serve(host, { http: exchange.http })
  expect(await ended(new MexcClient({ ...options, world }).call(ping, {}))).toEqual({ value: {} })
})

it('places an order, and keeps its streams, whatever its log does', async () => {
  const exchange = new PrivateExchange(world)
  exchange.rest
    .on('POST /api/v3/order', json({ orderId: 'C02__1' }))
    .on('GET /api/v3/exchangeInfo', json({ symbols: [] }))
  const broken = (): never => {
    throw new Error('the disk is full')
  }
  const client = new MexcClient({
    preset: 'custom',
    restUrl: 'https://rest.example',
    wsUrl: 'wss://stream.example/ws',
    credentials: { apiKey: 'mx0key', secret: 'secret' },
    log: { debug: broken, info: broken, warn: broken, error: broken },
    world,
  })
  const told: string[] = []
  client.userStream({ ready: () => told.push('ready'), push: () => undefined })
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '10' } as const
  expect(await ended(client.placeOrder(order))).toMatchObject({ value: { orderId: 'C02__1' } })
  await world.time.until(() => told.length > 0)
  exchange.stream.closeAll()
  await world.time.until(() => told.length > 1)
  await ended(client.close())
})

it('refuses plain text to another machine', () => {
  const options = { preset: 'custom', restUrl: 'http://x.example', wsUrl: 'ws://x.example/ws', world } as const
  expect(() => new MexcClient(options)).toThrow('Refuses http')
})

it('brings the account and a channel as loops, and counts the drift of all of them in one place', async () => {
  const exchange = new PrivateExchange(world)
  exchange.rest.on('GET /api/v3/ticker/price', json({ symbol: 'X', price: '1', more: 1 }))
  const heard: string[] = []
  const client = new MexcClient({
    preset: 'custom',
    restUrl: 'https://rest.example',
    wsUrl: 'wss://stream.example/ws',
    credentials: { apiKey: 'mx0key', secret: 'secret' },
    hooks: { drift: ({ kind, path }) => void heard.push(`${kind} ${path}`) },
    world,
  })
  const account = client.account()
  const events: string[] = []
  const loop = settled(
    (async () => {
      for await (const event of account) events.push(event.type === 'push' ? event.push.body.kind : event.type)
    })(),
  )
  const trades = client.read(channels.aggreDeals('MXUSDT'))
  const first = settled(trades[Symbol.asyncIterator]().next())
  await world.time.advance(5_000)
  const value = {
    vcoinName: 'MX',
    coinId: '',
    balanceAmount: '1',
    balanceAmountChange: '1',
    frozenAmount: '0',
    frozenAmountChange: '0',
    type: 'AIRDROP',
    time: 1,
  }
  exchange.stream.push({ channel: 'spot@private.account.v3.api.pb', body: { kind: 'privateAccount', value } })
  const deals = [{ price: '1', quantity: '1', tradeType: 7, time: 1, tradeId: '' }]
  exchange.stream.push({
    channel: buildChannel(channels.aggreDeals('MXUSDT')),
    body: { kind: 'publicAggreDeals', value: { deals, eventType: '' } },
  })
  await world.time.advance(100)
  await ended(client.call(tickerPrice, { symbol: 'X' }))
  expect(events).toEqual(['ready', 'privateAccount'])
  expect(first.result.value).toMatchObject({ done: false, value: { body: { value: { deals } } } })
  expect(heard).toEqual(['UNKNOWN_VALUE type', 'UNKNOWN_VALUE deals.tradeType', 'UNKNOWN_FIELD more'])
  expect(client.drift.total).toBe(3)
  await ended(account.close())
  trades.close()
  expect(loop.isDone).toBe(true)
  await ended(client.close())
  await world.time.advance(10_000)
  expect([exchange.stream.open.length, world.time.waiting]).toEqual([0, 0])
})

const CUSTOM = {
  preset: 'custom',
  restUrl: 'https://rest.example',
  wsUrl: 'wss://stream.example/ws',
  credentials: { apiKey: 'mx0key', secret: 'secret' },
} as const

it('ends the account’s loop with the error when the key is refused', async () => {
  const exchange = new PrivateExchange(world)
  exchange.fails('create', refusal(700002, 'Signature for this request is not valid.'))
  const client = new MexcClient({ ...CUSTOM, world })
  const events: string[] = []
  const loop = (async () => {
    for await (const event of client.account()) events.push(event.type)
  })()
  expect((await ended(loop)).error).toBeInstanceOf(AuthError)
  expect(new Set(events)).toEqual(new Set(['lost']))
  await ended(client.close())
  expect(world.time.waiting).toBe(0)
})

it('has no account stream without credentials, and says so at once', () => {
  const { credentials: _none, ...open } = CUSTOM
  expect(() => new MexcClient({ ...open, world }).account()).toThrow('needs an API key')
})

it.each([
  [{ symbol: 'MXUSTD', price: '2' }, 'UNKNOWN_SYMBOL', 'Did you mean MXUSDT?'],
  [{ symbol: 'MXUSDT', price: '2.12345' }, 'ORDER_REJECTED', 'The price must be a multiple of 0.0001. Correct the'],
  [{ symbol: 'MXUSDT', price: '0.2' }, 'ORDER_REJECTED', 'The order is worth 0.8 USDT; at least 1 is needed.'],
])('never sends an order that cannot be meant: %o', async (wrong, code, text) => {
  const exchange = new ScriptedRest(() => world.time.now())
  const digits = {
    quoteAssetPrecision: 4,
    baseAssetPrecision: 2,
    orderTypes: ['LIMIT'],
    isSpotTradingAllowed: true,
    quoteAmountPrecision: '1',
  }
  const listed = { symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT', status: '1', ...digits }
  exchange.on('GET /api/v3/exchangeInfo', json({ symbols: [listed] }))
  world.network.serve('rest.example', { http: exchange.http })
  const client = new MexcClient({ ...CUSTOM, world })
  const { error } = await ended(client.placeOrder({ side: 'BUY', type: 'LIMIT', quantity: '4', ...wrong }))
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) as unknown })
  expect(exchange.seen('POST /api/v3/order')).toEqual([])
})

it('tells the account’s loop that a balance push never came', async () => {
  const exchange = new PrivateExchange(world)
  const client = new MexcClient({ ...CUSTOM, world })
  const events: AccountEvent[] = []
  const loop = settled(
    (async () => {
      for await (const event of client.account()) events.push(event)
    })(),
  )
  await world.time.advance(5_000)
  const change = (balanceAmount: string): void => {
    const value = {
      vcoinName: 'MX',
      coinId: '',
      balanceAmount,
      balanceAmountChange: '-1',
      frozenAmount: '0',
      frozenAmountChange: '0',
      type: 'ENTRUST',
      time: 1,
    }
    exchange.stream.push({ channel: 'spot@private.account.v3.api.pb', body: { kind: 'privateAccount', value } })
  }
  for (const left of ['9', '8', '6']) change(left)
  await world.time.advance(1_000)
  expect(events.map(({ type }) => type)).toEqual(['ready', 'push', 'push', 'push', 'missed'])
  expect(events.at(-1)).toEqual({ type: 'missed', count: 1, what: { asset: 'MX' } })
  await ended(client.close())
  expect(loop.isDone).toBe(true)
})

it('rejects the calls that wait or come after it was closed, and none of them is sent', async () => {
  const exchange = new ScriptedRest(() => world.time.now())
  exchange.on('GET /api/v3/account', () => json({ balances: [] }))
  world.network.serve('rest.example', { http: exchange.http })
  const client = new MexcClient({ ...CUSTOM, world })
  const calls = Array.from({ length: 60 }, () => settled(client.call(accountInformation, {})))
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '5' } as const
  const placing = settled(client.placeOrder(order))
  await world.time.advance(200)
  await ended(client.close())
  await world.time.advance(100)
  expect(calls.filter(({ isDone }) => !isDone)).toHaveLength(0)
  expect(calls.filter(({ result }) => result.error instanceof ClientClosed).length).toBeGreaterThan(30)
  expect(placing.isDone).toBe(true)
  const sent = exchange.seen().length
  const { error } = await ended(client.call(accountInformation, {}))
  expect(error).toMatchObject({ code: 'CLIENT_CLOSED', endpoint: 'accountInformation' })
  await world.time.advance(60_000)
  expect([exchange.seen().length, world.time.waiting]).toEqual([sent, 0])
})

it('closes everything that it opened, its listen key included, and opens nothing afterwards', async () => {
  const exchange = new PrivateExchange(world)
  exchange.rest.on('GET /api/v3/depth', json({ lastUpdateId: 5, bids: [['1', '2']], asks: [] }))
  tick(exchange)
  const client = new MexcClient({
    preset: 'custom',
    restUrl: 'https://rest.example',
    wsUrl: 'wss://stream.example/ws',
    credentials: { apiKey: 'mx0key', secret: 'secret' },
    world,
  })
  const told: string[] = []
  client.userStream({ ready: () => told.push('ready'), push: () => undefined })
  client.book('MXUSDT', { changed: (book) => told.push(`book v${book.version}`) })
  await world.time.advance(10_000)
  expect(told.sort()).toEqual(['book v5', 'ready'])
  expect(exchange.stream.open).toHaveLength(2)
  await ended(Promise.all([client.close(), client.close()]))
  await world.time.advance(10_000)
  expect([exchange.stream.open.length, exchange.valid().length, world.time.waiting]).toEqual([0, 0, 0])
  expect(client.streams.health).toEqual({ sockets: [], channels: [] })
  expect(() => client.streams.subscribe(channels.aggreDeals('MXUSDT'), { push: () => undefined })).toThrow('closed')
  expect(() => client.read(channels.aggreDeals('MXUSDT'))).toThrow('closed')
  expect(() => client.userStream({ ready: () => undefined, push: () => undefined })).toThrow('closed')
})

/** A book ticker at version 5, every 100 ms for 10 s. */
function tick({ stream }: PrivateExchange, symbol = 'MXUSDT'): void {
  const value = { bidPrice: '1', bidQuantity: '2', askPrice: '', askQuantity: '', version: '5', lastOrderCreateTime: 0 }
  const channel = buildChannel(channels.aggreBookTicker(symbol))
  const push = () => stream.push({ channel, body: { kind: 'publicAggreBookTicker', value } })
  for (let n = 0; n < 100; n++) world.time.after(n * 100, push)
}

/** A promise that a test resolves by hand. */
function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open: () => open(), opened }
}

it.each<readonly [string, (client: MexcClient) => Promise<unknown>]>([
  ['a signed call', (client) => client.call(accountInformation, {})],
  [
    'a private stream',
    async (client: MexcClient) => client.userStream({ ready: () => undefined, push: () => undefined }),
  ],
])('uses its connection every 25 s after %s, so that it is open when an order comes', async (_name, begin) => {
  const { rest } = new PrivateExchange(world)
  rest.on('GET /api/v3/account', json({ balances: [] })).on('GET /api/v3/ping', json({}))
  const client = new MexcClient({ ...CUSTOM, world })
  await ended(client.call(ping, {}))
  await world.time.advance(60_000)
  expect(rest.calls.filter(({ call }) => call !== 'GET /api/v3/ping')).toEqual([])
  await ended(begin(client))
  await world.time.advance(10_000)
  const from = rest.calls.length
  await world.time.advance(300_000)
  const [, ...later] = rest.calls.slice(from).filter(({ call }) => call === CLOCK)
  const clocks = rest.seen(CLOCK).length
  const seconds = later.map(({ at }, n) => Math.round((at - (later[n - 1]?.at ?? Number.NaN)) / 1_000))
  expect(seconds.slice(1)).toEqual(Array<number>(10).fill(25))
  await ended(client.close())
  await world.time.advance(60_000)
  expect([rest.seen(CLOCK).length, world.time.waiting]).toEqual([clocks, 0])
})

it.each([
  ['is lost when its pushes stop while PING is answered', {}, ['ready', 'HEARTBEAT_SILENT']],
  ['goes on without the heartbeat', { heartbeat: false }, ['ready']],
] as const)('has a private stream that %s', async (_name, options, expected) => {
  const exchange = new PrivateExchange(world)
  const client = new MexcClient({ ...CUSTOM, ...options, world })
  const told: string[] = []
  client.userStream({
    ready: () => told.push('ready'),
    push: () => undefined,
    lost: ({ code }) => told.push(code),
  })
  tick(exchange, 'BTCUSDT')
  await world.time.advance(10_000 + 6_000)
  expect(told).toEqual(expected)
  await ended(client.close())
})

it('closes everything at the end of an `await using` block', async () => {
  const exchange = new PrivateExchange(world)
  exchange.rest.on('GET /api/v3/depth', json({ lastUpdateId: 5, bids: [['1', '2']], asks: [] }))
  tick(exchange)
  const { open, opened: used } = gate()
  const block = async (): Promise<void> => {
    await using client = new MexcClient({ ...CUSTOM, world })
    client.userStream({ ready: () => undefined, push: () => undefined })
    client.book('MXUSDT', { changed: () => undefined })
    await used
  }
  const end = block()
  await world.time.advance(10_000)
  expect(exchange.stream.open).toHaveLength(2)
  open()
  expect(await ended(end)).toEqual({ value: undefined })
  await world.time.advance(10_000)
  expect([exchange.stream.open.length, exchange.valid().length, world.time.waiting]).toEqual([0, 0, 0])
})

it('closes a stream, a loop or a book alone at the end of its `await using` block, not the client', async () => {
  const exchange = new PrivateExchange(world)
  exchange.rest
    .on('GET /api/v3/depth', json({ lastUpdateId: 5, bids: [['1', '2']], asks: [] }))
    .on('GET /api/v3/ping', json({}))
  tick(exchange)
  const client = new MexcClient({ ...CUSTOM, world })
  const { open, opened: used } = gate()
  const block = async (): Promise<void> => {
    await using followed = client.book('MXUSDT', { changed: () => undefined })
    await using trades = client.read(channels.aggreDeals('MXUSDT'))
    await using stream = client.userStream({ ready: () => undefined, push: () => undefined })
    await using account = client.account()
    await used
    expect([followed.health.phase, trades.health.state]).toEqual(['live', 'live'])
    expect([stream.health.connected, account.health.connected]).toEqual([true, true])
  }
  const end = block()
  await world.time.advance(10_000)
  open()
  expect(await ended(end)).toEqual({ value: undefined })
  await world.time.advance(10_000)
  // The timer is that of the connection that stays open for orders.
  expect([client.streams.health.channels, exchange.stream.open.length, world.time.waiting]).toEqual([[], 0, 1])
  expect(await ended(client.call(ping, {}))).toEqual({ value: {} })
  const { streams } = client
  await streams[Symbol.asyncDispose]()
  expect(() => streams.subscribe(channels.aggreDeals('MXUSDT'), { push: () => undefined })).toThrow('closed')
  await ended(client.close())
})

it('ends a loop by a timeout that nobody else holds, whatever the collector frees', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  new PrivateExchange(world)
  const client = new MexcClient({ ...CUSTOM, world })
  const read = async (events: AsyncIterable<unknown>): Promise<void> => {
    for await (const _event of events);
  }
  const loops = [
    read(client.account({ signal: AbortSignal.timeout(300) })),
    read(client.read(channels.aggreDeals('MXUSDT'), { signal: AbortSignal.timeout(300) })),
  ].map(settled)
  const ends = (): readonly boolean[] => {
    collect()
    return loops.map(({ isDone }) => isDone)
  }
  await expect.poll(ends, { timeout: 2_000, interval: 20 }).toEqual([true, true])
  await ended(client.close())
})
