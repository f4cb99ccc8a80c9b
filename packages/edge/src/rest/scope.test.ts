import { beforeEach, describe, expect, it } from 'vitest'
import { DAY_MS } from '@spotdeck/ports'
import { z } from 'zod'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { routes } from './routes/all-routes.ts'

describe('the scope of a route', () => {
  it('is declared for every route, and is that of the account where a path names one', () => {
    expect(routes.length).toBeGreaterThan(40)
    for (const { method, path, scope, audiences } of routes) {
      const route = `${method} ${path}`
      expect([route, scope]).toEqual([route, expect.stringMatching(/^(?:none|self|account|own|all)$/)])
      expect([route, scope === 'account']).toEqual([route, path.includes('/:account')])
      // what needs no sign-in reaches nothing of an account
      if (audiences === 'anyone') expect([route, scope]).toEqual([route, 'none'])
    }
  })

  it('covers every account named in a body: such a route declares how to find them', () => {
    const naming = routes.filter(
      ({ body }) => body instanceof z.ZodObject && /"accounts?"/.test(JSON.stringify(Object.keys(body.shape))),
    )
    expect(naming.map(({ path }) => path)).toContain('/api/v1/links')
    for (const { path, accountsOf } of naming)
      expect([path, accountsOf?.({ accounts: ['main'], account: 'main' })]).toEqual([path, ['main']])
    // No query does, unless its caller may read every account: what would be filtered by it belongs into a path.
    for (const { path, query } of routes.filter(({ scope }) => scope !== 'all'))
      expect([path, Object.keys(query?.shape ?? {}).filter((name) => /^accounts?$/.test(name))]).toEqual([path, []])
  })

  it('is every account for resources of the whole gateway', () => {
    const deskWide = routes.filter(({ scope }) => scope === 'all').map(({ path }) => path)
    for (const part of ['/access', '/audit', '/redis', '/settings', '/sandbox/', '/sessions'])
      expect([part, deskWide.some((path) => path.startsWith(`/api/v1${part}`))]).toEqual([part, true])
  })
})

describe('an owner token for one account', () => {
  let fixture: EdgeFixture
  let token: string
  beforeEach(() => {
    fixture = edgeFixture({ panel: { baseUrl: 'http://127.0.0.1:9', fetch: () => Promise.reject(new Error('asked')) } })
    token = fixture.access.createToken({ audience: 'owner', accounts: ['main'] }).secret
  })
  const link = (accounts: readonly string[], expiresAt?: number) => ({
    audience: 'viewer',
    accounts,
    label: 'x',
    ...(expiresAt === undefined ? {} : { expiresAt }),
  })

  it('makes no link for another account, neither alone nor beside its own', async () => {
    for (const accounts of [['other'], ['main', 'other']]) {
      const made = await fixture.call('POST', '/api/v1/links', { token, body: link(accounts) })
      expect([made.status, made.json['code']]).toEqual([404, 'UNKNOWN_ACCOUNT'])
    }
    expect((await fixture.call('POST', '/api/v1/links', { token, body: link(['main']) })).status).toBe(201)
  })

  it('neither sees nor revokes a link that reaches beyond its account', async () => {
    const others = await fixture.call('POST', '/api/v1/links', { body: link(['main', 'other']) })
    const its = await fixture.call('POST', '/api/v1/links', { body: link(['main']) })
    const { json } = await fixture.call('GET', '/api/v1/links', { token })
    expect((json['items'] as { id: string }[]).map(({ id }) => id)).toEqual([its.json['id']])
    const revoke = (id: unknown) => fixture.call('DELETE', `/api/v1/links/${String(id)}`, { token })
    expect((await revoke(others.json['id'])).status).toBe(404)
    expect((await revoke(its.json['id'])).status).toBe(200)
    const left = (await fixture.call('GET', '/api/v1/links')).json['items'] as { id: string }[]
    expect(left.map(({ id }) => id)).toEqual([others.json['id']])
  })

  it('is told that resources of the whole gateway need access to every account', async () => {
    const asked = [
      ['GET', '/access'],
      ['GET', '/redis'],
      ['GET', '/settings'],
      ['POST', '/settings'],
      ['GET', '/sandbox/clock'],
      ['POST', '/sandbox/clock'],
      ['DELETE', '/sandbox/faults'],
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
      ['DELETE', '/sessions/x'],
    ] as const
    for (const [method, path] of asked) {
      const body = method === 'POST' ? { body: {} } : {}
      const { status, json } = await fixture.call(method, `/api/v1${path}`, { token, ...body })
      expect([method, path, status, json['code']]).toEqual([method, path, 403, 'SCOPE_FORBIDDEN'])
    }
    const proxied = { 'x-forwarded-for': '10.0.0.1' }
    const metrics = (given: string) => fixture.call('GET', '/metrics', { token: given, headers: proxied })
    expect((await metrics(token)).status).toBe(403)
    expect((await metrics(fixture.owner)).status).toBe(200)
  })

  it('creates no link that expires later than itself', async () => {
    const now = fixture.time.now()
    const short = fixture.access.createToken({ audience: 'owner', accounts: ['main'], expiresAt: now + DAY_MS }).secret
    const later = await fixture.call('POST', '/api/v1/links', { token: short, body: link(['main'], now + 2 * DAY_MS) })
    expect([later.status, later.json['params']]).toMatchObject([400, { field: 'expiresAt' }])
    const plain = await fixture.call('POST', '/api/v1/links', { token: short, body: link(['main']) })
    expect(plain.json['expiresAt']).toBe(now + DAY_MS)
  })
})

describe('the credentials that a revoked token created', () => {
  it('ends with it: its links, and the sessions that were opened with them', async () => {
    const { access, call } = edgeFixture()
    const token = access.createToken({ audience: 'owner', accounts: 'all' })
    const body = { audience: 'viewer', accounts: ['main'], label: 'x' }
    const link = await call('POST', '/api/v1/links', { token: token.secret, body })
    const session = access.logIn(String(link.json['token']))
    expect(access.bySession(session?.cookie ?? '')).toBeDefined()
    expect(access.revokeToken(token.credential.id)).toBe(true)
    expect(access.bySession(session?.cookie ?? '')).toBeUndefined()
    expect(session && access.stillHolds(session.principal)).toBe(false)
    expect(access.logIn(String(link.json['token']))).toBeUndefined()
    expect(access.links()).toEqual([])
  })
})
