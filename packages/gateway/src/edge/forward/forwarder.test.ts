import { type HttpRequest, NetworkFault } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import type { EdgeRequest } from '../rest/answer.ts'
import type { Forwarding } from './forwarder.ts'
import { FORWARDED, FORWARDED_LASTS_MS } from './seal.ts'

const MAIN = '/api/v1/accounts/main'
const KEY = 'ab'.repeat(32)
const FOLLOWER = 'http://127.0.0.1:8787'
const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.4', quantity: '10' }

/** The request as the other gateway's server makes it. */
function received({ method, url, headers = {}, body }: HttpRequest): EdgeRequest {
  const { pathname: path, search, host } = new URL(url)
  const asked = { method, path, query: search.slice(1), headers: { ...headers, host }, ip: '10.0.0.2' }
  return body === undefined ? asked : { ...asked, body }
}

type Wire = { answer: (request: HttpRequest) => ReturnType<Forwarding['fetch']>; readonly sent: HttpRequest[] }

/** Two gateways: `there` follows the accounts, `here` does not and passes on. */
function twoGateways(
  options: { readonly isHealthOnly?: boolean; readonly takes?: boolean; readonly key?: string } = {},
) {
  const { isHealthOnly = false, takes = true, key = KEY } = options
  const never: Forwarding['fetch'] = () => Promise.reject(new Error('passed on twice'))
  const advertiseUrl = takes ? FOLLOWER : undefined
  const addressOf = async () => FOLLOWER
  const there = edgeFixture({ isHealthOnly, forwarding: { key, addressOf, fetch: never, advertiseUrl } })
  const wire: Wire = {
    sent: [],
    async answer(request) {
      const { status, headers, body } = await there.rules.handle(received(request))
      return { status, headers, body: typeof body === 'string' ? body : '' }
    },
  }
  const fetch: Forwarding['fetch'] = (request) => {
    wire.sent.push(request)
    return wire.answer(request)
  }
  const state: { address: string | undefined } = { address: FOLLOWER }
  const here = edgeFixture({ forwarding: { key: KEY, addressOf: async () => state.address, fetch } })
  here.desk.isFollowedHere = false
  return { here, there, wire, state }
}

const place = ({ call }: EdgeFixture, key = 'a-key', asked = {}) =>
  call('POST', `${MAIN}/orders`, { body: order, headers: { 'idempotency-key': key }, ...asked })

describe('an order at a gateway that does not follow the account', () => {
  for (const isHealthOnly of [false, true])
    it(`is placed by the gateway that does, once per key (${isHealthOnly ? 'ingest' : 'all'})`, async () => {
      const { here, there } = twoGateways({ isHealthOnly })
      const answers = await Promise.all([place(here), place(here)])
      answers.push(await place(here))
      for (const { status, json } of answers) expect([status, json['orderId']]).toEqual([201, 'C02__1'])
      expect([here.desk.placed.length, there.desk.placed.length]).toEqual([0, 1])
      // The audit log is of the gateway that the callers spoke to.
      const placed = ({ access }: EdgeFixture) => access.audit.list({ action: 'order-placed', limit: 9 })
      expect(placed(here).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok'])
      expect(placed(there)).toEqual([])
      const other = { body: { ...order, quantity: '11' } }
      expect((await place(here, 'a-key', other)).json['code']).toBe('CONFLICT')
    })

  it('is canceled there, and a refusal comes back as it is', async () => {
    const { here, there } = twoGateways()
    const canceled = await here.call('DELETE', `${MAIN}/orders/C02__1?symbol=MXUSDT`)
    expect(canceled.json).toEqual({ outcome: 'canceled', orderId: 'C02__1' })
    expect(there.desk.canceled).toEqual([{ account: 'main', symbol: 'MXUSDT', orderId: 'C02__1' }])
    expect((await here.call('DELETE', `${MAIN}/orders/C02__404`)).json['code']).toBe('UNKNOWN_ORDER')
    there.desk.trading = false
    expect(await place(here, 'another')).toMatchObject({ status: 403, json: { code: 'TRADING_OFF' } })
    there.desk.trading = true
    // A refusal is not the answer to the key for ever.
    expect((await place(here, 'another')).status).toBe(201)
  })

  it('has an unknown outcome when the answer is lost, and a repeat asks under the same client id', async () => {
    const { here, there, wire } = twoGateways()
    const { answer } = wire
    wire.answer = async (request) => {
      await answer(request)
      throw new NetworkFault('HTTP_TIMEOUT', 'no answer')
    }
    const lost = await place(here)
    expect([lost.status, lost.json['code']]).toEqual([202, 'ORDER_OUTCOME_UNKNOWN'])
    expect(lost.json['clientOrderId']).toBe(there.desk.placed[0]?.order.clientOrderId)
    wire.answer = async () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' })
    expect((await place(here)).status).toBe(202)
    wire.answer = answer
    expect((await place(here)).status).toBe(201)
    expect(there.desk.placed).toHaveLength(1)
    expect(wire.sent.every(({ timeoutMs }) => timeoutMs <= FORWARDED_LASTS_MS)).toBe(true)
  })

  it('is refused where nobody takes it, and is not passed on twice', async () => {
    const { here, there, wire, state } = twoGateways()
    const refused = { status: 503, json: { code: 'FOLLOWED_ELSEWHERE' } }
    there.desk.isFollowedHere = false
    expect(await place(here)).toMatchObject(refused)
    there.desk.isFollowedHere = true
    const { answer } = wire
    wire.answer = () => Promise.reject(new NetworkFault('HTTP_REFUSED', 'nobody listens'))
    expect(await place(here)).toMatchObject(refused)
    wire.answer = answer
    state.address = undefined
    expect(await place(here)).toMatchObject(refused)
    expect(there.desk.placed).toHaveLength(0)
    for (const other of [twoGateways({ takes: false }), twoGateways({ key: 'cd'.repeat(32) })])
      expect(await place(other.here)).toMatchObject(refused)
  })

  it('is passed on only for whoever may place it', async () => {
    const { here, wire } = twoGateways()
    expect((await place(here, 'k', { token: here.viewer })).json['code']).toBe('AUDIENCE_FORBIDDEN')
    expect((await place(here, 'k', { token: '' })).status).toBe(401)
    expect(wire.sent).toHaveLength(0)
  })
})

describe('a call that claims to be passed on', () => {
  const sealed = async () => {
    const gateways = twoGateways()
    await place(gateways.here)
    const [request] = gateways.wire.sent
    if (request === undefined) throw new Error('nothing was passed on')
    return { ...gateways, request: received(request) }
  }

  it('is refused when anything in it is changed', async () => {
    const { there, request } = await sealed()
    const { headers } = request
    const seal = headers[FORWARDED] ?? ''
    const changed: readonly Partial<EdgeRequest>[] = [
      { body: JSON.stringify({ ...order, quantity: '1000' }) },
      { path: '/api/v1/accounts/other/orders' },
      { query: 'audience=owner' },
      { headers: { ...headers, 'idempotency-key': 'another' } },
      { headers: { ...headers, [FORWARDED]: `${seal.slice(0, -2)}AA` } },
      { headers: { ...headers, [FORWARDED]: `${Buffer.from('{}').toString('base64url')}.${seal.split('.')[1]}` } },
      { headers: { ...headers, [FORWARDED]: '' } },
    ]
    for (const change of changed) expect((await there.rules.handle({ ...request, ...change })).status).toBe(401)
    expect(there.desk.placed).toHaveLength(1)
  })

  it('is refused later, and is answered as before when it is repeated in time', async () => {
    const { there, request } = await sealed()
    expect((await there.rules.handle(request)).status).toBe(201)
    expect(there.desk.placed).toHaveLength(1)
    await there.time.advance(FORWARDED_LASTS_MS + 1)
    expect((await there.rules.handle(request)).status).toBe(401)
  })

  it('is refused where its clock is too far ahead: it would be worth something for longer', async () => {
    const { here, there } = twoGateways()
    await here.time.advance(FORWARDED_LASTS_MS)
    expect((await place(here, 'near')).status).toBe(201)
    await here.time.advance(1)
    expect(await place(here, 'far')).toMatchObject({ status: 503, json: { code: 'FOLLOWED_ELSEWHERE' } })
    expect(there.desk.placed).toHaveLength(1)
  })

  it('opens nothing but orders, and adds nothing to a token', async () => {
    const { there, request } = await sealed()
    const asked = { ...request, method: 'GET', path: `${MAIN}/assets`, query: '' }
    expect((await there.rules.handle(asked)).status).toBe(401)
    const headers = { ...asked.headers, authorization: `Bearer ${there.owner}` }
    expect((await there.rules.handle({ ...asked, headers })).status).toBe(401)
  })
})
