import { accountInformation, cancelOrder, placeOrder } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { json, page, ScriptedRest } from '../../testing/scripted-rest.ts'
import { settled } from '../../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../../testing/virtual-world.ts'
import { createRestClient } from '../create-rest-client.ts'
import { createLimiter, type Limiter } from '../limiter.ts'
import type { RestClient } from '../rest-client.ts'

const HOST = 'mexc.example'
const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1', price: '2.5' } as const

let world: TestWorld
let exchange: ScriptedRest
let limiter: Limiter
let rest: RestClient
beforeEach(async () => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  world.network.serve(HOST, { http: exchange.http })
  limiter = createLimiter(world)
  const credentials = { apiKey: 'mx0key', secret: 'secret' }
  rest = createRestClient({ baseUrl: `https://${HOST}`, credentials, world, limiter })
  await ended(rest.syncClock())
})

async function ended<T>(work: Promise<T>): Promise<{ error?: unknown; tookMs: number }> {
  const from = world.time.now()
  const end = settled(work)
  await world.time.until(() => end.isDone)
  return { ...end.result, tookMs: world.time.now() - from }
}

describe('a call', () => {
  it.each([500, 3_000, 7_000])('ends after %i ms at most where nothing answers', async (withinMs) => {
    world.network.setLink(HOST, 'silent')
    const read = await ended(rest.call(accountInformation, {}, { withinMs }))
    expect(read.error).toMatchObject({ code: 'NETWORK_TIMEOUT' })
    expect(read.tookMs).toBeLessThanOrEqual(withinMs)
    const placed = await ended(rest.call(placeOrder, order, { withinMs }))
    expect(placed.error).toMatchObject({ code: 'ORDER_OUTCOME_UNKNOWN' })
    expect(placed.tookMs).toBeLessThanOrEqual(withinMs)
  })

  it('ends within the caller’s deadline, including waits and attempts', async () => {
    exchange.on('GET /api/v3/account', page(503, ''))
    const { error, tookMs } = await ended(rest.call(accountInformation, {}, { withinMs: 1_500 }))
    expect(error).toMatchObject({ code: 'EXCHANGE_DOWN' })
    expect(tookMs).toBeLessThan(1_600)
    exchange.on('GET /api/v3/account', json({ code: 429, msg: '' }, 429, { 'retry-after': '5' }))
    const limited = await ended(rest.call(accountInformation, {}, { withinMs: 1_000 }))
    expect(limited.error).toMatchObject({ code: 'RATE_LIMITED' })
    expect(limited.tookMs).toBeLessThan(1_100)
  })

  it('that was sent ends with what became of it where its repeat could not leave in time', async () => {
    const call = 'DELETE /api/v3/order'
    exchange.on(call, page(503, ''))
    const end = settled(rest.call(cancelOrder, { symbol: 'MXUSDT', orderId: '1' }))
    await world.time.until(() => exchange.seen(call).length === 1)
    limiter.pause(20_000)
    await world.time.until(() => end.isDone)
    expect(end.result.error).toMatchObject({ code: 'EXCHANGE_DOWN' })
  })
})
