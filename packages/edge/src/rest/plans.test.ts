import { expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'

const PLANS = '/api/v1/accounts/main/plans'
const stop = {
  kind: 'stop',
  symbol: 'MXUSDT',
  side: 'SELL',
  quantity: '1',
  trigger: { source: 'last', price: '2' },
  order: { type: 'MARKET' },
}
const headers = { 'idempotency-key': 'k1' }

it('creates a plan under an id that its key decides, so that a repeat names the same one', async () => {
  const { call, access } = edgeFixture()
  const [first, again] = [
    await call('POST', PLANS, { body: stop, headers }),
    await call('POST', PLANS, { body: stop, headers }),
  ]
  expect([first.status, again.status]).toEqual([201, 201])
  expect((first.json as { id: string }).id).toMatch(/^pl[0-9a-f]{24}$/)
  expect(again.json).toEqual(first.json)
  expect(access.audit.list({ action: 'plan-created', limit: 9 })).toMatchObject([
    { symbol: 'MXUSDT', side: 'SELL', outcome: 'ok' },
    { symbol: 'MXUSDT', side: 'SELL', outcome: 'ok' },
  ])
})

it('refuses a plan without a key, on an unknown market, and with fields that no plan has', async () => {
  const { call } = edgeFixture()
  expect((await call('POST', PLANS, { body: stop })).status).toBe(400)
  expect((await call('POST', PLANS, { body: { ...stop, symbol: 'NOUSDT' }, headers })).status).toBe(404)
  expect((await call('POST', PLANS, { body: { ...stop, price: '1' }, headers })).status).toBe(400)
})

it('changes, cancels and lists plans, and takes heartbeats; an unknown plan is named', async () => {
  const { call } = edgeFixture()
  expect((await call('PATCH', `${PLANS}/C02__1`, { body: { resume: true } })).status).toBe(200)
  expect((await call('DELETE', `${PLANS}/C02__1`)).status).toBe(200)
  expect((await call('DELETE', `${PLANS}/nothing`)).json).toMatchObject({ code: 'UNKNOWN_PLAN' })
  expect((await call('GET', `${PLANS}/nothing`)).status).toBe(404)
  expect((await call('POST', `${PLANS}/heartbeat`)).json).toMatchObject({ heartbeatAt: 1 })
})

it('is for those who may trade', async () => {
  const { call, viewer } = edgeFixture()
  for (const [method, path] of [
    ['GET', PLANS],
    ['POST', PLANS],
    ['POST', `${PLANS}/heartbeat`],
    ['DELETE', `${PLANS}/C02__1`],
  ] as const)
    expect((await call(method, path, { body: stop, headers, token: viewer })).status).toBe(403)
})
