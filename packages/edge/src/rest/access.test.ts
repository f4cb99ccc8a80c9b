import { accessRecord, page } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'

describe('GET access', () => {
  it('lists accepted and rejected callers per transport for the owner alone, without secrets', async () => {
    const { call, access, rules, owner, viewer } = edgeFixture()
    await call('POST', '/api/v1/session', { token: '', body: { code: 'sdc_wrong' } })
    await call('POST', '/api/v1/session', { token: '', body: { code: access.newLoginCode() } })
    const made = await call('POST', '/api/v1/links', {
      body: { audience: 'viewer', accounts: ['main'], label: 'my accountant' },
    })
    await call('GET', '/api/v1/accounts', { token: viewer })
    await call('GET', '/api/v1/accounts', { token: 'sdt_nobody' })
    await call('POST', '/api/v1/links', { headers: { origin: 'https://evil.example' }, body: {} })
    rules.upgrade({
      method: 'GET',
      path: '/api/v1/ws',
      query: '',
      ip: '10.0.0.9',
      headers: { host: '127.0.0.1:8787', upgrade: 'websocket', authorization: `Bearer ${owner}` },
    })
    await call('DELETE', `/api/v1/links/${String(made.json['id'])}`)
    const { status, answer } = await call('GET', '/api/v1/access?limit=100')
    expect(status).toBe(200)
    const text = typeof answer.body === 'string' ? answer.body : ''
    const { items } = page(accessRecord).parse(JSON.parse(text))
    const told = items.map(({ event, door, audience, label, code }) =>
      [event, door, audience, label, code].filter(Boolean).join(' '),
    )
    for (const line of [
      'login-refused rest',
      'logged-in rest owner',
      'link-made rest viewer my accountant',
      'link-revoked rest viewer my accountant',
      'used rest viewer',
      'used websocket owner',
      'refused rest UNAUTHENTICATED',
      'refused rest FOREIGN_ORIGIN',
    ])
      expect(told).toContain(line)
    expect(text).not.toMatch(/sd[cstl]_/)
    expect((await call('GET', '/api/v1/access', { token: viewer })).status).toBe(403)
    expect((await call('GET', '/api/v1/access', { token: '' })).status).toBe(401)
  })
})

it('links are paged through to the last', async () => {
  const { call } = edgeFixture()
  const body = { audience: 'viewer', accounts: ['main'], label: 'x' }
  for (let n = 0; n < 5; n++) await call('POST', '/api/v1/links', { body })
  const ids: unknown[] = []
  let cursor = ''
  do {
    const { json } = await call('GET', `/api/v1/links?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ids.push(...(json['items'] as { id: string }[]).map(({ id }) => id))
    cursor = typeof json['nextCursor'] === 'string' ? json['nextCursor'] : ''
  } while (cursor !== '')
  expect(new Set(ids).size).toBe(5)
})
