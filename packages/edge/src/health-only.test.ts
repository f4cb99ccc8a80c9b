import { expect, it } from 'vitest'
import { edgeFixture } from './testing/edge-fixture.ts'

it('answers health checks and metrics alone where accounts are only followed', async () => {
  const { call, rules, owner } = edgeFixture({ isHealthOnly: true })
  const statuses = [
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/v1/accounts',
    '/api/v1/accounts/main/snapshot',
    '/api/v1/session',
  ]
  const answers = await Promise.all(statuses.map(async (path) => (await call('GET', path)).status))
  expect(answers).toEqual([200, 200, 200, 404, 404, 404])
  const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${owner}` }
  const socket = { method: 'GET', path: '/api/v1/ws', query: '', headers, ip: '127.0.0.1' }
  expect(rules.upgrade(socket)).toMatchObject({ kind: 'refused', answer: { status: 404 } })
})
