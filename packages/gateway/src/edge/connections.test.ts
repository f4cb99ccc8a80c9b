import { describe, expect, it } from 'vitest'
import { edgeFixture } from './testing/edge-fixture.ts'

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

describe('streams that were opened by a link', () => {
  it('end in the moment that its time is over', async () => {
    const { time, heard, rules, asked } = await guest(3_000)
    await time.advance(2_999)
    expect(heard).toEqual([])
    await time.advance(1)
    expect(heard).toEqual(ENDED)
    expect((await rules.handle(asked)).status).toBe(401)
  })

  it('end with it at once when it is revoked, and nothing opens by it any more', async () => {
    const { call, heard, linkId, rules, asked } = await guest(3_600_000)
    expect((await call('DELETE', `/api/v1/links/${linkId}`)).status).toBe(204)
    expect(heard).toEqual(ENDED)
    expect((await rules.handle(asked)).status).toBe(401)
    expect(rules.connections).toBe(0)
  })

  it('end within seconds when another process revoked it', async () => {
    const { access, time, heard, linkId } = await guest(3_600_000)
    access.revokeLink(linkId)
    await time.advance(10_000)
    expect(heard).toEqual(ENDED)
  })

  it('outlast the time of others', async () => {
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

describe('the places there are', () => {
  it('are never all taken by guests: the owner still comes in', async () => {
    const { rules, viewer, owner } = edgeFixture()
    const open = (token: string): number => {
      const headers = { ...HOST, authorization: `Bearer ${token}` }
      const upgrade = rules.upgrade({
        method: 'GET',
        path: '/api/v1/ws',
        query: '',
        headers,
        ip: `10.0.0.${asked++ % 200}`,
      })
      if (upgrade.kind === 'refused') return upgrade.answer.status
      upgrade.connect({ send: () => {}, share: () => true, close: () => {}, bufferedBytes: 0 })
      return 101
    }
    let asked = 0
    let guests = 0
    while (guests < 20_000 && open(viewer) === 101) guests += 1
    expect(guests).toBeLessThan(10_000)
    expect([open(viewer), open(owner)]).toEqual([429, 101])
  })
})
