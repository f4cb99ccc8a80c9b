import { describe, expect, it } from 'vitest'
import { routes } from '../rest/routes/all-routes.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { addressKey } from './address-key.ts'
import { REQUEST_BUDGETS, ROUTE_BUDGETS } from './budgets.ts'
import { routeName } from './request-limits.ts'

const MOST = 3_000
const FOREIGN = { 'sec-fetch-site': 'cross-site' }
const SAME_SITE = { 'sec-fetch-site': 'same-site' }

/** Calls until something is refused, and answers how often it was served. */
async function servedBefore429(call: () => Promise<{ readonly status: number }>): Promise<number> {
  for (let n = 0; n < MOST; n++) if ((await call()).status === 429) return n
  throw new Error('Nothing was ever refused.')
}

const accounts = ({ call }: EdgeFixture, token: string, headers = {}) =>
  call('GET', '/api/v1/accounts?limit=50', { token, headers })

describe('the owner’s budget', () => {
  it('counts a long list of a viewer by its rows, and the owner’s as one call', async () => {
    const fixture = edgeFixture()
    const list = (token: string) => fixture.call('GET', '/api/v1/accounts/main/deals?limit=1000', { token })
    expect(await servedBefore429(() => list(fixture.viewer))).toBe(REQUEST_BUDGETS.calls.burst / 20)
    for (let n = 0; n < REQUEST_BUDGETS.calls.burst / 10; n++) expect((await list(fixture.owner)).status).toBe(200)
    await fixture.time.advance(1_000)
    expect((await list(fixture.viewer)).status).toBe(200)
  })

  it.each([
    ['deals', 200],
    ['orders?side=BUY', 200],
    ['deals?limit=50', 50],
    ['deals?limit=10', 50],
    ['deals?limit=0', 50],
    ['snapshot', 50],
  ])('counts %s of a viewer as a list of %i rows', async (path, rows) => {
    const fixture = edgeFixture()
    const ask = () => fixture.call('GET', `/api/v1/accounts/main/${path}`, { token: fixture.viewer })
    expect(await servedBefore429(ask)).toBe((REQUEST_BUDGETS.calls.burst * 50) / rows)
  })

  it('of a guest’s long lists is used one after the other, with pauses; the owner’s and short ones do not wait', async () => {
    const turns: (() => void)[] = []
    const pauses: number[] = []
    const afterPause = (ms: number, run: () => void): void => {
      pauses.push(ms)
      turns.push(run)
    }
    const { call, owner, viewer } = edgeFixture({ afterPause })
    const answered: string[] = []
    const list = async (name: string, token: string, rows?: number): Promise<void> => {
      const query = rows === undefined ? '' : `?limit=${rows}`
      await call('GET', `/api/v1/accounts/main/orders${query}`, { token })
      answered.push(name)
    }
    const guests = [list('a', viewer, 1_000), list('b', viewer), list('c', viewer, 11)]
    await list('short', viewer, 10)
    await list('owner', owner, 1_000)
    await call('GET', '/api/v1/accounts/main/orders?limit=1000&audience=viewer', { token: owner })
    expect(answered).toEqual(['short', 'owner'])
    for (const [at, guest] of guests.entries()) {
      expect(turns).toHaveLength(1)
      turns.shift()?.()
      await guest
      expect(answered).toHaveLength(3 + at)
    }
    expect(answered.slice(2)).toEqual(['a', 'b', 'c'])
    expect(pauses).toEqual([17, 16, 15])
  })

  it('is not used by unauthenticated callers at the same address', async () => {
    const fixture = edgeFixture()
    const served = await servedBefore429(() => accounts(fixture, ''))
    expect(served).toBe(REQUEST_BUDGETS.anonymous.burst)
    expect((await accounts(fixture, 'sdt_wrong')).status).toBe(429)
    expect((await accounts(fixture, fixture.owner)).status).toBe(200)
    expect((await accounts(fixture, fixture.viewer)).status).toBe(200)
  })

  it('is not used by pages of other origins, even if the browser adds the owner’s cookie', async () => {
    const fixture = edgeFixture()
    const { call, access } = fixture
    const { answer } = await call('POST', '/api/v1/session', { token: '', body: { code: access.newLoginCode() } })
    const cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
    const foreign = () => accounts(fixture, '', { ...SAME_SITE, cookie })
    expect(await servedBefore429(foreign)).toBe(REQUEST_BUDGETS.foreign.burst)
    expect((await accounts(fixture, '', { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await accounts(fixture, '', { cookie })).status).toBe(200)
  })

  it('is not used up by another credential, and is refused with the time to wait', async () => {
    const fixture = edgeFixture()
    const served = await servedBefore429(() => accounts(fixture, fixture.viewer))
    expect(served).toBe(REQUEST_BUDGETS.calls.burst)
    const refused = await accounts(fixture, fixture.viewer)
    expect([refused.answer.headers['retry-after'], refused.json['params']]).toEqual(['1', { retryAfter: 1 }])
    expect((await accounts(fixture, fixture.owner)).status).toBe(200)
    await fixture.time.advance(1_000)
    expect((await accounts(fixture, fixture.viewer)).status).toBe(200)
  })

  it('for orders and cancels remains when the budget of all other calls is used up', async () => {
    const fixture = edgeFixture({ trading: true })
    const { call, owner } = fixture
    await servedBefore429(() => accounts(fixture, owner))
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2', quantity: '5' }
    const place = (n: number) =>
      call('POST', '/api/v1/accounts/main/orders', { body: order, headers: { 'idempotency-key': `key-${n}` } })
    expect((await place(0)).status).toBe(201)
    let placed = 1
    await servedBefore429(() => place(placed++))
    expect(placed - 1).toBe(REQUEST_BUDGETS.orders.burst)
    expect((await call('DELETE', '/api/v1/accounts/main/orders/C02__1?symbol=MXUSDT')).status).not.toBe(429)
  })
})

describe('an upload', () => {
  const request = (token: string) => ({
    method: 'POST',
    path: '/api/v1/accounts/main/import',
    query: '',
    ip: '127.0.0.1',
    headers: {
      host: '127.0.0.1:8787',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
  })

  it('over the budget is refused before its body is read', async () => {
    const fixture = edgeFixture()
    const { owner, rules } = fixture
    expect(rules.uploadBy(request(owner))).toBeDefined()
    await servedBefore429(() => accounts(fixture, owner))
    expect(rules.uploadBy(request(owner))).toBeUndefined()
    expect((await rules.handle(request(owner))).status).toBe(429)
  })

  it('counts once, before its body', async () => {
    const { owner, rules } = edgeFixture()
    const upload = async () => {
      const isRead = rules.uploadBy(request(owner)) !== undefined
      return rules.handle({ ...request(owner), ...(isRead ? { pieces: [Buffer.from('{}')] } : {}) })
    }
    expect(await servedBefore429(upload)).toBe(REQUEST_BUDGETS.calls.burst)
  })
})

describe('signing in', () => {
  it('stays possible while other callers and foreign pages have used up the budget of the address', async () => {
    const fixture = edgeFixture()
    const { call, access } = fixture
    await servedBefore429(() => accounts(fixture, ''))
    const logIn = (headers = {}) =>
      call('POST', '/api/v1/session', { token: '', headers, body: { code: access.newLoginCode() } })
    let foreign = 403
    for (let n = 0; n < 100; n++) foreign = (await logIn({ ...FOREIGN, origin: 'https://evil.example' })).status
    expect(foreign).toBe(429)
    expect((await logIn({ 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:8787' })).status).toBe(200)
  })
})

describe('a mutating call', () => {
  it.each([
    ['cross-site', 'FOREIGN_ORIGIN'],
    ['same-site', 'FOREIGN_ORIGIN'],
    ['same-origin', undefined],
    ['none', undefined],
  ])('with Sec-Fetch-Site %s and without an Origin: %s', async (site, code) => {
    const { call } = edgeFixture({ trading: true })
    const body = { audience: 'viewer', accounts: ['main'], label: 'guest' }
    const headers = { 'sec-fetch-site': site }
    expect((await call('POST', '/api/v1/links', { body, headers })).json['code']).toBe(code)
    const settings = await call('POST', '/api/v1/settings', { body: { theme: 'dark' }, headers })
    expect(settings.json['code']).toBe(code)
    const signedOut = await call('DELETE', '/api/v1/session', { headers })
    expect(signedOut.json['code']).toBe(code ?? 'BAD_REQUEST')
  })
})

describe('a stream, an export or a report', () => {
  const paths = ['events', 'export/deals.csv', 'performance?from=1000000&to=1767225600000'].map(
    (name) => `/api/v1/accounts/main/${name}`,
  )

  /** Statuses with the owner's cookie and these headers. */
  async function statuses(headers: Readonly<Record<string, string>>, token = ''): Promise<ReadonlySet<unknown>> {
    const { call, access, owner } = edgeFixture()
    const { answer } = await call('POST', '/api/v1/session', { token: '', body: { code: access.newLoginCode() } })
    const cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
    const asked = { token: token === '' ? '' : owner, headers: { ...(token === '' ? { cookie } : {}), ...headers } }
    const answers = await Promise.all(paths.map((path) => call('GET', path, asked)))
    return new Set(answers.map(({ status, json }) => (status === 200 ? 200 : json['code'])))
  }

  it.each(['same-site', 'cross-site'])('is refused to a %s page that has the browser send the cookie', async (site) => {
    expect(await statuses({ 'sec-fetch-site': site })).toEqual(new Set(['FOREIGN_ORIGIN']))
    expect(await statuses({ 'sec-fetch-site': site }, 'owner')).toEqual(new Set([200]))
  })

  it('is answered to the page itself, to an address that was typed, and to programs', async () => {
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])
      expect(await statuses(headers)).toEqual(new Set([200]))
  })
})

describe('the probes', () => {
  it('are never limited, whichever other budgets are used up', async () => {
    const fixture = edgeFixture()
    await servedBefore429(() => accounts(fixture, ''))
    for (let n = 0; n < MOST; n++)
      for (const path of ['/healthz', '/readyz'])
        expect((await fixture.call('GET', path, { token: '' })).status).toBe(200)
  })
})

describe('the table of budgets', () => {
  it('names existing routes only', () => {
    const served = new Set(routes.map(routeName))
    expect([...ROUTE_BUDGETS.keys()].filter((name) => !served.has(name))).toEqual([])
  })
})

describe('an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%s counts as %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key)
  })
})
