/** Batches, replacements and cancels of all, against answers that say less than they should. */

import { beforeEach, describe, expect, it } from 'vitest'
import { createMarketRules, type MarketRules } from '../market-rules/market-rules.ts'
import { createRestClient } from '../rest/create-rest-client.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { json, page, refusal, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import { cancelAll } from './cancel-all.ts'
import { cancelOrder } from './cancel-order.ts'
import { type NewOrder, placeOrder } from './place-order.ts'
import { placeOrders } from './place-orders.ts'
import { type OrderChange, replaceOrder } from './replace-order.ts'
import { waitUntilFilled } from './wait-until-filled.ts'

const HOST = 'mexc.example'
const BATCH = 'POST /api/v3/batchOrders'
const PLACE = 'POST /api/v3/order'
const QUERY = 'GET /api/v3/order'
const CANCEL = 'DELETE /api/v3/order'
const OPEN = 'GET /api/v3/openOrders'
const CANCEL_OPEN = 'DELETE /api/v3/openOrders'
const UNKNOWN = refusal(-2013, 'Order does not exist.')

const order = (clientOrderId: string): NewOrder => ({
  ...{ symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '4', price: '2.5', clientOrderId },
})

function row(status: string, clientOrderId = 'mine') {
  return {
    ...{ symbol: 'MXUSDT', orderId: `C02__${clientOrderId}`, clientOrderId, side: 'BUY', type: 'LIMIT', status },
    ...{ price: '2.5', origQty: '4', executedQty: '0', cummulativeQuoteQty: '0', time: 1 },
  }
}

let world: TestWorld
let exchange: ScriptedRest
let rest: RestClient
beforeEach(async () => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  world.network.serve(HOST, { http: exchange.http })
  const credentials = { apiKey: 'mx0key', secret: 'secret' }
  rest = createRestClient({ baseUrl: `https://${HOST}`, credentials, world })
  await ended(rest.syncClock())
})

async function ended<T>(work: Promise<T>): Promise<{ value?: T; error?: unknown }> {
  const end = settled(work)
  await world.time.until(() => end.isDone, 180_000)
  return end.result
}

describe('a batch', () => {
  const batch = () => ended(placeOrders(rest, [order('one'), order('two')], { world }))
  const outcomes = ({ value }: Awaited<ReturnType<typeof batch>>) =>
    value?.map((each) => [each.clientOrderId, each.outcome, each.outcome === 'PLACED' ? each.order.orderId : ''])
  const placed = (name: string) => ({ symbol: 'MXUSDT', orderId: `C02__${name}`, orderListId: -1 })
  const standing = () => exchange.on(QUERY, ({ parameters }) => json(row('NEW', parameters.get('origClientOrderId'))))

  it.each([500, 504, 20_002, 730_000, 429])('looks an element up that MEXC failed on with %d', async (code) => {
    exchange.on(BATCH, json([placed('one'), { newClientOrderId: 'two', code, msg: 'failed' }]))
    standing()
    expect(outcomes(await batch())).toEqual([
      ['one', 'PLACED', 'C02__one'],
      ['two', 'PLACED', 'C02__two'],
    ])
  })

  it.each([
    ['no list', { orders: [] }],
    ['rows that are none', [null, 7]],
    ['rows that say nothing', [{}, { newClientOrderId: 'two' }]],
    ['fewer rows than orders, without names', [placed('two')]],
  ])('looks its elements up after an answer with %s', async (_what, answer) => {
    exchange.on(BATCH, json(answer))
    standing()
    expect(outcomes(await batch())).toEqual([
      ['one', 'PLACED', 'C02__one'],
      ['two', 'PLACED', 'C02__two'],
    ])
    expect(exchange.seen(BATCH)).toHaveLength(1)
  })

  it('believes a refusal', async () => {
    exchange.on(BATCH, json([placed('one'), { newClientOrderId: 'two', code: 30_002, msg: 'too small' }]))
    expect(outcomes(await batch())).toEqual([
      ['one', 'PLACED', 'C02__one'],
      ['two', 'REJECTED', ''],
    ])
    expect(exchange.seen(QUERY)).toHaveLength(0)
  })
})

describe('replacing an order', () => {
  it.each<readonly [string, OrderChange]>([
    ['a client id that some calls would not take', { clientOrderId: 'no blanks' }],
    ['the client id of the old order, by which the new one could not be told apart', { clientOrderId: 'mine' }],
    ['a quantity that is no number', { quantity: 'ten' }],
    ['a price that is no number', { price: '1e3' }],
  ])('leaves the old one for %s', async (_what, change) => {
    exchange.on(QUERY, json(row('NEW')), json(row('CANCELED'))).on(CANCEL, json(row('CANCELED')))
    exchange.on(PLACE, json({ orderId: 'C02__new' }))
    const replaced = replaceOrder(rest, { order: { symbol: 'MXUSDT', orderId: 'C02__mine' }, change }, { world })
    expect((await ended(replaced)).error).toMatchObject({ code: 'INVALID_REQUEST' })
    expect([...exchange.seen(CANCEL), ...exchange.seen(PLACE)]).toEqual([])
  })
})

it('a replacement keeps the self-trade prevention, can be rounded, and sends what is left', async () => {
  const open = { ...row('NEW'), stpMode: 'cancel_maker', time: world.time.now() }
  const canceled = { ...open, status: 'PARTIALLY_CANCELED', executedQty: '1', cumulativeQuoteQty: '2.5' }
  exchange
    .on(QUERY, json(open), json(canceled))
    .on(CANCEL, json(canceled))
    .on(PLACE, json({ orderId: 'C02__new' }))
  const digits = { quoteAssetPrecision: 2, baseAssetPrecision: 2, orderTypes: ['LIMIT'], isSpotTradingAllowed: true }
  const listed = { symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT', status: '1', ...digits }
  exchange.on('GET /api/v3/exchangeInfo', json({ symbols: [listed] }))
  const rules = createMarketRules({ rest, clock: world.clock })
  const replacing = { order: { symbol: 'MX/USDT', orderId: 'C02__mine' }, change: { price: '2.4567' } }
  const refused = await ended(replaceOrder(rest, replacing, { world, rules }))
  expect([refused.error, exchange.seen(CANCEL)]).toMatchObject([{ code: 'ORDER_REJECTED' }, []])
  exchange.on(QUERY, json(open), json(canceled))
  const { value } = await ended(replaceOrder(rest, replacing, { world, rules, round: true }))
  expect(value).toMatchObject({ outcome: 'REPLACED', order: { orderId: 'C02__new' } })
  const sent = exchange.seen(PLACE).map(({ parameters }) => Object.fromEntries(parameters))
  expect(sent).toMatchObject([{ price: '2.45', quantity: '3', stpMode: 'cancel_maker' }])
})

describe('a bound of time', () => {
  const never = () => new Promise<never>(() => {})
  const silent = () => [PLACE, QUERY, BATCH, CANCEL].forEach((call) => exchange.on(call, never))

  it('holds for an order, a batch and a cancel, of which nobody can say yet what became', async () => {
    silent()
    const open = { code: 'ORDER_OUTCOME_UNKNOWN' }
    const from = world.time.now()
    expect((await ended(placeOrder(rest, order('one'), world, { withinMs: 700 }))).error).toMatchObject(open)
    const batch = await ended(placeOrders(rest, [order('one')], { world, withinMs: 700 }))
    expect(batch.value).toMatchObject([{ outcome: 'UNKNOWN', error: open }])
    const reference = { symbol: 'MXUSDT', orderId: '7' }
    expect((await ended(cancelOrder(rest, reference, world, { withinMs: 700 }))).error).toMatchObject(open)
    expect(world.time.now() - from).toBeLessThanOrEqual(3 * 700)
  })

  it('that is over before the order has left says that it was not sent', async () => {
    const rules: MarketRules = { all: never, of: never, refresh: never }
    const { error } = await ended(placeOrder(rest, order('one'), world, { withinMs: 300, rules }))
    expect(error).toMatchObject({ code: 'NETWORK_TIMEOUT' })
    expect(exchange.seen(PLACE)).toEqual([])
    const wrong = await ended(placeOrder(rest, order('one'), world, { withinMs: -1 }))
    expect(wrong.error).toMatchObject({ code: 'INVALID_REQUEST' })
  })
})

describe('canceling all', () => {
  it('of a symbol cancels an order that is too fresh for the list of open ones', async () => {
    exchange.on(OPEN, json([])).on(CANCEL_OPEN, json([row('CANCELED')]))
    const { value } = await ended(cancelAll(rest, 'MXUSDT', { world }))
    expect(value).toMatchObject([{ orderId: 'C02__mine', outcome: 'CANCELED' }])
  })

  it('of a symbol says why it could not, where no order is known', async () => {
    exchange.on(OPEN, json([])).on(CANCEL_OPEN, refusal(700_007, 'No permission'))
    expect((await ended(cancelAll(rest, 'MXUSDT', { world }))).error).toMatchObject({ code: 'PERMISSION_MISSING' })
  })

  it.each([
    ['no list', { code: 200 }],
    ['rows that are none', [null]],
  ])('cancels each by itself after an answer with %s', async (_what, answer) => {
    exchange.on(OPEN, json([row('NEW')])).on(CANCEL_OPEN, json(answer))
    exchange.on(CANCEL, json(row('CANCELED'))).on(QUERY, UNKNOWN)
    const { value } = await ended(cancelAll(rest, undefined, { world }))
    expect(value).toMatchObject([{ orderId: 'C02__mine', outcome: 'CANCELED' }])
  })
})

describe('waiting until an order is filled', () => {
  it.each([
    ['a server that lags and does not know the order', UNKNOWN],
    ['a page instead of an answer', page(200, '<html>Maintenance</html>')],
  ])('goes on after %s', async (_what, reply) => {
    exchange.on(QUERY, ({ at }) =>
      at - from < 5_000 ? json(row('NEW')) : at - from < 9_000 ? reply : json(row('FILLED')),
    )
    const from = world.time.now()
    const { value } = await ended(waitUntilFilled(rest, { symbol: 'MXUSDT', orderId: 'C02__mine' }, { world }))
    expect(value?.outcome).toBe('FILLED')
  })

  it('asks four times a second at most while pushes come, and within that after the last', async () => {
    const from = world.time.now()
    exchange.on(QUERY, ({ at }) => json(row(at - from < 10_000 ? 'PARTIALLY_FILLED' : 'FILLED')))
    let wake = (): void => undefined
    for (let ms = 0; ms <= 10_000; ms += 10) world.time.after(ms, () => wake())
    const changed = (call: () => void) => {
      wake = call
      return () => (wake = () => undefined)
    }
    const waiting = waitUntilFilled(rest, { symbol: 'MXUSDT', orderId: 'C02__mine' }, { world, changed })
    expect((await ended(waiting)).value?.outcome).toBe('FILLED')
    expect(exchange.seen(QUERY).length).toBeLessThanOrEqual(42)
    expect(world.time.now() - from).toBeLessThan(10_500)
  })
})
