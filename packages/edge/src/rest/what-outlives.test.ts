import { MINUTE_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { SoftwareAuthenticator } from '../testing/software-authenticator.ts'
import { passkeyCreation } from '@spotdeck/api'

const HOST = { host: 'localhost:8787', origin: 'http://localhost:8787' }
const OWNER = [{ role: 'owner', accounts: 'all' }] as const

/** A desk, and browsers that sign in to it. */
function desk() {
  const fixture = edgeFixture()
  const { access, call } = fixture
  const browser = async (code: string) => {
    const { answer } = await call('POST', '/api/v1/session', { token: '', headers: HOST, body: { code } })
    const cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
    return async (method: string, path: string, body?: unknown) => {
      const { status, json } = await call(method, `/api/v1${path}`, { token: '', headers: { ...HOST, cookie }, body })
      return { status, json, code: json['code'] }
    }
  }
  const owner = () => browser(access.newLoginCode())
  const addUser = async (by: Awaited<ReturnType<typeof owner>>) =>
    String((await by('POST', '/users', { name: 'Eve', grants: OWNER })).json['id'])
  const signInLink = async (by: Awaited<ReturnType<typeof owner>>, id: string) =>
    String((await by('POST', `/users/${id}/link`)).json['code'])
  const withPasskey = async () => {
    const by = await owner()
    const key = new SoftwareAuthenticator({ origin: HOST.origin })
    const response = key.create(passkeyCreation.parse((await by('POST', '/passkeys/options')).json))
    return { by, passkey: String((await by('POST', '/passkeys', { response })).json['id']) }
  }
  return { ...fixture, browser, owner, addUser, signInLink, withPasskey }
}

describe('whoever got hold of an owner token', () => {
  it('makes no user and no sign-in link, and changes and removes none', async () => {
    const { call, access, owner, addUser } = desk()
    const body = { name: 'Eve', grants: OWNER }
    const id = await addUser(await owner())
    for (const [method, path, given] of [
      ['POST', '', body],
      ['POST', `/${id}/link`, undefined],
      ['PATCH', `/${id}`, { grants: [] }],
      ['DELETE', `/${id}`, undefined],
    ] as const)
      expect((await call(method, `/api/v1/users${path}`, { body: given })).json['code']).toBe('CONFIRMATION_NEEDED')
    expect(access.users.list()).toMatchObject([{ id, grants: OWNER }])
  })

  it('leaves nothing behind that opens after the token was revoked, and the command names what it made', async () => {
    const { call, access, browser } = desk()
    const { credential, secret: token } = access.createToken({ audience: 'owner', accounts: 'all' })
    const link = await call('POST', '/api/v1/links', {
      token,
      body: { audience: 'viewer', accounts: ['main'], label: 'kept' },
    })
    const guest = await browser(String(link.json['token']))
    const { result, made } = await access.made.tell(() => access.revokeToken(credential.id))
    expect(result).toBe(true)
    expect(made).toMatchObject([
      { kind: 'session', label: 'kept', ended: true },
      { kind: 'link', id: link.json['id'], ended: true },
    ])
    expect((await guest('GET', '/session')).status).toBe(401)
  })
})

describe('whoever got hold of a session of the owner, which is ended from elsewhere', () => {
  it('keeps neither a sign-in link nor a session of a user whom it made, and the answer names the user who is left', async () => {
    const { access, browser, owner, addUser, signInLink } = desk()
    const lost = await owner()
    const id = access.sessions()[0]?.session.id ?? ''
    const eve = await addUser(lost)
    const inside = await browser(await signInLink(lost, eve))
    const unused = await signInLink(lost, eve)
    const mine = await owner()
    const ended = await mine('DELETE', `/sessions/${id}`)
    expect([ended.status, ended.json]).toMatchObject([
      200,
      {
        made: [
          { kind: 'user', id: eve, label: 'Eve', ended: false },
          { kind: 'session', label: 'Eve', ended: true },
          { kind: 'sign-in-link', label: 'Eve', ended: true },
        ],
      },
    ])
    expect((await inside('GET', '/session')).status).toBe(401)
    expect((await (await browser(unused))('GET', '/session')).status).toBe(401)
    expect((await mine('DELETE', `/users/${eve}`)).status).toBe(204)
  })

  it('is told of when all other sessions are ended, too', async () => {
    const { owner, addUser } = desk()
    const eve = await addUser(await owner())
    const { json } = await (await owner())('DELETE', '/sessions')
    expect(json).toEqual({ ended: 1, made: [{ kind: 'user', id: eve, label: 'Eve', ended: false }] })
  })

  it('signs itself out before that, and keeps nothing all the same: the link is over, and the user is named', async () => {
    const { access, browser, owner, addUser, signInLink } = desk()
    const mine = await owner()
    const lost = await owner()
    const eve = await addUser(lost)
    const inside = await browser(await signInLink(lost, eve))
    const unused = await signInLink(lost, eve)
    await lost('DELETE', '/session')
    const { json } = await mine('DELETE', '/sessions')
    expect(json).toEqual({ ended: 1, made: [{ kind: 'user', id: eve, label: 'Eve', ended: false }] })
    expect((await inside('GET', '/session')).status).toBe(401)
    expect((await (await browser(unused))('GET', '/session')).status).toBe(401)
    expect(access.sessions()).toHaveLength(1)
  })

  it('makes no user five minutes after its sign-in', async () => {
    const { time, owner } = desk()
    const lost = await owner()
    await time.advance(5 * MINUTE_MS)
    expect((await lost('POST', '/users', { name: 'Eve', grants: OWNER })).code).toBe('CONFIRMATION_NEEDED')
  })
})

describe('whoever keeps an older sign-in link of a user', () => {
  it('finds it ended by the newer one', async () => {
    const { browser, owner, addUser, signInLink } = desk()
    const by = await owner()
    const id = await addUser(by)
    const [older, newer] = [await signInLink(by, id), await signInLink(by, id)]
    expect((await (await browser(older))('GET', '/session')).status).toBe(401)
    expect((await (await browser(newer))('GET', '/session')).status).toBe(200)
  })
})

describe('a user of the role owner, who signed in by a link a moment ago', () => {
  it('is confirmed by nothing, and cannot remove the last passkey of the owner', async () => {
    const { access, browser, withPasskey, addUser, signInLink } = desk()
    const { by, passkey } = await withPasskey()
    const eve = await browser(await signInLink(by, await addUser(by)))
    expect((await eve('GET', '/session/confirmation')).json).toMatchObject({ confirmedUntil: null })
    expect((await eve('DELETE', `/passkeys/${passkey}`)).code).toBe('ROLE_FORBIDDEN')
    expect(await access.passkeys.list()).toHaveLength(1)
    expect((await eve('DELETE', '/sessions')).code).toBe('CONFIRMATION_NEEDED')
    expect((await eve('POST', '/links', { audience: 'viewer', accounts: ['main'], label: 'x' })).code).toBe(
      'CONFIRMATION_NEEDED',
    )
  })

  it('makes, changes and removes no user, also where there is no passkey', async () => {
    const { browser, owner, addUser, signInLink } = desk()
    const by = await owner()
    const id = await addUser(by)
    const eve = await browser(await signInLink(by, id))
    expect((await eve('POST', '/users', { name: 'Mallory', grants: OWNER })).code).toBe('ROLE_FORBIDDEN')
    expect((await eve('POST', `/users/${id}/link`)).code).toBe('ROLE_FORBIDDEN')
    expect((await eve('PATCH', `/users/${id}`, { name: 'Ann' })).code).toBe('ROLE_FORBIDDEN')
    expect((await eve('DELETE', `/users/${id}`)).code).toBe('ROLE_FORBIDDEN')
  })
})
