import { page, session, signedInSession, user, userLink } from '@spotdeck/api'
import { MINUTE_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'

const TRADER = [{ role: 'trader', accounts: ['main'] }]
const OWNER = [{ role: 'owner', accounts: 'all' }]

async function added(fixture: EdgeFixture, grants: unknown, name = 'Ann') {
  const made = await fixture.asOwner('POST', '/api/v1/users', { name, grants })
  expect(made.status).toBe(201)
  return user.parse(made.json).id
}

/** Signs a user in by a new link. */
async function signedIn(fixture: EdgeFixture, id: string) {
  const made = await fixture.asOwner('POST', `/api/v1/users/${id}/link`)
  return browser(fixture, userLink.parse(made.json).code)
}

/** A browser that used a code: its calls, and the codes that its socket was closed with. */
async function browser(fixture: EdgeFixture, code: string) {
  const { answer, status } = await fixture.call('POST', '/api/v1/session', { token: '', body: { code } })
  const cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
  const call = (method: string, path: string, body?: unknown) =>
    fixture.call(method, `/api/v1${path}`, { token: '', headers: { cookie }, body })
  const stream = (): readonly number[] => {
    const closes: number[] = []
    const headers = { host: '127.0.0.1:8787', upgrade: 'websocket', cookie }
    const upgrade = fixture.rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', ip: '10.0.0.9', headers })
    if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
    upgrade.connect({ send() {}, share: () => true, close: (ended) => void closes.push(ended), bufferedBytes: 0 })
    return closes
  }
  return { status, call, stream }
}

describe('users', () => {
  it('sign in once by a link, as themselves, with their roles; the log and the list of sessions name them', async () => {
    const fixture = edgeFixture()
    const id = await added(fixture, TRADER)
    const link = userLink.parse((await fixture.asOwner('POST', `/api/v1/users/${id}/link`)).json)
    expect(link.url).toBe(`http://127.0.0.1:8787/#login=${link.code}`)
    const ann = await browser(fixture, link.code)
    expect(session.parse((await ann.call('GET', '/session')).json)).toMatchObject({
      user: { id, name: 'Ann' },
      audience: 'owner',
      accounts: ['main'],
      grants: TRADER,
    })
    expect((await browser(fixture, link.code)).status).toBe(401)
    expect(
      (await ann.call('POST', '/links', { audience: 'viewer', accounts: ['main'], label: 'x' })).json['code'],
    ).toBe('ROLE_FORBIDDEN')
    const signed = page(signedInSession).parse((await fixture.call('GET', '/api/v1/sessions')).json).items
    expect(signed.find(({ user: who }) => who !== undefined)).toMatchObject({
      user: { id, name: 'Ann' },
      accounts: ['main'],
      audience: 'owner',
    })
    expect(fixture.access.records().find(({ event }) => event === 'logged-in')).toMatchObject({ label: 'Ann' })
  })

  it('cannot use a link after ten minutes, nor once they are disabled', async () => {
    const fixture = edgeFixture()
    const id = await added(fixture, TRADER)
    const late = fixture.access.newUserLink(id)
    await fixture.asOwner('PATCH', `/api/v1/users/${id}`, { disabled: true })
    expect((await browser(fixture, late?.code ?? '')).status).toBe(401)
    expect((await fixture.asOwner('POST', `/api/v1/users/${id}/link`)).status).toBe(404)
    await fixture.time.advance(10 * MINUTE_MS)
    await fixture.asOwner('PATCH', `/api/v1/users/${id}`, { disabled: false })
    expect((await browser(fixture, late?.code ?? '')).status).toBe(401)
    expect((await signedIn(fixture, id)).status).toBe(200)
  })

  it('have their new roles at once, also on open streams, which come back', async () => {
    const fixture = edgeFixture()
    const id = await added(fixture, TRADER)
    const ann = await signedIn(fixture, id)
    const closes = ann.stream()
    await fixture.asOwner('PATCH', `/api/v1/users/${id}`, { name: 'Anna' })
    expect(closes).toEqual([])
    const grants = [{ role: 'viewer', accounts: ['other'] }]
    expect((await fixture.asOwner('PATCH', `/api/v1/users/${id}`, { grants })).json).toMatchObject({ grants })
    expect(closes).toEqual([1012])
    expect((await ann.call('GET', '/accounts/main/orders')).json['code']).toBe('UNKNOWN_ACCOUNT')
    expect((await ann.call('GET', '/session')).json).toMatchObject({ audience: 'viewer', accounts: ['other'] })
  })

  it('are noticed within 10 s where another process changes them', async () => {
    const fixture = edgeFixture()
    const id = await added(fixture, TRADER)
    const closes = (await signedIn(fixture, id)).stream()
    await fixture.access.users.change(id, { disabled: true })
    await fixture.time.advance(10_000)
    expect(closes).toEqual([4001])
  })

  it('lose sessions, streams and the links that they made when they manage no more', async () => {
    for (const end of ['disable', 'demote', 'remove']) {
      const fixture = edgeFixture()
      const id = await added(fixture, OWNER)
      const ann = await signedIn(fixture, id)
      const closes = ann.stream()
      const made = await ann.call('POST', '/links', { audience: 'viewer', accounts: ['main'], label: 'x' })
      expect(made.status).toBe(201)
      const body = end === 'disable' ? { disabled: true } : { grants: TRADER }
      if (end === 'remove') await fixture.asOwner('DELETE', `/api/v1/users/${id}`)
      else await fixture.asOwner('PATCH', `/api/v1/users/${id}`, body)
      expect([end, (await ann.call('GET', '/session')).status, closes]).toEqual([end, 401, [4001]])
      expect([end, (await browser(fixture, String(made.json['token']))).status]).toEqual([end, 401])
    }
  })

  it('add no passkey, which would sign in the owner', async () => {
    const fixture = edgeFixture({ publicUrl: 'http://localhost:8787' })
    const ann = await signedIn(fixture, await added(fixture, OWNER))
    expect((await ann.call('POST', '/passkeys/options')).json['code']).toBe('ROLE_FORBIDDEN')
  })

  it('are managed by who owns the whole desk alone, and have an e-mail of their own', async () => {
    const fixture = edgeFixture()
    const id = await added(fixture, TRADER)
    const { secret: token } = fixture.access.createToken({ role: 'owner', accounts: ['main'] })
    expect((await fixture.call('GET', '/api/v1/users', { token })).json['code']).toBe('SCOPE_FORBIDDEN')
    for (const role of ['trader', 'auditor'] as const) {
      const { secret } = fixture.access.createToken({ role, accounts: 'all' })
      for (const [method, path] of [
        ['GET', ''],
        ['POST', ''],
        ['PATCH', `/${id}`],
        ['DELETE', `/${id}`],
        ['POST', `/${id}/link`],
      ] as const)
        expect((await fixture.call(method, `/api/v1/users${path}`, { token: secret })).json['code']).toBe(
          'ROLE_FORBIDDEN',
        )
    }
    const body = { name: 'Bob', email: 'Bob@example.com', grants: [] }
    expect((await fixture.asOwner('POST', '/api/v1/users', body)).json).toMatchObject({ email: 'bob@example.com' })
    const twice = await fixture.asOwner('POST', '/api/v1/users', body)
    expect([twice.status, twice.json['params']]).toMatchObject([400, { field: 'email' }])
    expect((await fixture.asOwner('DELETE', '/api/v1/users/none')).status).toBe(404)
    expect(page(user).parse((await fixture.call('GET', '/api/v1/users')).json).items).toHaveLength(2)
  })
})
