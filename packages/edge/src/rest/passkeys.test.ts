import {
  type PasskeyCreation,
  type PasskeyRequest,
  accessRecord,
  page,
  passkeyCreation,
  passkeyRequest,
} from '@spotdeck/api'
import { MINUTE_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { type Deviation, SoftwareAuthenticator } from '../testing/software-authenticator.ts'

const ORIGIN = 'http://localhost:8787'

/** Calls of a browser that holds a cookie, or none. */
function browserOf(fixture: EdgeFixture, cookie = '') {
  return (method: string, path: string, body?: unknown) =>
    fixture.call(method, `/api/v1${path}`, {
      token: '',
      headers: { host: 'localhost:8787', origin: ORIGIN, 'user-agent': 'Firefox/145.0 Windows', cookie },
      ...(body === undefined ? {} : { body }),
    })
}
type Browser = ReturnType<typeof browserOf>

const cookieOf = (answer: Awaited<ReturnType<Browser>>): string =>
  answer.answer.headers['set-cookie']?.split(';')[0] ?? ''

async function ownerOf(fixture: EdgeFixture): Promise<Browser> {
  const code = fixture.access.newLoginCode()
  return browserOf(fixture, cookieOf(await browserOf(fixture)('POST', '/session', { code })))
}

const creation = async (owner: Browser): Promise<PasskeyCreation> =>
  passkeyCreation.parse((await owner('POST', '/passkeys/options')).json)
const offer = async (browser: Browser, path = '/session/passkey'): Promise<PasskeyRequest> =>
  passkeyRequest.parse((await browser('GET', path)).json['options'])

/** Adds a passkey; returns the answer. */
async function add(owner: Browser, key: SoftwareAuthenticator, deviation?: Deviation, name?: string) {
  const response = key.create(await creation(owner), deviation)
  return owner('POST', '/passkeys', { response, ...(name === undefined ? {} : { name }) })
}

/** A desk whose owner has one passkey. */
async function withPasskey(options: ConstructorParameters<typeof SoftwareAuthenticator>[0] = { origin: ORIGIN }) {
  const fixture = edgeFixture()
  const owner = await ownerOf(fixture)
  const key = new SoftwareAuthenticator(options)
  const added = await add(owner, key)
  expect([added.status, added.json]).toMatchObject([201, { provider: 'Bitwarden' }])
  const guest = browserOf(fixture)
  const signIn = async (deviation?: Deviation) =>
    guest('POST', '/session/passkey', { response: key.sign(await offer(guest), deviation) })
  return { fixture, owner, key, guest, signIn, id: String(added.json['id']) }
}

const codeOf = ({ status, json }: { status: number; json: Record<string, unknown> }) => [status, json['code']]
const records = async (owner: Browser) =>
  page(accessRecord)
    .parse((await owner('GET', '/access')).json)
    .items.map(({ event, label, code }) => [event, label, code].filter(Boolean).join(' '))

describe('a passkey', () => {
  it('opens an ordinary owner session, and is listed with its provider and last use', async () => {
    const { owner, signIn, fixture } = await withPasskey()
    await fixture.time.advance(MINUTE_MS)
    const answer = await signIn()
    expect([answer.status, answer.json]).toMatchObject([200, { audience: 'owner', accounts: ['main', 'other'] }])
    const signedIn = browserOf(fixture, cookieOf(answer))
    const { items, address } = (await signedIn('GET', '/passkeys')).json
    expect(address).toBe(ORIGIN)
    expect(items).toMatchObject([
      { name: 'Bitwarden', host: 'localhost', usable: true, synced: false, lastUsedAt: fixture.time.now() },
    ])
    expect(JSON.stringify(items)).not.toMatch(/publicKey|public_key|credential/i)
    expect((await signedIn('GET', '/sessions')).json['items']).toMatchObject([
      { current: true, device: 'Firefox 145 · Windows' },
      { current: false },
    ])
    expect(await records(owner)).toEqual(expect.arrayContaining(['passkey-added Bitwarden', 'logged-in Bitwarden']))
  })

  it('has the name that it was given, and signs in again and again', async () => {
    const { owner, fixture, signIn } = await withPasskey()
    const named = await add(owner, new SoftwareAuthenticator({ origin: ORIGIN }), {}, ' My phone ')
    expect(named.json).toMatchObject({ name: 'My phone' })
    expect(fixture.access.sessions()).toHaveLength(1)
    expect([(await signIn()).status, (await signIn()).status]).toEqual([200, 200])
  })

  it('that never counts and is copied by its provider keeps working', async () => {
    const { signIn, owner } = await withPasskey({ origin: ORIGIN, counts: false, canBackUp: true })
    expect([(await signIn()).status, (await signIn({ isBackedUp: false })).status]).toEqual([200, 200])
    expect((await owner('GET', '/passkeys')).json['items']).toMatchObject([{ synced: false }])
  })

  it.each<[string, Deviation]>([
    ['another origin', { origin: 'http://localhost:9999' }],
    ['another host', { rpId: 'example.com' }],
    ['no verified user', { isUnverified: true }],
    ['another key', { otherKey: true }],
    ['another type', { type: 'webauthn.create' }],
    ['another user', { userHandle: 'c29tZWJvZHk' }],
    ['a made-up challenge', { challenge: 'AAAA' }],
    ['another key that may be copied', { isBackedUp: true }],
  ])('with %s is refused', async (_what, deviation) => {
    const { signIn, owner } = await withPasskey()
    const answer = await signIn(deviation)
    expect(codeOf(answer)).toEqual([401, 'PASSKEY_INVALID'])
    expect(answer.answer.headers).not.toHaveProperty('set-cookie')
    expect((await records(owner))[0]).toMatch(/^refused .*PASSKEY_INVALID$/)
  })

  it('signs in once with one signature, and not after two minutes', async () => {
    const { guest, key, fixture } = await withPasskey()
    const response = key.sign(await offer(guest))
    expect((await guest('POST', '/session/passkey', { response })).status).toBe(200)
    expect(codeOf(await guest('POST', '/session/passkey', { response }))).toEqual([401, 'PASSKEY_EXPIRED'])
    const late = key.sign(await offer(guest))
    await fixture.time.advance(2 * MINUTE_MS)
    expect(codeOf(await guest('POST', '/session/passkey', { response: late }))).toEqual([401, 'PASSKEY_EXPIRED'])
  })

  it('is refused when its counter goes back, and the access log names it', async () => {
    const { signIn, owner } = await withPasskey()
    expect((await signIn({ counter: 9 })).status).toBe(200)
    for (const counter of [9, 3, 0]) expect(codeOf(await signIn({ counter }))).toEqual([401, 'PASSKEY_COPIED'])
    expect((await signIn({ counter: 10 })).status).toBe(200)
    expect(await records(owner)).toContain('refused Bitwarden PASSKEY_COPIED')
  })

  it('signs nobody in once it is removed, and is unknown where it never was', async () => {
    const { signIn, owner, key, guest, id } = await withPasskey()
    const options = await offer(guest)
    expect(codeOf(await signIn({ credentialId: 'AAAA' }))).toEqual([401, 'PASSKEY_UNKNOWN'])
    expect((await owner('DELETE', `/passkeys/${id}`)).status).toBe(204)
    expect((await owner('DELETE', `/passkeys/${id}`)).status).toBe(404)
    expect(codeOf(await guest('POST', '/session/passkey', { response: key.sign(options) }))).toEqual([
      401,
      'PASSKEY_UNKNOWN',
    ])
    expect((await guest('GET', '/session/passkey')).json).toEqual({ address: ORIGIN, options: null })
    expect(await records(owner)).toContain('passkey-removed Bitwarden')
  })

  it('is counted like a wrong code where it is wrong, and never refused where it is right', async () => {
    const { signIn } = await withPasskey()
    const wrong = async () => (await signIn({ isUnverified: true })).status
    const answers = []
    for (let n = 0; n < 12; n++) answers.push(await wrong())
    expect(answers.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(answers.slice(10)).toEqual([429, 429])
    expect((await signIn()).status).toBe(200)
  })
})

describe('adding a passkey', () => {
  it('needs a session of the last five minutes, or one that a passkey confirmed', async () => {
    const { fixture, owner, key, id } = await withPasskey()
    await fixture.time.advance(5 * MINUTE_MS)
    expect(codeOf(await owner('POST', '/passkeys/options'))).toEqual([403, 'CONFIRMATION_NEEDED'])
    expect(codeOf(await owner('DELETE', `/passkeys/${id}`))).toEqual([403, 'CONFIRMATION_NEEDED'])
    const response = key.sign(await offer(owner, '/session/confirmation'))
    const confirmed = await owner('POST', '/session/confirmation', { response })
    expect(confirmed.json).toEqual({ confirmedUntil: fixture.time.now() + 5 * MINUTE_MS })
    expect((await add(owner, new SoftwareAuthenticator({ origin: ORIGIN }))).status).toBe(201)
    await fixture.time.advance(5 * MINUTE_MS)
    expect((await owner('POST', '/passkeys/options')).status).toBe(403)
    expect(await records(owner)).toEqual(expect.arrayContaining(['confirmed Bitwarden', 'refused CONFIRMATION_NEEDED']))
  })

  it('is not for tokens, viewers or nobody', async () => {
    const fixture = edgeFixture()
    const asToken = await fixture.call('POST', '/api/v1/passkeys/options')
    expect(codeOf(asToken)).toEqual([403, 'CONFIRMATION_NEEDED'])
    expect((await fixture.call('POST', '/api/v1/passkeys/options', { token: fixture.viewer })).status).toBe(403)
    expect((await fixture.call('GET', '/api/v1/passkeys', { token: '' })).status).toBe(401)
  })

  it.each<[string, Deviation]>([
    ['another origin', { origin: 'http://127.0.0.1:8787' }],
    ['another host', { rpId: '127.0.0.1' }],
    ['no verified user', { isUnverified: true }],
    ['a made-up challenge', { challenge: 'AAAA' }],
  ])('with %s is refused', async (_what, deviation) => {
    const owner = await ownerOf(edgeFixture())
    const answer = await add(owner, new SoftwareAuthenticator({ origin: ORIGIN }), deviation)
    expect(codeOf(answer)).toEqual([401, 'PASSKEY_INVALID'])
    expect((await owner('GET', '/passkeys')).json['items']).toEqual([])
  })

  it('is done once for one challenge, by the session that asked, for a passkey that is not known', async () => {
    const fixture = edgeFixture()
    const [owner, other] = [await ownerOf(fixture), await ownerOf(fixture)]
    const [key, second] = [1, 2].map(() => new SoftwareAuthenticator({ origin: ORIGIN }))
    const options = await creation(owner)
    const body = { response: key?.create(options) }
    expect(codeOf(await other('POST', '/passkeys', body))).toEqual([401, 'PASSKEY_INVALID'])
    expect((await owner('POST', '/passkeys', body)).status).toBe(201)
    expect(codeOf(await owner('POST', '/passkeys', body))).toEqual([401, 'PASSKEY_EXPIRED'])
    const again = { response: second?.create(await creation(owner), { credentialId: body.response?.id ?? '' }) }
    expect(codeOf(await owner('POST', '/passkeys', again))).toEqual([409, 'PASSKEY_EXISTS'])
    expect((await creation(owner)).excludeCredentials).toMatchObject([{ id: body.response?.id }])
  })

  it('ends at twenty', async () => {
    const owner = await ownerOf(edgeFixture())
    const key = new SoftwareAuthenticator({ origin: ORIGIN })
    const options = await creation(owner)
    for (let n = 0; n < 20; n++) expect((await add(owner, key)).status).toBe(201)
    const refused = await owner('POST', '/passkeys/options')
    expect([refused.status, refused.json]).toMatchObject([409, { code: 'TOO_MANY_PASSKEYS', params: { limit: 20 } }])
    expect((await owner('POST', '/passkeys', { response: key.create(options) })).json['code']).toBe('TOO_MANY_PASSKEYS')
  })
})

describe('with a passkey, an older session', () => {
  it('confirms before it makes links or ends sessions; tokens and desks without passkeys need not', async () => {
    const { fixture, owner, key, id } = await withPasskey()
    const link = { audience: 'viewer', accounts: ['main'], label: 'x' }
    await fixture.time.advance(5 * MINUTE_MS)
    const asked = [
      ['POST', '/links', link],
      ['DELETE', '/sessions'],
      ['DELETE', '/sessions/x'],
    ] as const
    for (const [method, path, body] of asked)
      expect(codeOf(await owner(method, path, body))).toEqual([403, 'CONFIRMATION_NEEDED'])
    expect((await fixture.call('POST', '/api/v1/links', { body: link })).status).toBe(201)
    const response = key.sign(await offer(owner, '/session/confirmation'))
    await owner('POST', '/session/confirmation', { response })
    expect((await owner('POST', '/links', link)).status).toBe(201)
    expect((await owner('DELETE', '/sessions')).status).toBe(200)
    await owner('DELETE', `/passkeys/${id}`)
    await fixture.time.advance(5 * MINUTE_MS)
    expect((await owner('POST', '/links', link)).status).toBe(201)
  })

  it('is confirmed by no signature that was made for a sign-in or for another session', async () => {
    const { fixture, owner, guest, key } = await withPasskey()
    const other = await ownerOf(fixture)
    for (const options of [await offer(guest), await offer(other, '/session/confirmation')]) {
      const answer = await owner('POST', '/session/confirmation', { response: key.sign(options) })
      expect(codeOf(answer)).toEqual([401, 'PASSKEY_INVALID'])
    }
    const mine = key.sign(await offer(owner, '/session/confirmation'))
    expect(codeOf(await guest('POST', '/session/passkey', { response: mine }))).toEqual([401, 'PASSKEY_INVALID'])
  })
})

describe('the address of passkeys', () => {
  it('is the public one where there is one, and none where that is a number or has no TLS', async () => {
    for (const [publicUrl, address] of [
      ['https://desk.example', 'https://desk.example'],
      ['http://desk.example', null],
      ['https://192.0.2.7', null],
      ['http://localhost:9000', 'http://localhost:9000'],
    ] as const) {
      const fixture = edgeFixture({ publicUrl })
      const { json } = await fixture.call('GET', '/api/v1/session/passkey', { token: '' })
      expect([publicUrl, json]).toEqual([publicUrl, { address, options: null }])
      const { status } = await fixture.call('POST', '/api/v1/session/passkey', { token: '', body: {} })
      expect(status).toBe(400)
    }
  })
})
