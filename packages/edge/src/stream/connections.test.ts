import { describe, expect, it } from 'vitest'
import { PLACES } from '../limits/budgets.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'

const HOST = { host: '127.0.0.1:8787' }

/** Somebody who came in by a link, with a socket and a stream open. */
async function guest(lastsMs: number) {
  const fixture = edgeFixture()
  const { call, rules, time } = fixture
  const link = (
    await call('POST', '/api/v1/links', {
      body: { audience: 'viewer', accounts: ['main'], label: 'guest', expiresAt: time.now() + lastsMs },
    })
  ).json
  const { answer } = await call('POST', '/api/v1/session', { token: '', body: { code: link['token'] } })
  const headers = { ...HOST, cookie: answer.headers['set-cookie']?.split(';')[0] ?? '' }
  const heard: string[] = []
  const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', headers, ip: '10.0.0.9' })
  if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
  upgrade.connect({
    send: () => {},
    share: () => true,
    close: (code) => heard.push(`closed ${code}`),
    bufferedBytes: 0,
  })
  const asked = { method: 'GET', path: '/api/v1/accounts/main/events', query: '', headers, ip: '10.0.0.9' }
  const { body } = await rules.handle(asked)
  if (typeof body !== 'function') throw new Error('The stream was refused.')
  rules.stream(asked, body, {
    write: (text) => void (text.includes('event: end') && heard.push(text)),
    share: () => true,
    end: () => heard.push('ended'),
    bufferedBytes: 0,
  })
  return { ...fixture, heard, linkId: String(link['id']), headers, asked }
}

const ENDED = ['closed 4001', 'event: end\ndata: {"code":"REVOKED","params":{}}\n\n', 'ended']

describe('streams of a link', () => {
  it('end at the moment their credential expires', async () => {
    const { time, heard, rules, asked } = await guest(3_000)
    await time.advance(2_999)
    expect(heard).toEqual([])
    await time.advance(1)
    expect(heard).toEqual(ENDED)
    expect((await rules.handle(asked)).status).toBe(401)
  })

  it('end at once when their credential is revoked, which then opens no new one', async () => {
    const { call, heard, linkId, rules, asked } = await guest(3_600_000)
    expect((await call('DELETE', `/api/v1/links/${linkId}`)).status).toBe(200)
    expect(heard).toEqual(ENDED)
    expect((await rules.handle(asked)).status).toBe(401)
    expect(rules.connections).toBe(0)
  })

  it('end within seconds when another process revokes their credential', async () => {
    const { access, time, heard, linkId } = await guest(3_600_000)
    access.revokeLink(linkId)
    await time.advance(10_000)
    expect(heard).toEqual(ENDED)
  })

  it('do not end when another credential expires', async () => {
    const { time, heard, call } = await guest(20_000)
    await call('POST', '/api/v1/links', {
      body: { audience: 'viewer', accounts: ['main'], label: 'b', expiresAt: time.now() + 5 },
    })
    await time.advance(19_999)
    expect(heard).toEqual([])
    await time.advance(1)
    expect(heard).toEqual(ENDED)
  })
})

/** Opens WebSockets by a token; answers the status, or what to call to end the socket. */
function opener({ rules }: EdgeFixture) {
  let asked = 0
  return (token: string, headers: Readonly<Record<string, string>> = {}): number | (() => void) => {
    const upgrade = rules.upgrade({
      method: 'GET',
      path: '/api/v1/ws',
      query: '',
      headers: { ...HOST, ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ip: `10.0.0.${asked++ % 200}`,
    })
    if (upgrade.kind === 'refused') return upgrade.answer.status
    return upgrade.connect({ send: () => {}, share: () => true, close: () => {}, bufferedBytes: 0 }).gone
  }
}

/** Opens sockets until one is refused. */
function openAll(open: () => number | (() => void)): (() => void)[] {
  const ends: (() => void)[] = []
  for (let end = open(); typeof end === 'function' && ends.length < 20_000; end = open()) ends.push(end)
  return ends
}

describe('the connection limits', () => {
  it('are limited for one public token; the rejection states the limit', () => {
    const fixture = edgeFixture()
    const { rules, public: token } = fixture
    const open = opener(fixture)
    const ends = openAll(() => open(token))
    expect(ends).toHaveLength(PLACES.streams.public.perCredential)
    const headers = { ...HOST, authorization: `Bearer ${token}` }
    const refused = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', headers, ip: '10.0.0.9' })
    if (refused.kind === 'taken') throw new Error('The upgrade was taken.')
    const { status, headers: told, body } = refused.answer
    expect([status, told['retry-after']]).toEqual([429, '5'])
    expect(JSON.parse(body as string)).toMatchObject({
      code: 'TOO_MANY_STREAMS',
      params: { limit: PLACES.streams.public.perCredential, scope: 'credential', retryAfter: 5 },
    })
    expect(refused.closing).toMatchObject({ code: 4029, reason: 'TOO_MANY_STREAMS' })
    ends[0]?.()
    expect(open(token)).toBeTypeOf('function')
  })

  it('of one link are shared by all its sessions', async () => {
    const fixture = edgeFixture()
    const { call } = fixture
    const body = { audience: 'public', accounts: ['main'], label: 'site' }
    const { json } = await call('POST', '/api/v1/links', { body })
    const session = async () => {
      const { answer } = await call('POST', '/api/v1/session', { token: '', body: { code: json['token'] } })
      return { cookie: answer.headers['set-cookie']?.split(';')[0] ?? '' }
    }
    const [first, second] = [await session(), await session()]
    const open = opener(fixture)
    expect(openAll(() => open('', first))).toHaveLength(PLACES.streams.public.perCredential)
    expect(open('', second)).toBe(429)
  })

  it('are never all taken by guests, with any number of tokens: the owner still connects', () => {
    const fixture = edgeFixture()
    const { access, owner } = fixture
    const open = opener(fixture)
    let guests = 0
    for (const audience of ['viewer', 'public'] as const)
      for (let n = 0; n < 50; n++) {
        const { secret } = access.createToken({ audience, accounts: ['main'] })
        guests += openAll(() => open(secret)).length
      }
    expect(guests).toBe(PLACES.streams.viewer.together + PLACES.streams.public.together)
    expect(PLACES.streams.all - guests).toBeGreaterThanOrEqual(500)
    expect(open(owner)).toBeTypeOf('function')
  })

  it('of an event stream count like those of a socket', async () => {
    const fixture = edgeFixture()
    const { call, viewer } = fixture
    const open = opener(fixture)
    openAll(() => open(viewer))
    const refused = await call('GET', '/api/v1/accounts/main/events', { token: viewer })
    expect([refused.status, refused.json['code']]).toEqual([429, 'TOO_MANY_STREAMS'])
  })

  it('are not exceeded by an event stream that was admitted before the last one was taken', async () => {
    const fixture = edgeFixture()
    const { call, rules, viewer } = fixture
    const { answer } = await call('GET', '/api/v1/accounts/main/events', { token: viewer })
    if (typeof answer.body !== 'function') throw new Error('no stream')
    const ends = openAll(() => opener(fixture)(viewer))
    const headers = { ...HOST, authorization: `Bearer ${viewer}` }
    const asked = { method: 'GET', path: '/api/v1/accounts/main/events', query: '', headers, ip: '10.0.0.9' }
    let isEnded = false
    const gone = rules.stream(asked, answer.body, {
      write: () => {},
      share: () => true,
      end: () => (isEnded = true),
      bufferedBytes: 0,
    })
    expect([isEnded, rules.connections]).toEqual([true, ends.length])
    gone()
  })
})
