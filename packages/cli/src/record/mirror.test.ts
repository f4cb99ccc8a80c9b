import { isDeepStrictEqual } from 'node:util'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { decimal } from '@spotdeck/exact'
import { openDesk } from '@spotdeck/gateway'
import { memoryStorage } from '@spotdeck/gateway/testing'
import { MexcClient, createRestClient, openMarketStreams, openUserStream } from '@spotdeck/mexc'
import { type StartedSandbox, startSandbox } from '@spotdeck/sandbox'
import { decodePush, subscriptionRequest, buildChannel } from '@spotdeck/wire'
import { afterEach, describe, expect, it } from 'vitest'
import { openMirror, streamsOf } from './mirror.ts'
import { recordedChannels } from './market-recorder.ts'

const SYMBOLS = ['BTCUSDT', 'MXUSDT']
const START = Date.UTC(2026, 8, 23, 11, 57, 48)

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Rows = readonly (readonly [string, string])[]

/** A source with bots and its mirror, on one virtual time. */
async function mirrored() {
  const time = new VirtualTime(START)
  const machine = { clock: time, timers: time, random: seededRandom(7), sign: nodeSign, log: silentLog }
  const switches = { depthSnapshot: 'current' } as const
  const source = await startSandbox({
    port: false,
    bots: true,
    demo: false,
    symbols: SYMBOLS,
    world: machine,
    switches,
  })
  closing.push(() => source.close())
  const network = { fetch: source.fetch, openSocket: source.openSocket }
  const address = { rest: source.restUrl, ws: source.wsUrl, allowPlain: false }
  const feed = await settled(time, openMirror({ ...address, symbols: SYMBOLS, world: { ...machine, ...network } }))
  const mirror = await startSandbox({ port: false, feed, world: machine })
  closing.push(() => mirror.close())
  const get = async (from: StartedSandbox, path: string): Promise<unknown> => {
    const url = `http://localhost/api/v3/${path}`
    return JSON.parse((await settled(time, from.fetch({ method: 'GET', url, timeoutMs: 60_000 }), 0)).body) as unknown
  }
  return { time, source, mirror, machine, get }
}

/** Runs virtual time until the promise has settled. */
async function settled<T>(time: VirtualTime, work: Promise<T>, stepMs = 100): Promise<T> {
  let over = false
  const ended = work.finally(() => (over = true)).catch(() => undefined)
  for (let n = 0; n < 4_000 && !over; n++) await time.advance(stepMs)
  await ended
  return work
}

type Pair = Awaited<ReturnType<typeof mirrored>>

async function bookOf({ get }: Pick<Pair, 'get'>, from: StartedSandbox, symbol: string) {
  return (await get(from, `depth?symbol=${symbol}&limit=5000`)) as { readonly bids: Rows; readonly asks: Rows }
}

/** Signed calls of an account of a sandbox, by the SDK. */
function clientOf(
  { machine }: Pick<Pair, 'machine'>,
  sandbox: StartedSandbox,
  credentials: { apiKey: string; secret: string },
) {
  const world = { ...machine, fetch: sandbox.fetch, openSocket: sandbox.openSocket }
  const client = new MexcClient({
    preset: 'custom',
    restUrl: sandbox.restUrl,
    wsUrl: sandbox.wsUrl,
    credentials,
    world,
  })
  closing.push(() => client.close())
  return client
}

describe('a mirror', () => {
  it('has the books of its source within a push, its prints, candles and day tickers', async () => {
    const pair = await mirrored()
    const { time, source, mirror, get } = pair
    // Prices of the pushes from now on: what the source has changed since its last push.
    const pushed: { readonly symbol: string; readonly at: number; readonly price: number }[] = []
    const socket = source.openSocket(source.wsUrl, {
      opened: () =>
        socket.send(
          subscriptionRequest(
            SYMBOLS.map((one) => buildChannel({ kind: 'aggreDepth', symbol: one, interval: '100ms' })),
          ),
        ),
      message(data) {
        const push = typeof data === 'string' ? undefined : decodePush(data)
        if (push?.body.kind !== 'publicAggreDepths') return
        for (const { price } of [...push.body.value.bids, ...push.body.value.asks])
          pushed.push({ symbol: push.symbol ?? '', at: push.sendTime ?? 0, price: Number(price) })
      },
      closed: () => undefined,
    })
    await time.advance(90_000)
    for (let n = 0; n < 5; n++) {
      await time.advance(7_035)
      const at = time.now()
      const books = []
      for (const symbol of SYMBOLS)
        books.push({ symbol, there: await bookOf(pair, source, symbol), here: await bookOf(pair, mirror, symbol) })
      await time.advance(200)
      for (const { symbol, there, here } of books) {
        const untold = new Set(pushed.filter((one) => one.symbol === symbol && one.at > at).map(({ price }) => price))
        for (const side of ['bids', 'asks'] as const) {
          const told = (rows: Rows): Rows => rows.filter(([price]) => !untold.has(Number(price)))
          expect(told(here[side])).toEqual(told(there[side]))
          expect(here[side].length).toBeGreaterThan(200)
        }
      }
    }
    for (const symbol of SYMBOLS) {
      // Prints come with the next push.
      const before = time.now() - 200
      const printsOf = async (from: StartedSandbox): Promise<unknown> =>
        ((await get(from, `trades?symbol=${symbol}&limit=300`)) as { time: number }[])
          .filter((one) => one.time < before)
          .slice(0, 100)
      expect(await printsOf(mirror)).toEqual(await printsOf(source))
      const candlesOf = async (from: StartedSandbox): Promise<unknown> =>
        ((await get(from, `klines?symbol=${symbol}&interval=1m&limit=100`)) as unknown[]).slice(0, -1)
      expect(await candlesOf(mirror)).toEqual(await candlesOf(source))
    }
    // A print of the last push is on its way; the touch changes between pushes.
    const dayOf = async (from: StartedSandbox): Promise<unknown> => {
      const rows = (await get(from, 'ticker/24hr')) as readonly Readonly<Record<string, unknown>>[]
      return rows.map(({ bidPrice: _1, bidQty: _2, askPrice: _3, askQty: _4, ...day }) => day)
    }
    const sameDay = async (): Promise<boolean> => isDeepStrictEqual(await dayOf(mirror), await dayOf(source))
    for (let n = 0; n < 50 && !(await sameDay()); n++) await time.advance(100)
    expect(await dayOf(mirror)).toEqual(await dayOf(source))
    const rulesOf = async (from: StartedSandbox) => ((await get(from, 'exchangeInfo')) as { symbols: unknown }).symbols
    expect(await rulesOf(mirror)).toEqual(await rulesOf(source))
  }, 120_000)

  it('halts a symbol while its source is away, fills nothing of that time, and comes back healed', async () => {
    const pair = await mirrored()
    const { time, source, mirror } = pair
    await time.advance(2_000)
    const bob = mirror.createAccount({ balances: { USDT: '1000' } })
    const client = clientOf(pair, mirror, bob)
    const [price = ''] = (await bookOf(pair, mirror, 'MXUSDT')).bids[0] ?? []
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price, quantity: '30' } as const
    const { orderId } = await settled(time, client.placeOrder(order), 1)
    const [fault] = ['drop', 'refuse'].map((kind) => source.faults.add({ kind, target: {}, probability: 1 } as never))
    expect(fault).toBeDefined()
    const executed = (): string | undefined => mirror.truth(bob.apiKey).orders[0]?.executedQuantity
    for (let n = 0; n < 100 && (await stateOf(pair))['MXUSDT'] === undefined; n++) await time.advance(100)
    expect(await stateOf(pair)).toMatchObject({ MXUSDT: expect.any(String) as string })
    const before = executed()
    await expect(settled(time, client.placeOrder(order), 1)).rejects.toMatchObject({ code: 'ORDER_REJECTED' })
    // The price goes away and comes back: nothing of it is filled here.
    await time.advance(120_000)
    expect(executed()).toBe(before)
    source.faults.clear()
    for (let n = 0; n < 600 && Object.keys(await stateOf(pair)).length > 0; n++) await time.advance(100)
    expect(await stateOf(pair)).toEqual({})
    expect(executed()).toBe(before)
    await settled(time, client.cancelOrder({ symbol: 'MXUSDT', orderId }), 1)
    await time.advance(1_000)
    const [here, there] = [await bookOf(pair, mirror, 'MXUSDT'), await bookOf(pair, source, 'MXUSDT')]
    expect(Math.abs(here.bids.length - there.bids.length)).toBeLessThan(10)
  }, 120_000)

  it('fills orders at the touch by what its source prints; a gateway that follows the account comes to equal the truth', async () => {
    const pair = await mirrored()
    const { time, source, mirror, machine, get } = pair
    const bob = mirror.createAccount({ balances: { USDT: '5000', BTC: '0.1' } })
    const config = {
      accounts: [{ id: 'bob', label: 'Bob', credentials: bob, trading: true }],
      restUrl: mirror.restUrl,
      wsUrl: mirror.wsUrl,
      dataDir: '/nowhere',
      sandbox: true,
    }
    const world = { ...machine, fetch: mirror.fetch, openSocket: mirror.openSocket }
    const sdk = { createRestClient, openUserStream, openMarketStreams }
    const storage = memoryStorage({ ledgers: new Map(), listenKeys: new Map() })
    const running = await settled(time, openDesk(config, world, { sdk, storage }))
    closing.push(() => settled(time, running.close()))
    const isLive = (): boolean => running.desk.accounts()[0]?.status.state === 'live'
    for (let n = 0; n < 300 && !isLive(); n++) await time.advance(100)
    expect(isLive()).toBe(true)

    const client = clientOf(pair, mirror, bob)
    const { bids, asks } = await bookOf(pair, mirror, 'BTCUSDT')
    const [bid, ask] = [bids[0]?.[0] ?? '', asks[0]?.[0] ?? '']
    const placedAt = time.now()
    const order = { symbol: 'BTCUSDT', type: 'LIMIT', quantity: '0.02' } as const
    await settled(time, client.placeOrder({ ...order, side: 'BUY', price: bid }), 1)
    await settled(time, client.placeOrder({ ...order, side: 'SELL', price: ask }), 1)
    const truth = () => mirror.truth(bob.apiKey)
    const executed = (side: string): number =>
      Number(truth().orders.find((one) => one.side === side)?.executedQuantity ?? 0)
    const filled = (): boolean => executed('BUY') > 0 || executed('SELL') > 0
    for (let n = 0; n < 900 && !filled(); n++) await time.advance(100)
    expect(filled()).toBe(true)
    const prints = (await get(source, 'trades?symbol=BTCUSDT&limit=1000')) as readonly {
      readonly price: string
      readonly qty: string
      readonly time: number
    }[]
    const printed = (meets: (price: number) => boolean): number =>
      prints
        .filter((one) => one.time > placedAt && meets(Number(one.price)))
        .reduce((sum, one) => sum + Number(one.qty), 0)
    expect(executed('BUY')).toBeLessThanOrEqual(printed((price) => price <= Number(bid)))
    expect(executed('SELL')).toBeLessThanOrEqual(printed((price) => price >= Number(ask)))

    await time.advance(5_000)
    const held = running.desk.account('bob')?.snapshot().assets ?? []
    const told = Object.fromEntries(held.map(({ asset, free, locked }) => [asset, { free, locked }]))
    for (const [asset, balance] of Object.entries(truth().balances))
      expect([asset, told[asset]]).toEqual([asset, balance])
    expect(truth().deals.every((deal) => deal.isMaker && deal.price === decimal(deal.side === 'BUY' ? bid : ask))).toBe(
      true,
    )
  }, 120_000)

  it('closes its streams with the exchange', async () => {
    const { time, source, mirror } = await mirrored()
    const connections = async (): Promise<number> => {
      const url = 'http://localhost/sandbox/state'
      const { body } = await settled(time, source.fetch({ method: 'GET', url, timeoutMs: 60_000 }), 0)
      return (JSON.parse(body) as { connections: number }).connections
    }
    expect(await connections()).toBeGreaterThan(0)
    await mirror.close()
    await time.advance(1_000)
    expect(await connections()).toBe(0)
  })

  it('derives the address of the streams', () => {
    expect(streamsOf('https://api.mexc.com')).toBe('wss://wbs-api.mexc.com/ws')
    expect(streamsOf('http://127.0.0.1:9090')).toBe('ws://127.0.0.1:9090/ws')
    expect(recordedChannels('MXUSDT')).toHaveLength(2)
  })
})

/** Halted symbols of the mirror, and why. */
async function stateOf({ time, mirror }: Pair): Promise<Readonly<Record<string, string>>> {
  const url = 'http://localhost/sandbox/state'
  const { body } = await settled(time, mirror.fetch({ method: 'GET', url, timeoutMs: 60_000 }), 0)
  return (JSON.parse(body) as { feed: { halted: Readonly<Record<string, string>> } }).feed.halted
}
