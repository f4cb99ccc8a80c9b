import { accountInformation, placeOrder } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { CLOCK, json, page, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { listenKeyCalls } from '../user-stream/listen-key-calls.ts'
import { createRestClient } from './create-rest-client.ts'
import { createLimiter } from './limiter.ts'
import type { RestClient, RestOptions } from './rest-client.ts'

const HOST = 'mexc.example'
const ACCOUNT = 'GET /api/v3/account'
const ORDER = 'POST /api/v3/order'
const limitOrder = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1', price: '2.5' } as const

let world: TestWorld
let exchange: ScriptedRest
let rest: RestClient
beforeEach(() => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  exchange.on(ACCOUNT, json({ balances: [] }))
  world.network.serve(HOST, { http: exchange.http })
  rest = client('mx0first')
})

function client(apiKey: string, options: Partial<RestOptions> = {}): RestClient {
  return createRestClient({ baseUrl: `https://${HOST}/`, credentials: { apiKey, secret: 'secret' }, world, ...options })
}

/** Lets the call run for as long as it takes, and answers when it ended. */
async function ended(work: Promise<unknown>): Promise<{ tookMs: number }> {
  const from = world.time.now()
  const end = settled(work)
  await world.time.until(() => end.isDone, 120_000)
  return { tookMs: world.time.now() - from }
}

describe('clients of several accounts behind one address', () => {
  it('ask for the exchange’s time once for all of them', async () => {
    const second = client('mx0other', { clock: rest.clock })
    await ended(Promise.all([rest.call(accountInformation, {}), second.call(accountInformation, {})]))
    expect(exchange.seen(CLOCK)).toHaveLength(1)
    expect(second.exchangeNow()).toBe(rest.exchangeNow())
  })

  it('do not hold up each other’s orders where one of them places too many, and wait for a limit of the address', async () => {
    const limiter = createLimiter({ clock: world.time, timers: world.time })
    const [first, second] = [client('mx0first', { limiter }), client('mx0other', { limiter })]
    exchange.on(ORDER, page(429, '', { 'retry-after': '7' }), json({ orderId: 'C02__1' }))
    await ended(first.call(placeOrder, limitOrder))
    expect((await ended(second.call(placeOrder, limitOrder))).tookMs).toBeLessThan(1_000)
    exchange.on(ACCOUNT, page(429, '', { 'retry-after': '7' }), json({ balances: [] }))
    void first.call(accountInformation, {}).catch(() => undefined)
    await world.time.advance(100)
    expect((await ended(second.call(accountInformation, {}))).tookMs).toBeGreaterThanOrEqual(6_000)
  })

  it('get a listen key before the reads of accounts that have no stream', async () => {
    const limiter = createLimiter({ clock: world.time, timers: world.time })
    const clients = Array.from({ length: 10 }, (_, n) => client(`mx0account${n}`, { limiter }))
    exchange.on('POST /api/v3/userDataStream', json({ listenKey: 'key' }))
    const polls = async (rest: RestClient): Promise<void> => {
      while (world.time.now() < end) await rest.call(accountInformation, {}, { priority: 'urgent' })
    }
    const end = world.time.now() + 40_000
    for (const one of clients) void polls(one).catch(() => undefined)
    await world.time.advance(20_000)
    const created = listenKeyCalls(clients[0] ?? rest).create(new AbortController().signal)
    expect((await ended(created)).tookMs).toBeLessThan(10_000)
  })

  it('tell when a call leaves, which its wait for the limits delays', async () => {
    const limiter = createLimiter({ clock: world.time, timers: world.time })
    const left: number[] = []
    const begun = world.time.now()
    limiter.pause(3_000)
    await ended(
      client('mx0first', { limiter }).call(
        accountInformation,
        {},
        { leaves: () => left.push(world.time.now() - begun) },
      ),
    )
    expect(left).toEqual([expect.any(Number)])
    expect(left[0]).toBeGreaterThanOrEqual(3_000)
  })
})
