import { describe, expect, it } from 'vitest'
import { assetDraft, orderDraft } from '../testing/drafts.ts'
import { checkTargets } from '../redis/target.ts'
import { FakeRedis } from '../redis/testing/fake-redis.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'
import { routes } from './routes/all-routes.ts'

/** Routes that need no sign-in. */
const OPEN_TO_ANYBODY = new Set(
  routes.filter(({ audiences }) => audiences === 'anyone').map(({ method, path }) => `${method} ${path}`),
)

/** Connects the owner by WebSocket; `bufferedBytes` is what its socket has not sent yet. */
function connectSocket(
  { rules, owner }: Pick<ReturnType<typeof edgeFixture>, 'rules' | 'owner'>,
  bufferedBytes: number,
) {
  const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${owner}` }
  const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', ip: '10.0.0.1', headers })
  if (upgrade.kind === 'taken')
    upgrade.connect({ send: () => {}, share: () => bufferedBytes === 0, close: () => {}, bufferedBytes })
}

describe('health and metrics', () => {
  it('exports lag, reconnects, drift, queues, events and subscribers to Prometheus', async () => {
    const { desk, call, rules, time, owner } = edgeFixture()
    desk.commit([orderDraft(1), assetDraft(2)])
    await time.advance(1)
    connectSocket({ rules, owner }, 0)
    const { answer } = await call('GET', '/metrics')
    for (const line of [
      'spotdeck_edge_accounts{state="live"} 1',
      'spotdeck_edge_accounts{state="stale"} 1',
      'spotdeck_stream_lag_seconds 1.5',
      'spotdeck_stream_silence_seconds 2',
      'spotdeck_stream_reconnects_total 6',
      'spotdeck_protocol_drift_total 2',
      'spotdeck_audit_differences_total 4',
      'spotdeck_queue_depth{queue="pushes"} 10',
      'spotdeck_queue_depth{queue="calls"} 4',
      'spotdeck_edge_connections{door="websocket"} 1',
      'spotdeck_edge_connections{door="sse"} 0',
      'spotdeck_commit_seconds_count 0',
      'spotdeck_events_total{topic="orders",source="stream"} 1',
      'spotdeck_events_total{topic="assets",source="stream"} 1',
    ])
      expect(answer.body).toContain(`\n${line}\n`)
    const again = await call('GET', '/metrics')
    expect(again.answer.body).toContain('\nspotdeck_stream_reconnects_total 6\n')
  })

  it('are read from elsewhere with a token for metrics, which opens nothing else and can be revoked', async () => {
    const { access, rules, desk } = edgeFixture()
    const { secret, credential } = access.createMetricsToken('prometheus')
    const ask = (method: string, path: string, token = secret) => {
      const headers = { host: '127.0.0.1:8787', 'x-forwarded-for': '192.0.2.7', authorization: `Bearer ${token}` }
      return rules.handle({ method, path, query: '', ip: '192.0.2.7', headers })
    }
    const answer = await ask('GET', '/metrics')
    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('spotdeck_edge_accounts')])
    for (const { method, path } of routes) {
      const { status } = await ask(method, path.replace(':account', 'main').replace(/:\w+/g, 'x'))
      const isOpen = OPEN_TO_ANYBODY.has(`${method} ${path}`)
      expect([method, path, status === 401]).toEqual([method, path, !isOpen])
    }
    expect(desk.placed).toEqual([])
    const upgrade = { host: '127.0.0.1:8787', upgrade: 'websocket', authorization: `Bearer ${secret}` }
    const socket = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', ip: '10.0.0.1', headers: upgrade })
    expect(socket.kind).toBe('refused')
    expect(access.records()).toContainEqual(expect.objectContaining({ event: 'used', label: 'prometheus' }))
    expect((await ask('GET', '/metrics', `${secret.slice(0, -1)}!`)).status).toBe(403)
    expect(access.revokeToken(credential.id)).toBe(true)
    expect((await ask('GET', '/metrics')).status).toBe(403)
  })

  it('leaves out a lag or silence that was not measured, instead of exporting 0', async () => {
    const { desk, call } = edgeFixture()
    const lines = async () =>
      ((await call('GET', '/metrics')).answer.body as string).match(/^spotdeck_stream_(?:lag|silence)_seconds .*$/gm)
    const account = { state: 'connecting', reconnects: 0, drift: 0, healed: 0, pushesWaiting: 0 } as const
    desk.vitals = () => ({ accounts: [account], callsWaiting: 0 })
    expect(await lines()).toBeNull()
    desk.vitals = () => ({
      accounts: [account, { ...account, latencyMs: 40, lastPushAt: desk.now() - 3_000 }],
      callsWaiting: 0,
    })
    expect(await lines()).toEqual(['spotdeck_stream_lag_seconds 0.04', 'spotdeck_stream_silence_seconds 3'])
    desk.vitals = () => ({ accounts: [account], callsWaiting: 0 })
    expect(await lines()).toBeNull()
  })

  it('exports the buffered bytes of the slowest subscriber', async () => {
    const { rules, call, owner } = edgeFixture()
    for (const bufferedBytes of [10, 3_000_000, 0]) {
      connectSocket({ rules, owner }, bufferedBytes)
    }
    expect((await call('GET', '/metrics')).answer.body).toContain('\nspotdeck_edge_buffered_bytes 3000000\n')
  })

  it('does not count Redis targets as subscribers', async () => {
    const checked = checkTargets([{ url: 'redis://127.0.0.1:1', audience: 'owner' }])
    const to = new FakeRedis()
    const { call, desk, time, rules } = edgeFixture({
      redis: { targets: 'targets' in checked ? checked.targets : [], to },
    })
    desk.commit([orderDraft(1)])
    await time.advance(2_000)
    expect(rules.redis).toMatchObject([{ state: 'connected' }])
    expect((await call('GET', '/metrics')).answer.body).toContain('\nspotdeck_edge_readers 0\n')
    rules.close()
  })

  it('gives metrics to this machine and to the owner’s token, not to proxied callers without it', async () => {
    const { call, viewer, rules } = edgeFixture()
    const from = async (ip: string, headers: Record<string, string> = {}) =>
      (
        await rules.handle({
          method: 'GET',
          path: '/metrics',
          query: '',
          ip,
          headers: { host: '127.0.0.1:8787', ...headers },
        })
      ).status
    expect(await from('127.0.0.1')).toBe(200)
    expect(await from('::1')).toBe(200)
    expect(await from('10.0.0.7')).toBe(403)
    expect(await from('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe(403)
    expect(await from('127.0.0.1', { forwarded: 'for=203.0.113.9' })).toBe(403)
    expect((await call('GET', '/metrics', { headers: { via: '1.1 proxy' } })).status).toBe(200)
    expect((await call('GET', '/metrics', { token: viewer, headers: { via: '1.1 proxy' } })).status).toBe(403)
  })

  it('is ready while subscribers can be served, not while it closes or cannot read credentials', async () => {
    const closing = edgeFixture()
    expect((await closing.call('GET', '/readyz', { token: '' })).status).toBe(200)
    closing.rules.close()
    expect((await closing.call('GET', '/readyz', { token: '' })).status).toBe(503)
    expect((await closing.call('GET', '/healthz', { token: '' })).status).toBe(200)
    const broken = edgeFixture()
    broken.access.isReadable = () => false
    expect((await broken.call('GET', '/readyz', { token: '' })).status).toBe(503)
    expect((await edgeFixture({ accounts: [] }).call('GET', '/readyz', { token: '' })).status).toBe(503)
  })
})
