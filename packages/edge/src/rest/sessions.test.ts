import { page, signedInSession } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { DAY_MS, MINUTE_MS } from '@spotdeck/ports'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** Signs a browser in. Returns its calls, which carry the cookie. */
async function browser(fixture: EdgeFixture, code = fixture.access.newLoginCode()) {
  const body = { code }
  const { answer } = await fixture.call('POST', '/api/v1/session', {
    token: '',
    body,
    headers: { 'user-agent': FIREFOX },
  })
  const cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
  return {
    cookie,
    call: (method: string, path: string, given: object = {}) =>
      fixture.call(method, `/api/v1${path}`, { token: '', headers: { cookie }, ...given }),
  }
}

/** Opens a socket with a cookie. Returns the codes that it was closed with. */
function stream({ rules }: EdgeFixture, cookie: string): number[] {
  const closes: number[] = []
  const headers = { host: '127.0.0.1:8787', upgrade: 'websocket', cookie }
  const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', ip: '10.0.0.9', headers })
  if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
  upgrade.connect({ send() {}, share: () => true, close: (code) => void closes.push(code), bufferedBytes: 0 })
  return closes
}

const listed = async (call: (method: string, path: string) => ReturnType<EdgeFixture['call']>) =>
  page(signedInSession).parse((await call('GET', '/sessions')).json).items

describe('sessions', () => {
  it('are listed with device, addresses and times; the current one is marked', async () => {
    const fixture = edgeFixture()
    const first = await browser(fixture)
    await fixture.time.advance(5 * MINUTE_MS)
    const second = await browser(fixture)
    const now = fixture.time.now()
    const items = await listed(second.call)
    expect(items).toMatchObject([
      { audience: 'owner', device: 'Firefox 145 · Windows', current: true, createdAt: now, lastUsedFrom: '127.0.0.1' },
      { current: false, createdAt: now - 5 * MINUTE_MS, accounts: ['main', 'other'], createdFrom: '127.0.0.1' },
    ])
    expect(items[0]?.idleEndsAt).toBe(now + 7 * DAY_MS)
    expect(JSON.stringify(items)).not.toMatch(/sds_|[0-9a-f]{64}/)
    expect(first.cookie).not.toBe(second.cookie)
  })

  it('can be ended from another session, with their streams and the links that they created', async () => {
    const fixture = edgeFixture()
    const lost = await browser(fixture)
    const mine = await browser(fixture)
    const body = { audience: 'viewer', accounts: ['main'], label: 'x' }
    const link = await lost.call('POST', '/links', { body })
    const guest = await browser(fixture, String(link.json['token']))
    const closes = stream(fixture, lost.cookie)
    const id = (await listed(mine.call)).find(({ audience, current }) => audience === 'owner' && !current)?.id ?? ''
    expect((await mine.call('DELETE', `/sessions/${id}`)).json).toMatchObject({
      made: [
        { kind: 'session', label: 'x', ended: true },
        { kind: 'link', id: link.json['id'], label: 'x', ended: true },
      ],
    })
    expect(closes).toEqual([4001])
    expect((await lost.call('GET', '/session')).status).toBe(401)
    expect((await guest.call('GET', '/session')).status).toBe(401)
    expect((await mine.call('GET', '/session')).status).toBe(200)
    expect((await mine.call('DELETE', `/sessions/${id}`)).status).toBe(404)
    expect((await mine.call('GET', '/access')).json['items']).toContainEqual(
      expect.objectContaining({ event: 'session-ended', credential: id }),
    )
  })

  it('end within ten seconds where another process ends them', async () => {
    const fixture = edgeFixture()
    const one = await browser(fixture)
    const closes = stream(fixture, one.cookie)
    expect(fixture.access.endOtherSessions('none')).toBe(1)
    await fixture.time.advance(10_000)
    expect(closes).toEqual([4001])
  })

  it('can all be ended at once except the current one', async () => {
    const fixture = edgeFixture()
    const others = [await browser(fixture), await browser(fixture)]
    const mine = await browser(fixture)
    expect((await mine.call('DELETE', '/sessions')).json).toEqual({ ended: 2, made: [] })
    for (const other of others) expect((await other.call('GET', '/session')).status).toBe(401)
    expect(await listed(mine.call)).toMatchObject([{ current: true }])
  })

  it('keep the links that they made when their owner signs out', async () => {
    const fixture = edgeFixture()
    const one = await browser(fixture)
    const body = { audience: 'viewer', accounts: ['main'], label: 'x' }
    const link = await one.call('POST', '/links', { body })
    expect((await one.call('DELETE', '/session')).status).toBe(204)
    expect((await one.call('GET', '/session')).status).toBe(401)
    expect((await browser(fixture, String(link.json['token']))).cookie).not.toBe('')
  })
})

describe('an unused session', () => {
  it('ends after seven days, and with every use later', async () => {
    const fixture = edgeFixture()
    const one = await browser(fixture)
    await fixture.time.advance(6 * DAY_MS)
    expect((await one.call('GET', '/session')).status).toBe(200)
    await fixture.time.advance(7 * DAY_MS - 1)
    expect((await one.call('GET', '/session')).status).toBe(200)
    await fixture.time.advance(7 * DAY_MS)
    expect((await one.call('GET', '/session')).status).toBe(401)
    expect(fixture.access.sessions()).toEqual([])
  })

  it('ends after the time that was configured', async () => {
    const fixture = edgeFixture({ sessionIdleMs: 10 * MINUTE_MS })
    const one = await browser(fixture)
    await fixture.time.advance(10 * MINUTE_MS)
    expect((await one.call('GET', '/session')).status).toBe(401)
  })

  it('lives on while a stream of it is open', async () => {
    const fixture = edgeFixture({ sessionIdleMs: 10 * MINUTE_MS })
    const one = await browser(fixture)
    const closes = stream(fixture, one.cookie)
    await fixture.time.advance(60 * MINUTE_MS)
    expect(closes).toEqual([])
    expect((await one.call('GET', '/session')).status).toBe(200)
  })

  it('records its last use at most once a minute', async () => {
    const fixture = edgeFixture()
    const one = await browser(fixture)
    const lastUsed = () => fixture.access.sessions()[0]?.session.lastUsedAt
    const began = fixture.time.now()
    for (const [after, at] of [
      [30_000, 0],
      [29_999, 0],
      [1, 60_000],
      [59_000, 60_000],
    ] as const) {
      await fixture.time.advance(after)
      await one.call('GET', '/session')
      expect(lastUsed()).toBe(began + at)
    }
  })
})

describe('whoever has a link, and opens it without end', () => {
  it('makes no more than some sessions and records, and keeps nobody else out', async () => {
    const fixture = edgeFixture()
    const { access, call, time } = fixture
    const { secret: code } = access.createLink({ audience: 'public', accounts: ['main'], label: 'for all' })
    const open = async (ip: string) =>
      (await call('POST', '/api/v1/session', { token: '', body: { code }, ip })).json['code'] ?? 'signed in'
    const told = new Map<unknown, number>()
    for (let n = 0; n < 1_000; n++) {
      const outcome = await open('203.0.113.9')
      told.set(outcome, (told.get(outcome) ?? 0) + 1)
      if (n % 50 === 0) await time.advance(1_000)
    }
    expect([...told]).toEqual([
      ['signed in', 104],
      ['RATE_LIMITED', 896],
    ])
    expect(access.records().filter(({ event }) => event === 'logged-in')).toHaveLength(104)
    expect(await open('203.0.113.10')).toBe('signed in')
    const owner = { code: access.newLoginCode() }
    const ip = '203.0.113.9'
    expect((await call('POST', '/api/v1/session', { token: '', body: owner, ip })).status).toBe(200)
    await time.advance(5_000)
    expect(await open(ip)).toBe('signed in')
  })
})

describe('a link opened in a signed-in browser', () => {
  const body = (code: string, replace?: boolean) => ({ body: { code, ...(replace === undefined ? {} : { replace }) } })

  it('shows what it opens first, and replaces the session only after confirmation', async () => {
    const fixture = edgeFixture()
    const one = await browser(fixture)
    const { secret } = fixture.access.createLink({ audience: 'viewer', accounts: ['main'], label: 'Mallory' })
    for (const replace of [undefined, false]) {
      const asked = await one.call('POST', '/session', body(secret, replace))
      expect([asked.status, asked.json]).toMatchObject([
        409,
        { code: 'SESSION_EXISTS', params: { audience: 'viewer', accounts: 'main', label: 'Mallory' } },
      ])
      expect(asked.answer.headers['set-cookie']).toBeUndefined()
    }
    expect((await one.call('GET', '/session')).json).toMatchObject({ audience: 'owner' })
    const replaced = await one.call('POST', '/session', body(secret, true))
    expect(replaced).toMatchObject({ status: 200, json: { audience: 'viewer' } })
    // the session that gave way is no longer worth anything
    expect((await one.call('GET', '/session')).status).toBe(401)
  })

  it('does not use up a one-time code before the answer', async () => {
    const fixture = edgeFixture()
    const one = await browser(fixture)
    const code = fixture.access.newLoginCode()
    expect((await one.call('POST', '/session', body(code))).status).toBe(409)
    expect((await one.call('POST', '/session', body(code, true))).status).toBe(200)
    expect((await one.call('POST', '/session', body('sdc_wrong'))).json['code']).toBe('LOGIN_CODE_INVALID')
  })
})

describe('under HTTPS', () => {
  it('the cookie is bound to the host, and signing out has the browser forget what it kept', async () => {
    const fixture = edgeFixture({ publicUrl: 'https://desk.example' })
    const { answer } = await fixture.call('POST', '/api/v1/session', {
      token: '',
      body: { code: fixture.access.newLoginCode() },
    })
    const cookie = answer.headers['set-cookie'] ?? ''
    expect(cookie).toMatch(/^__Host-spotdeck_8787=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/)
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    const gone = await fixture.call('DELETE', '/api/v1/session', { token: '', headers })
    expect(gone.answer.headers).toMatchObject({
      'clear-site-data': '"cache", "storage"',
      'set-cookie': '__Host-spotdeck_8787=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure',
    })
  })

  it('is not there, neither is either', async () => {
    const fixture = edgeFixture()
    const one = await browser(fixture)
    expect(one.cookie).toMatch(/^spotdeck_8787=/)
    expect((await one.call('DELETE', '/session')).answer.headers).not.toHaveProperty('clear-site-data')
  })
})

describe('proof that a gateway serves a data directory', () => {
  const ask = (fixture: EdgeFixture, challenge: string, address: string) =>
    fixture.call('POST', '/api/v1/proof', { token: '', body: { challenge, address } })

  it('is given once, for the address that was asked', async () => {
    const fixture = edgeFixture()
    const { challenge, proofFor } = fixture.access.newChallenge()
    const address = 'http://127.0.0.1:8787'
    expect((await ask(fixture, challenge, address)).json).toEqual({ proof: proofFor(address) })
    expect(proofFor(address)).not.toBe(proofFor('http://127.0.0.1:8788'))
    expect((await ask(fixture, challenge, address)).status).toBe(404)
  })

  it('is given to a command however many wrong calls strangers make at its address', async () => {
    const fixture = edgeFixture()
    for (let n = 0; n < 500; n++) await fixture.call('GET', '/api/v1/accounts', { token: '' })
    const wrong = []
    for (let n = 0; n < 12; n++) wrong.push((await ask(fixture, '0'.repeat(18), 'http://127.0.0.1:8787')).status)
    expect(wrong.slice(-2)).toEqual([429, 429])
    const { challenge } = fixture.access.newChallenge()
    expect((await ask(fixture, challenge, 'http://127.0.0.1:8787')).status).toBe(200)
  })

  it('is refused for another address, an unknown question and one that is too old', async () => {
    const fixture = edgeFixture()
    const { challenge } = fixture.access.newChallenge()
    expect((await ask(fixture, challenge, 'http://127.0.0.1:9999')).status).toBe(404)
    expect((await ask(fixture, challenge, 'nowhere')).status).toBe(404)
    expect((await ask(fixture, '0'.repeat(18), 'http://127.0.0.1:8787')).status).toBe(404)
    await fixture.time.advance(MINUTE_MS)
    expect((await ask(fixture, challenge, 'http://127.0.0.1:8787')).status).toBe(404)
  })
})
