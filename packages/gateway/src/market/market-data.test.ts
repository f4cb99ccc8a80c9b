import { type MarketStreams, createLimiter, createRestClient } from '@spotdeck/mexc'
import { type HttpAnswer, type HttpRequest, MINUTE_MS, silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { accountInformation, allOrders, placeOrder } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import type { MarketCaller } from '@spotdeck/edge'
import { MarketDataService } from './market-data.ts'

const OWNER: MarketCaller = { key: 'mine', audience: 'owner' }
const LINK: MarketCaller = { key: 'link', audience: 'public' }
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/api/v3/time': { serverTime: 1_767_225_600_000 },
  '/api/v3/klines': [],
  '/api/v3/trades': [],
  '/api/v3/depth': { lastUpdateId: 7, bids: [['2.40', '3']], asks: [['2.5', '4.0']] },
  '/api/v3/account': { balances: [] },
  '/api/v3/allOrders': [],
  '/api/v3/order': { orderId: 'C02__1', symbol: 'MXUSDT' },
}

/** Market data over the true client and its limits; `left` has the path of each call in the order in which they left. */
function desk() {
  const time = new VirtualTime()
  const left: string[] = []
  const fetch = async ({ url }: HttpRequest): Promise<HttpAnswer> => {
    const { pathname } = new URL(url)
    left.push(pathname)
    await new Promise<void>((resolve) => time.after(50, resolve))
    return { status: 200, headers: {}, body: JSON.stringify(ANSWERS[pathname]) }
  }
  const openSocket = (): never => {
    throw new Error('No sockets here.')
  }
  const world = {
    clock: time,
    timers: time,
    random: seededRandom(1),
    log: silentLog,
    sign: nodeSign,
    fetch,
    openSocket,
  }
  const rest = createRestClient({
    baseUrl: 'https://mexc.example',
    credentials: { apiKey: 'mx0aBYs33eIilxBWC5', secret: '45d0b3c26f2644f19bfb98b07741b2f5' },
    limiter: createLimiter(world),
    world,
  })
  const streams: MarketStreams = { subscribe: () => () => {}, renew: () => {}, close: async () => {} }
  const market = new MarketDataService({ rest, streams, world, publish: () => {} })
  /** Number of calls that leave before the one to `path`, which `work` makes, from now on. */
  const callsAhead = async (path: string, work: () => Promise<unknown>): Promise<number> => {
    const from = left.length
    void work().catch(() => {})
    for (let waited = 0; !left.includes(path, from) && waited < 60_000; waited += 10) await time.advance(10)
    return left.slice(from).indexOf(path)
  }
  return { time, left, rest, market, callsAhead }
}

/** A guest that asks for 30 pages of klines a second, each of another span, and forgets them. */
function flood({ time, market }: ReturnType<typeof desk>, by: MarketCaller): string[] {
  const answers: string[] = []
  let page = 0
  const ask = (): void => {
    const from = time.now() - ++page * 1_000 * MINUTE_MS
    const asked = market.klines('MXUSDT', '1m', { by, from, to: from + MINUTE_MS, limit: 1 })
    void asked.then(({ kind }) => answers.push(kind))
    time.after(33, ask)
  }
  ask()
  return answers
}

describe('market data that a guest asks for', () => {
  it('leaves the owner’s orders, reconciliation and history at most a few calls behind, however much it is', async () => {
    const setting = desk()
    const { time, rest, market, callsAhead } = setting
    void rest.syncClock()
    await time.advance(100)
    const answers = flood(setting, LINK)
    await time.advance(20_000)
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId: 'mine' } as const
    const placed = await callsAhead('/api/v3/order', async () => {
      await market.orderBook('MXUSDT')
      await rest.call(placeOrder, order)
    })
    expect(placed).toBeGreaterThanOrEqual(1)
    expect(placed).toBeLessThanOrEqual(3)
    expect(await callsAhead('/api/v3/account', () => rest.call(accountInformation, {}))).toBeLessThanOrEqual(2)
    expect(
      await callsAhead('/api/v3/trades', () => market.trades('MXUSDT', { limit: 1, by: OWNER })),
    ).toBeLessThanOrEqual(2)
    const past = () => rest.call(allOrders, { symbol: 'MXUSDT' }, { priority: 'background' })
    expect(await callsAhead('/api/v3/allOrders', past)).toBeLessThanOrEqual(3)
    expect(new Set(answers)).toEqual(new Set(['found', 'limited']))
  })

  it('takes at most three calls a second from the limits of the exchange', async () => {
    const setting = desk()
    flood(setting, LINK)
    flood(setting, { key: 'other', audience: 'viewer' })
    await setting.time.advance(20_000)
    expect(setting.left.length).toBeGreaterThan(40)
    expect(setting.left.length).toBeLessThanOrEqual(63)
  })

  it('is shared by all guests for three seconds, and not with the owner', async () => {
    const { time, left, market } = desk()
    const ask = (by: MarketCaller) => market.book('MXUSDT', by)
    const guests = Array.from({ length: 40 }, (_, n) => ask({ key: `link ${n}`, audience: 'viewer' }))
    await time.advance(2_000)
    expect(new Set((await Promise.all(guests)).map(({ kind }) => kind))).toEqual(new Set(['found']))
    await ask(LINK)
    expect(left).toHaveLength(1)
    void ask(OWNER)
    await time.advance(100)
    expect(left).toHaveLength(2)
  })

  it('is refused to a credential whose reads wait, and still read for another', async () => {
    const { time, market } = desk()
    const ask = (n: number, by: MarketCaller) => market.book(`COIN${n}USDT`, by)
    const many = Array.from({ length: 7 }, (_, n) => ask(n, LINK))
    const other = ask(8, { key: 'other', audience: 'viewer' })
    await time.advance(4_000)
    expect((await Promise.all(many)).at(-1)).toEqual({ kind: 'limited', retryAfter: 2 })
    expect(await other).toMatchObject({ kind: 'found' })
  })

  it('is not asked once everybody who waits for it has left', async () => {
    const { time, left, market } = desk()
    const [stays, leaves, alsoLeaves] = [new AbortController(), new AbortController(), new AbortController()]
    const ask = (symbol: string, n: number, { signal }: AbortController) =>
      market.book(symbol, { key: `link ${n}`, audience: 'public', signal })
    for (const symbol of ['AUSDT', 'BUSDT', 'CUSDT']) void ask(symbol, 1, stays)
    const shared = ask('DUSDT', 2, leaves)
    void ask('DUSDT', 3, stays)
    void ask('EUSDT', 2, leaves)
    void ask('EUSDT', 3, alsoLeaves)
    leaves.abort()
    alsoLeaves.abort()
    await time.advance(5_000)
    expect(await shared).toMatchObject({ kind: 'found' })
    expect(left).toHaveLength(4)
  })
})
