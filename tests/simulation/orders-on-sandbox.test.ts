/** Replacing, canceling, batching and waiting for orders on the sandbox, while answers get lost. */

import { type LimitOrder, MexcClient, type NewOrder, type OrderEnd } from '@spotdeck/mexc'
import { MINUTE_MS } from '@spotdeck/ports'
import { bookTicker } from '@spotdeck/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CREDENTIALS, DEMO, REST_URL, sandboxInMemory, type SandboxScene, WS_URL } from './support/sandbox-in-memory.ts'

const SYMBOL = 'MXUSDT'
let one: SandboxScene
let client: MexcClient
let price = 0
beforeEach(async () => {
  one = sandboxInMemory({ seed: 9, bots: true, symbols: [SYMBOL, 'BTCUSDT'] })
  const host = { preset: 'custom', restUrl: REST_URL, wsUrl: WS_URL } as const
  client = new MexcClient({ ...host, credentials: CREDENTIALS, world: one.world })
  await one.time.advance(2_000)
  price = Number((await ended(client.call(bookTicker, { symbol: SYMBOL }))).value?.bidPrice)
})
afterEach(() => {
  void client.close()
  one.rules.close()
})

async function ended<T>(work: Promise<T>): Promise<{ readonly value?: T; readonly error?: unknown }> {
  let result: { value?: T; error?: unknown } | undefined
  work.then(
    (value) => (result = { value }),
    (error: unknown) => (result = { error }),
  )
  await one.time.until(() => result !== undefined, 5 * MINUTE_MS)
  return result ?? {}
}

const resting = (factor = 0.95, quantity = '10'): LimitOrder => ({
  ...{ symbol: SYMBOL, side: 'BUY', type: 'LIMIT', quantity, price: (price * factor).toFixed(4) },
})

const orders = () => one.rules.exchange.orders(DEMO, SYMBOL)
const openIds = () => one.rules.exchange.openOrders(DEMO).map(({ orderId }) => orderId)
const fail = (kind: 'error-before' | 'error-after', endpoint: string, times = 1) =>
  one.rules.faults.add({ kind, target: { endpoint }, probability: 1, times, status: 503 })

async function place(order: NewOrder = resting()): Promise<string> {
  return (await ended(client.placeOrder(order))).value?.orderId ?? 'not placed'
}

describe('waiting until an order is filled', () => {
  it('ends when it is filled, and when it is canceled, with the state that it ended in', async () => {
    const filled = await place({ symbol: SYMBOL, side: 'BUY', type: 'MARKET', quoteOrderQty: '10' })
    const first = await ended(client.waitUntilFilled({ symbol: SYMBOL, orderId: filled }))
    expect(first.value).toMatchObject({ outcome: 'FILLED', order: { orderId: filled, status: 'FILLED' } })
    const waiting = client.waitUntilFilled({ symbol: SYMBOL, orderId: await place() })
    await one.time.advance(10_000)
    one.rules.exchange.cancel(DEMO, SYMBOL, { orderId: openIds()[0] ?? '' }, one.time.now())
    expect((await ended(waiting)).value).toMatchObject({ outcome: 'CANCELED', order: { status: 'CANCELED' } })
  })

  it('answers OPEN at the end of its time, also while MEXC does not answer, and ends with its signal', async () => {
    const orderId = await place()
    const from = one.time.now()
    const late = await ended(client.waitUntilFilled({ symbol: SYMBOL, orderId }, { withinMs: 7_000 }))
    expect(late.value).toMatchObject({ outcome: 'OPEN', order: { status: 'NEW' } })
    expect(one.time.now() - from).toBeLessThanOrEqual(7_100)
    fail('error-before', 'GET order', 1_000)
    const silent = await ended(client.waitUntilFilled({ symbol: SYMBOL, orderId }, { withinMs: 7_000 }))
    expect(silent.value).toEqual({ outcome: 'OPEN', order: undefined } satisfies OrderEnd)
    const control = new AbortController()
    const aborted = client.waitUntilFilled({ symbol: SYMBOL, orderId }, { signal: control.signal })
    control.abort()
    expect((await ended(aborted)).error).toMatchObject({ code: 'ABORTED' })
  })
})

describe('replacing an order', () => {
  it('has the new one alone, with what the old one had not executed', async () => {
    const orderId = await place()
    const { value } = await ended(
      client.replaceOrder({ symbol: SYMBOL, orderId }, { price: (price * 0.96).toFixed(4) }),
    )
    expect(value).toMatchObject({ outcome: 'REPLACED', canceled: { orderId, status: 'CANCELED' } })
    const open = one.rules.exchange.openOrders(DEMO)
    expect(open.map(({ quantity }) => Number(quantity))).toEqual([10])
    expect(open[0]?.orderId).not.toBe(orderId)
  })

  it('places nothing for one that was filled or canceled before', async () => {
    const filled = await place({ symbol: SYMBOL, side: 'BUY', type: 'MARKET', quoteOrderQty: '10' })
    const { value } = await ended(client.replaceOrder({ symbol: SYMBOL, orderId: filled }, { quantity: '50' }))
    expect(value).toMatchObject({ outcome: 'ENDED', ended: { status: 'FILLED' } })
    expect(orders()).toHaveLength(1)
  })

  it('places nothing while nobody can say whether the old one is canceled: never are both open', async () => {
    const orderId = await place()
    fail('error-before', 'DELETE order', 100)
    const { value } = await ended(client.replaceOrder({ symbol: SYMBOL, orderId }, { quantity: '20' }))
    expect(value).toMatchObject({ outcome: 'UNKNOWN', error: { code: 'ORDER_OUTCOME_UNKNOWN' } })
    expect(openIds()).toEqual([orderId])
  })

  it('finds the new one whose answer is lost, sent once', async () => {
    const orderId = await place()
    fail('error-after', 'POST order')
    const { value } = await ended(client.replaceOrder({ symbol: SYMBOL, orderId }, { quantity: '20' }))
    expect(value).toMatchObject({ outcome: 'REPLACED', order: { orderId: openIds()[0] } })
    expect(orders()).toHaveLength(2)
  })

  it('leaves the old one where the change breaks the rules of the symbol', async () => {
    const orderId = await place()
    const { error } = await ended(client.replaceOrder({ symbol: SYMBOL, orderId }, { price: '2.123456789' }))
    expect(error).toMatchObject({ code: 'ORDER_REJECTED' })
    expect(openIds()).toEqual([orderId])
  })
})

describe('canceling all', () => {
  it('has an outcome for each order of the symbol, and leaves other symbols', async () => {
    const mine = [await place(), await place(resting(0.94))]
    const other = await place({ ...resting(), symbol: 'BTCUSDT', price: '30000', quantity: '0.01' })
    const { value } = await ended(client.cancelAll(SYMBOL))
    expect(value?.map(({ orderId, outcome }) => [orderId, outcome]).sort()).toEqual(
      mine.map((orderId) => [orderId, 'CANCELED']).sort(),
    )
    expect(openIds()).toEqual([other])
    expect((await ended(client.cancelAll())).value).toMatchObject([{ orderId: other, outcome: 'CANCELED' }])
    expect((await ended(client.cancelAll())).value).toEqual([])
  })

  it.each(['error-before', 'error-after'] as const)(
    'cancels each by itself when the answer is lost (%s)',
    async (kind) => {
      const mine = [await place(), await place(resting(0.94))]
      fail(kind, 'DELETE openOrders')
      const { value } = await ended(client.cancelAll())
      expect(value?.map(({ orderId, outcome }) => [orderId, outcome]).sort()).toEqual(
        mine.map((orderId) => [orderId, 'CANCELED']).sort(),
      )
      expect(openIds()).toEqual([])
    },
  )
})

describe('a batch', () => {
  const batch = (count: number): readonly NewOrder[] =>
    Array.from({ length: count }, (_, index) => ({ ...resting(0.95), clientOrderId: `batch-${index}` }))

  it('places more than 20 orders, each under its client id', async () => {
    const { value } = await ended(client.placeOrders(batch(23)))
    expect(value?.map(({ outcome, clientOrderId }) => `${clientOrderId} ${outcome}`)).toEqual(
      batch(23).map(({ clientOrderId }) => `${clientOrderId} PLACED`),
    )
    expect(openIds()).toHaveLength(23)
    const calls = one.calls.filter(({ call }) => call === 'POST /api/v3/batchOrders')
    expect(calls).toHaveLength(2)
  })

  it('rejects what the rules refuse before anything of it is sent, and what MEXC refuses', async () => {
    const wrong = [
      { ...resting(), price: '2.123456789' },
      { ...resting(), symbol: 'NONEUSDT' },
      { ...resting(), quantity: '90000000' },
    ]
    const { value } = await ended(client.placeOrders([...wrong, resting()]))
    expect(value?.map((each) => (each.outcome === 'PLACED' ? 'PLACED' : each.error.code))).toEqual([
      'ORDER_REJECTED',
      'UNKNOWN_SYMBOL',
      'ORDER_REJECTED',
      'PLACED',
    ])
    const same = [
      { ...resting(), clientOrderId: 'twice' },
      { ...resting(), clientOrderId: 'twice' },
    ]
    expect((await ended(client.placeOrders(same))).error).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(openIds()).toHaveLength(1)
  })

  it.each([
    ['error-after', 'PLACED', 3],
    ['error-before', 'REJECTED', 0],
  ] as const)('looks each up when the answer is lost (%s), and sends none twice', async (kind, outcome, count) => {
    fail(kind, 'POST batchOrders')
    const { value } = await ended(client.placeOrders(batch(3)))
    expect(value?.map((each) => each.outcome)).toEqual([outcome, outcome, outcome])
    expect(openIds()).toHaveLength(count)
    expect(one.calls.filter(({ call }) => call === 'POST /api/v3/batchOrders')).toHaveLength(1)
  })
})
