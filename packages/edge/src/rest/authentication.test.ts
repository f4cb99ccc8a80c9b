import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { routes } from './routes/all-routes.ts'

const BAD_QUERIES = ['', 'limit=0', 'at=yesterday', 'audience=nobody', 'nonsense=1', 'from=9&to=1']
const BAD_BODIES = ['', '{', '[]', '{"accounts":["other"]}']

describe('authentication', () => {
  it('comes before validation on every route: an unauthenticated call gets 401 even with other errors', async () => {
    const { call, time } = edgeFixture()
    for (const { method, path, audiences } of routes) {
      if (audiences === 'anyone') continue
      const url = path.replace(':account', 'main').replace(/:\w+\*?/g, 'x')
      for (const token of ['', 'sdt_nobody']) {
        for (const query of BAD_QUERIES) {
          for (const rawBody of method === 'POST' ? BAD_BODIES : ['']) {
            const { status, json } = await call(method, `${url}?${query}`, { token, rawBody })
            expect([method, url, query, rawBody, status, json['code']]).toEqual([
              method,
              url,
              query,
              rawBody,
              401,
              'UNAUTHENTICATED',
            ])
          }
        }
        await time.advance(1_000)
      }
    }
  })

  it('comes before the parameters of a socket', () => {
    const { rules } = edgeFixture()
    const headers = { host: '127.0.0.1:8787', upgrade: 'websocket' }
    for (const [path, query] of [
      ['/api/v1/ws', 'audience=nobody'],
      ['/api/v1/none', ''],
    ] as const) {
      const upgrade = rules.upgrade({ method: 'GET', path, query, ip: '10.0.0.9', headers })
      expect(upgrade).toMatchObject({ kind: 'refused', answer: { status: 401 } })
    }
  })

  it('reports a wrong audience before a wrong parameter', async () => {
    const { call, viewer } = edgeFixture()
    expect((await call('POST', '/api/v1/links?nonsense=1', { token: viewer, rawBody: '{' })).status).toBe(403)
    expect((await call('GET', '/api/v1/accounts/other/orders?limit=0', { token: viewer })).status).toBe(404)
    expect((await call('GET', '/api/v1/accounts/main/orders?limit=0', { token: viewer })).status).toBe(400)
  })
})
