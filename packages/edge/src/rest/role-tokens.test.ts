import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'

const ORDER = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.4', quantity: '10' }
const LINK = { audience: 'viewer', accounts: ['main'], label: 'x' }

function withTokens() {
  const fixture = edgeFixture()
  const asked = (role: 'trader' | 'auditor' | 'viewer', accounts: 'all' | readonly string[]) => {
    const { secret: token } = fixture.access.createToken({ role, accounts })
    return async (method: string, path: string, body?: unknown) => {
      const headers = { 'idempotency-key': `${role}-1` }
      const { status, json } = await fixture.call(method, `/api/v1/${path}`, { token, headers, body })
      return json['code'] === undefined ? status : [status, json['code']]
    }
  }
  return { ...fixture, asked }
}

describe('a token with a role', () => {
  it('of a trader trades on its account, manages nothing there, and knows no other', async () => {
    const { desk, asked } = withTokens()
    const bot = asked('trader', ['main'])
    expect(await bot('POST', 'accounts/main/orders', ORDER)).toBe(201)
    expect(desk.placed).toHaveLength(1)
    expect(await bot('DELETE', 'accounts/main/orders/C02__1?symbol=MXUSDT')).toBe(200)
    expect(await bot('GET', 'accounts/main/orders')).toBe(200)
    expect(await bot('POST', 'links', LINK)).toEqual([403, 'ROLE_FORBIDDEN'])
    expect(await bot('GET', 'links')).toEqual([403, 'ROLE_FORBIDDEN'])
    for (const path of ['settings', 'access', 'sessions'])
      expect([path, await bot('GET', path)]).toEqual([path, [403, 'SCOPE_FORBIDDEN']])
    expect(await bot('GET', 'accounts/other/orders')).toEqual([404, 'UNKNOWN_ACCOUNT'])
    expect(await bot('POST', 'accounts/other/orders', ORDER)).toEqual([404, 'UNKNOWN_ACCOUNT'])
    expect(desk.placed).toHaveLength(1)
  })

  it('of a trader of all accounts is refused by its role, and the refusal is in the access log', async () => {
    const { access, asked } = withTokens()
    const bot = asked('trader', 'all')
    for (const path of ['settings', 'access', 'sessions'])
      expect([path, await bot('GET', path)]).toEqual([path, [403, 'ROLE_FORBIDDEN']])
    expect(access.records()).toContainEqual(expect.objectContaining({ event: 'refused', code: 'ROLE_FORBIDDEN' }))
  })

  it('of an auditor reads the books and the access log, and changes nothing', async () => {
    const { desk, asked } = withTokens()
    const auditor = asked('auditor', 'all')
    for (const path of ['access', 'accounts/main/orders', 'accounts/other/deals'])
      expect([path, await auditor('GET', path)]).toEqual([path, 200])
    expect(await auditor('POST', 'accounts/main/orders', ORDER)).toEqual([403, 'ROLE_FORBIDDEN'])
    expect(await auditor('DELETE', 'accounts/main/orders/C02__1')).toEqual([403, 'ROLE_FORBIDDEN'])
    expect(await auditor('POST', 'links', LINK)).toEqual([403, 'ROLE_FORBIDDEN'])
    expect(await auditor('GET', 'settings')).toEqual([403, 'ROLE_FORBIDDEN'])
    expect(desk.placed).toHaveLength(0)
    expect(await asked('auditor', ['main'])('GET', 'access')).toEqual([403, 'SCOPE_FORBIDDEN'])
  })

  it('of a viewer opens what a token of that audience opens', async () => {
    const { access } = withTokens()
    const { secret } = access.createToken({ role: 'viewer', accounts: ['main'] })
    expect(access.byToken(secret)?.grants).toEqual([{ role: 'viewer', accounts: ['main'] }])
  })

  it('is recorded with the audience whose fields it reads', () => {
    const { access } = withTokens()
    const { credential } = access.createToken({ role: 'trader', accounts: ['main'], label: 'bot' })
    access.revokeToken(credential.id)
    const told = { audience: 'owner', label: 'bot', credential: credential.id }
    expect(access.records().slice(0, 2)).toMatchObject([
      { event: 'token-revoked', ...told },
      { event: 'token-made', ...told },
    ])
  })
})
