import { NetworkFault } from '@spotdeck/ports'
import { passkeyCreation, passkeyRequest } from '@spotdeck/api'
import { seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { type EdgeFixture, SoftwareAuthenticator, edgeFixture } from '@spotdeck/edge/testing'
import { FOLLOWER, ORIGINS, SECRET, type Wire, postOf, received, twoGateways } from '../testing/two-edges.ts'
import { Forwarder } from './forwarder.ts'
import { FORWARDED_LASTS_MS, FORWARDED_PATH, ForwardSeal } from './seal.ts'

const MAIN = '/api/v1/accounts/main'
const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.4', quantity: '10' }
const codeIn = (body = '{}'): unknown => (JSON.parse(body) as Record<string, unknown>)['code']

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
      // Each gateway records what it was asked: the one that follows does not rely on the record of the other.
      const placed = here.access.audit.list({ action: 'order-placed', limit: 9 })
      expect(placed.map(({ door, outcome }) => `${door} ${outcome}`).toSorted()).toEqual([
        ...Array.from({ length: 2 }, () => 'gateway ok'),
        ...Array.from({ length: 3 }, () => 'rest ok'),
      ])
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
    for (const other of [twoGateways({ hereSecret: '' }), twoGateways({ origins: ['https://127.0.0.1:8787'] })]) {
      expect(await place(other.here)).toMatchObject(refused)
      expect(other.wire.sent).toHaveLength(0)
      expect(other.lines.join()).toMatch(/call not passed on .*--gateway-(?:secret-file|origins)/)
    }
    // Whoever answered had no secret: nothing is known about what was done.
    for (const other of [twoGateways({ takes: false }), twoGateways({ secret: 'another secret' })])
      expect(await place(other.here)).toMatchObject({ status: 202, json: { code: 'ORDER_OUTCOME_UNKNOWN' } })
  })

  it('is passed on only for whoever may place it', async () => {
    const { here, wire } = twoGateways()
    expect((await place(here, 'k', { token: here.viewer })).json['code']).toBe('AUDIENCE_FORBIDDEN')
    expect((await place(here, 'k', { token: '' })).status).toBe(401)
    expect(wire.sent).toHaveLength(0)
  })
})

describe('an attacker who may write the database, but lacks the secret', () => {
  it('sends no order elsewhere by the address of a member', async () => {
    const { here, wire, state } = twoGateways({ origins: [...ORIGINS, 'http://10.0.0.0/8:8787'] })
    const elsewhere = [
      'http://169.254.169.254',
      'http://127.0.0.1:8787/admin',
      'http://127.0.0.1:8787?steal=',
      'http://127.0.0.1:8787#',
      'http://a@127.0.0.1:8787',
      'http://127.0.0.1:9090',
      'http://127.0.0.1:8787.evil.example',
      'http://10.0.0.1:9999',
      'https://10.0.0.1:8787',
      'file:///etc/passwd',
      'nonsense',
    ]
    for (const address of elsewhere) {
      state.address = address
      expect((await place(here, address)).json['code']).toBe('FOLLOWED_ELSEWHERE')
    }
    expect(wire.sent).toEqual([])
    state.address = 'http://10.1.2.3:8787'
    await place(here, 'network')
    expect(wire.sent.map(({ url }) => url)).toEqual([`${state.address}${FORWARDED_PATH}`])
  })

  it('makes nobody believe an answer of its own, changed, or of another call', async () => {
    const { here, wire } = twoGateways()
    const { answer } = wire
    let first: Awaited<ReturnType<typeof answer>> | undefined
    wire.answer = async (request) => (first = await answer(request))
    expect((await place(here, 'first')).status).toBe(201)
    const body = JSON.stringify({ outcome: 'placed', orderId: 'forged' })
    const headers = { 'content-type': 'application/json' }
    const unknown = { status: 202, json: { code: 'ORDER_OUTCOME_UNKNOWN' } }
    const forged: readonly Wire['answer'][] = [
      async () => ({ status: 201, headers, body }),
      async () => ({ status: 401, headers, body: '{"code":"UNAUTHENTICATED"}' }),
      async () => first ?? { status: 500, headers, body },
      async (request) => ({ ...(await answer(request)), body }),
      async (request) => ({ status: 200, headers, body: (await answer(request)).body.slice(0, -4) }),
    ]
    for (const [n, made] of forged.entries()) {
      wire.answer = made
      expect(await place(here, `forged-${n}`)).toMatchObject(unknown)
    }
  })
})

describe('an attacker on the way between gateways', () => {
  it('repeats no call, neither at the gateway that took it nor at another, so that nobody comes back who was shut out', async () => {
    const { here, there, wire } = twoGateways({ isHealthOnly: true, issues: false })
    const host = { host: '127.0.0.1:8787' }
    const body = { code: there.access.newLoginCode() }
    const { answer } = await here.call('POST', '/api/v1/session', { token: '', headers: host, body })
    const cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
    const owner = (method: string, path: string, asked?: unknown) =>
      here.call(method, `/api/v1${path}`, { token: '', headers: { ...host, cookie }, body: asked })
    const grants = [{ role: 'owner', accounts: 'all' }]
    const { json: ann } = await owner('POST', '/users', { name: 'Ann', grants })
    const id = String(ann['id'])
    await owner('PATCH', `/users/${id}`, { disabled: false, grants })
    await owner('POST', `/users/${id}/link`)
    await owner('POST', '/links', { accounts: ['main'], audience: 'viewer', label: 'a reader' })
    const seen = wire.sent.slice(1)
    expect(seen).toHaveLength(4)
    await owner('PATCH', `/users/${id}`, { disabled: true, grants: [] })
    const fellow = { secret: SECRET, origins: ORIGINS, addressOf: async () => undefined, issuers: async () => [] }
    const fetch = () => Promise.reject(new Error('passed on twice'))
    const another = edgeFixture({
      isHealthOnly: true,
      sharing: here,
      forwarding: (world) => new Forwarder({ ...fellow, fetch, advertiseUrl: 'http://127.0.0.1:8788', world }),
    })
    for (const { rules } of [there, another])
      for (const request of seen)
        // Also where the text differs and says the same.
        for (const text of [request.body, `${request.body ?? ''}==`, ` ${request.body ?? ''}`])
          expect((await rules.handle(received(postOf(text ?? '')))).status).toBe(401)
    expect(await there.access.users.byId(id)).toMatchObject({ disabledAt: expect.any(Number) as number, grants: [] })
    expect([await there.access.users.list(), there.access.links()].map(({ length }) => length)).toEqual([1, 1])
  })
})

describe('an edge that was taken over, and has the secret', () => {
  /** Answer of the gateway that follows to a call that such an edge seals. */
  async function sealedBy(brought: object, asked: object = {}) {
    const { here, there } = twoGateways()
    const seal = new ForwardSeal(SECRET, seededRandom(5))
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' }
    const order1 = { method: 'POST', path: `${MAIN}/orders`, query: '', headers, body: JSON.stringify(order) }
    const site = { url: 'http://127.0.0.1:8787', secure: false, cookieName: 'spotdeck_8787' }
    const secrets = { owner: here.owner, viewer: here.viewer }
    const given = Object.fromEntries(
      Object.entries(brought).map(([kind, of]) => [kind, secrets[of as keyof typeof secrets] ?? String(of)]),
    )
    const call = { id: 'call', at: there.time.now(), ip: '9.9.9.9', brought: given, site }
    const sealed = seal.call({ ...call, request: { ...order1, ...asked } }, FOLLOWER)
    const { body } = await there.rules.handle(received(postOf(sealed)))
    const answer = seal.openedAnswer(sealed, typeof body === 'string' ? body : '')
    const audit = there.access.audit.list({ action: 'order-placed', limit: 9 })
    return { status: answer?.status, code: codeIn(answer?.body), placed: there.desk.placed.length, audit, here }
  }

  it('orders for nobody whose own cookie or token it does not have, also where it knows every id and hash', async () => {
    const { here } = twoGateways()
    for (const { id, hash } of here.access.tokens())
      for (const brought of [{ token: id }, { token: hash }, { cookie: id }, { credential: id, kind: 'token' }, {}])
        expect(await sealedBy(brought).catch(() => ({ status: 401, placed: 0 }))).toMatchObject({ placed: 0 })
    expect(await sealedBy({ token: `sdt_${'A'.repeat(43)}` })).toMatchObject({ status: 401, placed: 0 })
    expect(await sealedBy({ token: 'viewer' })).toMatchObject({
      status: 403,
      placed: 0,
      audit: [{ door: 'gateway', outcome: 'AUDIENCE_FORBIDDEN' }],
    })
    expect(await sealedBy({ token: 'owner' })).toMatchObject({
      status: 201,
      placed: 1,
      audit: [{ door: 'gateway', outcome: 'ok' }],
    })
  })

  it('reads nothing by such a call, and makes no session without a code, a link or a signature', async () => {
    const read = { method: 'GET', path: `${MAIN}/assets` }
    expect(await sealedBy({ token: 'owner' }, read)).toMatchObject({ status: 404 })
    const logIn = { path: '/api/v1/session', body: JSON.stringify({ code: `sdc_${'A'.repeat(43)}` }) }
    const { status, code, here } = await sealedBy({}, logIn)
    expect([status, code, here.access.sessions()]).toEqual([401, 'LOGIN_CODE_INVALID', []])
  })
})

describe('a gateway whose database user may make no credentials', () => {
  const host = { host: '127.0.0.1:8787' }

  it('has another one sign people in, for its own address, and make users and links', async () => {
    const { here, there } = twoGateways({ isHealthOnly: true, issues: false })
    const body = { code: there.access.newLoginCode() }
    const headers = { ...host, 'user-agent': 'Firefox/145.0 Windows' }
    const { status, answer } = await here.call('POST', '/api/v1/session', { token: '', headers, body })
    expect(status).toBe(200)
    const cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
    expect(cookie).toMatch(/^spotdeck_8787=sds_/)
    const asked = { token: '', headers: { ...host, cookie } }
    const added = await here.call('POST', '/api/v1/users', { ...asked, body: { name: 'Ann', grants: [] } })
    expect([added.status, added.json['name']]).toEqual([201, 'Ann'])
    const link = await here.call('POST', `/api/v1/users/${String(added.json['id'])}/link`, asked)
    expect(link.json['url']).toBe(`http://127.0.0.1:8787/#login=${String(link.json['code'])}`)
    const made = here.access.audit.list({ action: 'user-added', limit: 9 })
    expect(made.map(({ door, outcome }) => `${door} ${outcome}`).toSorted()).toEqual(['gateway ok', 'rest ok'])
    expect(here.access.sessions()).toMatchObject([
      { session: { createdFrom: '127.0.0.1', device: 'Firefox 145 · Windows' } },
    ])
    expect((await here.call('DELETE', '/api/v1/session', asked)).status).toBe(204)
  })

  it('has another one add a passkey of its own address, sign in and confirm by it', async () => {
    const { here, there } = twoGateways({ isHealthOnly: true, issues: false })
    const at = { host: 'localhost:8787', origin: 'http://localhost:8787' }
    const call = (cookie: string) => (method: string, path: string, body?: unknown) =>
      here.call(method, `/api/v1${path}`, { token: '', headers: { ...at, cookie }, body })
    const signIn = async (path: string, body: unknown) =>
      call((await call('')('POST', path, body)).answer.headers['set-cookie']?.split(';')[0] ?? '')
    const owner = await signIn('/session', { code: there.access.newLoginCode() })
    const key = new SoftwareAuthenticator({ origin: at.origin })
    const response = key.create(passkeyCreation.parse((await owner('POST', '/passkeys/options')).json))
    const added = await owner('POST', '/passkeys', { response })
    expect([added.status, added.json]).toMatchObject([201, { host: 'localhost', usable: true }])
    const signed = async (path: string) => {
      const { options } = (await owner('GET', path)).json
      return { response: key.sign(passkeyRequest.parse(options)) }
    }
    expect((await owner('HEAD', '/session/passkey')).status).toBe(200)
    const again = await signIn('/session/passkey', await signed('/session/passkey'))
    expect((await again('GET', '/session')).json).toMatchObject({ audience: 'owner' })
    expect((await owner('POST', '/session/confirmation', await signed('/session/confirmation'))).status).toBe(200)
    expect((await owner('DELETE', `/passkeys/${String(added.json['id'])}`)).status).toBe(204)
  })

  it('says so where no other one answers, and nothing is made', async () => {
    const { here, there, state } = twoGateways({ issues: false })
    state.address = undefined
    const code = there.access.newLoginCode()
    const refused = await here.call('POST', '/api/v1/session', { token: '', headers: host, body: { code } })
    expect([refused.status, refused.json['code']]).toEqual([503, 'ACCESS_ELSEWHERE'])
    expect(here.access.sessions()).toEqual([])
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

  it('is refused when anything in it is changed, and shows nobody what it holds', async () => {
    const { here, there, request } = await sealed()
    const { body = '' } = request
    expect(Buffer.from(body, 'base64url').toString('latin1')).not.toMatch(/MXUSDT|sdt_/)
    expect(body).not.toContain(here.owner)
    const changed = [
      `${body.slice(0, -4)}AAAA`,
      `AAAA${body.slice(4)}`,
      body.slice(4),
      Buffer.from('{}').toString('base64url'),
      '',
    ]
    for (const other of changed) expect((await there.rules.handle({ ...request, body: other })).status).toBe(401)
    expect(there.desk.placed).toHaveLength(1)
  })

  it('is refused later', async () => {
    const { here, there, wire } = twoGateways()
    wire.answer = () => Promise.reject(new NetworkFault('HTTP_TIMEOUT', 'held by somebody'))
    await place(here)
    await there.time.advance(FORWARDED_LASTS_MS + 1)
    expect((await there.rules.handle(received(wire.sent[0] ?? postOf('')))).status).toBe(401)
    expect(there.desk.placed).toHaveLength(0)
  })

  it('is refused where its clock is too far ahead: it would be worth something for longer', async () => {
    const { here, there } = twoGateways()
    await here.time.advance(FORWARDED_LASTS_MS)
    expect((await place(here, 'near')).status).toBe(201)
    await here.time.advance(1)
    expect((await place(here, 'far')).status).toBe(202)
    expect(there.desk.placed).toHaveLength(1)
  })

  it('opens nothing at another path, and adds nothing to a token', async () => {
    const { there, request } = await sealed()
    const { body: _sealed, ...asked } = { ...request, method: 'GET', path: `${MAIN}/assets`, query: '' }
    expect((await there.rules.handle(asked)).status).toBe(401)
    const headers = { ...asked.headers, authorization: `Bearer ${there.owner}` }
    expect((await there.rules.handle({ ...asked, headers })).status).toBe(401)
  })
})
