import { allOrders, myTrades, openOrders, queryOrder } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { placeOrder } from '../../orders/place-order.ts'
import { json, ScriptedRest } from '../../testing/scripted-rest.ts'
import { type TestWorld, virtualWorld } from '../../testing/virtual-world.ts'
import { createRestClient } from '../create-rest-client.ts'
import type { RestClient, UnreadableRow } from '../rest-client.ts'

const ID = '1339499733736324841'
const ORDER = {
  ...{ symbol: 'MXUSDT', orderId: 'C02__1', side: 'BUY', type: 'LIMIT', status: 'NEW' },
  ...{ origQty: '4', executedQty: '0', time: Date.UTC(2026, 0, 1) },
}

let world: TestWorld
let exchange: ScriptedRest
let rest: RestClient
beforeEach(() => {
  world = virtualWorld()
  exchange = new ScriptedRest(() => world.time.now())
  world.network.serve('rest.example', { http: exchange.http })
  const credentials = { apiKey: 'mx0key', secret: 'secret' }
  rest = createRestClient({ baseUrl: 'https://rest.example', credentials, world })
})

async function result<T>(work: Promise<T>): Promise<T | Error> {
  let end: T | Error | undefined
  work.then(
    (value) => (end = value),
    (error: unknown) => (end = error instanceof Error ? error : new Error(String(error))),
  )
  await world.time.until(() => end !== undefined)
  return end ?? new Error('no end')
}

/** An answer as it is on the wire: JSON.stringify cannot write a number of 19 digits. */
function raw(text: string): {
  readonly status: number
  readonly headers: object & Record<string, string>
  readonly body: string
} {
  return { status: 200, headers: {}, body: text }
}

describe('an answer whose ids are numbers', () => {
  it('is an order that was placed, with its id digit for digit', async () => {
    exchange.on('POST /api/v3/order', raw(`{"symbol":"MXUSDT","orderId":${ID},"orderListId":-1}`))
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2', quantity: '4' } as const
    expect(await result(placeOrder(rest, order, world))).toMatchObject({ orderId: ID })
    expect(exchange.seen('POST /api/v3/order')).toHaveLength(1)
  })

  it('is an order that is found, with its id digit for digit', async () => {
    exchange.on('GET /api/v3/order', raw(JSON.stringify(ORDER).replace('"C02__1"', ID)))
    expect(await result(rest.call(queryOrder, { symbol: 'MXUSDT', orderId: ID }))).toMatchObject({ orderId: ID })
  })
})

describe('a list with a row that cannot be read', () => {
  it.each([
    [openOrders, 'GET /api/v3/openOrders'],
    [allOrders, 'GET /api/v3/allOrders'],
  ] as const)('is answered without it, and the row is reported: %o', async (endpoint, call) => {
    const { status: _missing, ...bad } = ORDER
    exchange.on(call, json([ORDER, bad, null, { ...ORDER, orderId: 'C02__2' }]))
    const reported: UnreadableRow[] = []
    const rows = await result(
      rest.call(endpoint, { symbol: 'MXUSDT' }, { unreadableRow: (row) => void reported.push(row) }),
    )
    expect(rows).toMatchObject([{ orderId: 'C02__1' }, { orderId: 'C02__2' }])
    expect(reported.map(({ index, lacks }) => [index, lacks])).toEqual([
      [1, 'status'],
      [2, 'symbol'],
    ])
  })

  it('fails as a whole where nobody says what becomes of the row', async () => {
    exchange.on('GET /api/v3/allOrders', json([ORDER, { ...ORDER, status: null }]))
    const end = await result(rest.call(allOrders, { symbol: 'MXUSDT' }))
    const message = expect.stringContaining('Row 1 of the list has no usable status.') as unknown
    expect(end).toMatchObject({ code: 'UNREADABLE_ANSWER', lacks: 'status', message })
  })

  it.each([[''], [null], [undefined]])(
    'keeps a deal whose fee is %o, as on a pair without fees',
    async (commission) => {
      const deal = { symbol: 'MXUSDT', id: '1X1', orderId: 'C02__1', price: '2', qty: '1', quoteQty: '2' }
      const row = { ...deal, commission, commissionAsset: commission, time: ORDER.time, isBuyer: true }
      exchange.on('GET /api/v3/myTrades', json([row]))
      expect(await result(rest.call(myTrades, { symbol: 'MXUSDT' }))).toHaveLength(1)
    },
  )

  it('has no deal whose fee is no number, and takes a rebate', async () => {
    const deal = { symbol: 'MXUSDT', id: '1X1', orderId: 'C02__1', price: '2', qty: '1', quoteQty: '2', isBuyer: true }
    const rows = ['abc', '-0.01'].map((commission) => ({
      ...deal,
      commission,
      commissionAsset: 'MX',
      time: ORDER.time,
    }))
    exchange.on('GET /api/v3/myTrades', json(rows))
    expect(await result(rest.call(myTrades, { symbol: 'MXUSDT' }))).toMatchObject({ lacks: 'commission' })
    expect(await result(rest.call(myTrades, { symbol: 'MXUSDT' }, { unreadableRow: () => {} }))).toEqual([rows[1]])
  })

  it('fails with the error of its caller', async () => {
    exchange.on('GET /api/v3/myTrades', json([{ symbol: 'MXUSDT' }]))
    const refuse = (): never => {
      throw new Error('all or nothing')
    }
    const end = await result(rest.call(myTrades, { symbol: 'MXUSDT' }, { unreadableRow: refuse }))
    expect(end).toMatchObject({ message: 'all or nothing' })
  })
})
