import { describe, expect, it } from 'vitest'
import { orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'

const MAIN = '/api/v1/accounts/main'

describe('manual orders', () => {
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.4', quantity: '10' }
  const key = { 'idempotency-key': 'a-key' }

  it('places once per key, however often and however fast it is repeated', async () => {
    const { desk, call } = edgeFixture()
    const answers = await Promise.all(
      [1, 2, 3].map(() => call('POST', `${MAIN}/orders`, { body: order, headers: key })),
    )
    for (const { status, json } of answers) expect([status, json['orderId']]).toEqual([201, 'C02__1'])
    expect(desk.placed).toHaveLength(1)
    expect(desk.placed[0]?.order.clientOrderId).toMatch(/^sd[0-9a-f]{30}$/)
    const other = await call('POST', `${MAIN}/orders`, { body: { ...order, quantity: '11' }, headers: key })
    expect(other.json['code']).toBe('CONFLICT')
  })

  it('makes the same client id from the same key after a restart', async () => {
    const [one, two] = [edgeFixture(), edgeFixture()]
    for (const { call } of [one, two]) await call('POST', `${MAIN}/orders`, { body: order, headers: key })
    expect(one.desk.placed[0]?.order.clientOrderId).toBe(two.desk.placed[0]?.order.clientOrderId)
  })

  it('reports an unknown outcome as unknown, and a repeat queries the same client id', async () => {
    const { desk, call } = edgeFixture()
    desk.outcome = (clientOrderId) => ({ outcome: 'unknown', clientOrderId })
    const first = await call('POST', `${MAIN}/orders`, { body: order, headers: key })
    expect([first.status, first.json['code']]).toEqual([202, 'ORDER_OUTCOME_UNKNOWN'])
    desk.outcome = (clientOrderId) => ({ outcome: 'placed', orderId: 'C02__9', clientOrderId })
    const second = await call('POST', `${MAIN}/orders`, { body: order, headers: key })
    expect([second.status, second.json['orderId']]).toEqual([201, 'C02__9'])
    expect(new Set(desk.placed.map(({ order: { clientOrderId } }) => clientOrderId)).size).toBe(1)
  })

  it('passes a rejection on with the exchange’s own text', async () => {
    const { desk, call } = edgeFixture()
    desk.outcome = () => ({ outcome: 'rejected', exchangeCode: 30004, detail: 'Insufficient position' })
    const { status, json } = await call('POST', `${MAIN}/orders`, { body: order, headers: key })
    expect([status, json['code'], json['detail'], json['params']]).toEqual([
      422,
      'ORDER_REJECTED',
      'Insufficient position',
      { exchangeCode: 30004 },
    ])
  })

  it('accepts decimals in any usual notation and sends the canonical form', async () => {
    const { desk, call } = edgeFixture()
    const written = { ...order, price: '2.40', quantity: '150.0' }
    const { status } = await call('POST', `${MAIN}/orders`, { body: written, headers: key })
    expect([status, desk.placed[0]?.order]).toMatchObject([201, { price: '2.4', quantity: '150' }])
    const again = await call('POST', `${MAIN}/orders`, { body: { ...order, quantity: '150' }, headers: key })
    expect([again.status, desk.placed.length]).toEqual([201, 1])
    for (const quantity of ['1,5', '1e3', '']) {
      const refused = await call('POST', `${MAIN}/orders`, {
        body: { ...order, quantity },
        headers: { 'idempotency-key': quantity || 'none' },
      })
      expect([refused.status, refused.json['params']]).toEqual([
        400,
        {
          field: 'quantity',
          reason: 'must be a plain decimal such as 150 or 0.25: no exponent, no thousands separators',
        },
      ])
    }
  })

  it('names a rejected cancel as such, with the exchange’s own text', async () => {
    const { desk, call } = edgeFixture()
    desk.outcome = () => ({ outcome: 'rejected', exchangeCode: 30000, detail: 'suspended' })
    const { status, json } = await call('DELETE', `${MAIN}/orders/C02__1?symbol=MXUSDT`)
    expect([status, json['code'], json['detail'], json['params']]).toEqual([
      422,
      'CANCEL_REJECTED',
      'suspended',
      { exchangeCode: 30000 },
    ])
  })

  it('reports an unclear cancel as one, and not as an order that was placed', async () => {
    const { desk, call } = edgeFixture()
    desk.outcome = () => ({ outcome: 'unknown', clientOrderId: '' })
    const { status, json } = await call('DELETE', `${MAIN}/orders/C02__1?symbol=MXUSDT`)
    expect([status, json['code']]).toEqual([202, 'CANCEL_OUTCOME_UNKNOWN'])
  })

  it('reports an order that never arrived, which is not a rejection', async () => {
    const { desk, call } = edgeFixture()
    desk.outcome = () => ({ outcome: 'rejected', exchangeCode: 'ORDER_NEVER_ARRIVED', detail: 'not there' })
    const { status, json } = await call('POST', `${MAIN}/orders`, { body: order, headers: key })
    expect([status, json['code'], json['params'], json['detail']]).toEqual([
      422,
      'ORDER_NEVER_ARRIVED',
      {},
      'not there',
    ])
  })

  it('rejects calls while trading is off, without a key, and for invalid orders', async () => {
    const { desk, call } = edgeFixture()
    const codeOf = async (
      body: object,
      headers: Record<string, string> = { 'idempotency-key': Math.random().toString() },
    ) => (await call('POST', `${MAIN}/orders`, { body, headers })).json['code']
    expect(await codeOf(order, {})).toBe('BAD_REQUEST')
    expect(await codeOf({ ...order, quantity: '-1' })).toBe('BAD_REQUEST')
    expect(await codeOf({ ...order, quantity: '1e3' })).toBe('BAD_REQUEST')
    expect(await codeOf({ ...order, type: 'MARKET' })).toBe('BAD_REQUEST')
    expect(await codeOf({ ...order, leverage: 5 })).toBe('BAD_REQUEST')
    expect(await codeOf({ ...order, symbol: 'NOPEUSDT' })).toBe('UNKNOWN_SYMBOL')
    expect(desk.placed).toEqual([])
    desk.trading = false
    expect(await codeOf(order)).toBe('TRADING_OFF')
  })

  it('says that another process follows the account, and sends the order once it is followed here again', async () => {
    const { desk, call } = edgeFixture()
    const place = () => call('POST', `${MAIN}/orders`, { body: order, headers: { 'idempotency-key': 'one' } })
    const { outcome } = desk
    desk.outcome = () => Promise.reject(Object.assign(new Error('Another process may write.'), { code: 'LEASE_LOST' }))
    expect(await place()).toMatchObject({ status: 503, json: { code: 'FOLLOWED_ELSEWHERE' } })
    desk.outcome = outcome
    expect((await place()).status).toBe(201)
    desk.isFollowedHere = false
    // The answer that this gateway gave before stays.
    expect((await place()).status).toBe(201)
    const others = [
      await call('POST', `${MAIN}/orders`, { body: order, headers: { 'idempotency-key': 'two' } }),
      await call('DELETE', `${MAIN}/orders/C02__1?symbol=MXUSDT`),
    ]
    expect(others.map(({ json }) => json['code'])).toEqual(['FOLLOWED_ELSEWHERE', 'FOLLOWED_ELSEWHERE'])
  })

  it('cancels by id, finding the symbol itself', async () => {
    const { desk, call } = edgeFixture()
    desk.commit([orderDraft(1)])
    expect((await call('DELETE', `${MAIN}/orders/C02__1`)).json).toEqual({ outcome: 'canceled', orderId: 'C02__1' })
    expect(desk.canceled).toEqual([{ account: 'main', symbol: 'MXUSDT', orderId: 'C02__1' }])
    expect((await call('DELETE', `${MAIN}/orders/C02__404`)).json['code']).toBe('UNKNOWN_ORDER')
  })
})
