import { expect, test } from 'vitest'
import { GatewayMetrics } from './gateway-metrics.ts'

test('metrics as data have counts per bucket, and labels as text', async () => {
  const metrics = new GatewayMetrics()
  for (const ms of [0.5, 3, 4, 9_000]) metrics.committed(ms)
  metrics.answered('GET', 200)
  metrics.answered('GET', 200)
  const vitals = { accounts: [], callsWaiting: 3 }
  const connections = { websocket: 1, sse: 0 }
  const families = await metrics.families({
    vitals,
    now: 0,
    connections,
    bufferedBytes: 0,
    readers: 0,
    redis: [],
    auditReachMs: {},
  })
  const named = (name: string) => families.find((family) => family.name === name)
  expect(named('spotdeck_commit_seconds')).toMatchObject({
    kind: 'histogram',
    points: [
      {
        labels: {},
        count: 4,
        bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
        counts: [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1],
      },
    ],
  })
  expect(named('spotdeck_edge_requests_total')).toMatchObject({
    kind: 'counter',
    points: [{ labels: { method: 'GET', status: '200' }, value: 2 }],
  })
  expect(named('spotdeck_queue_depth')).toMatchObject({
    kind: 'gauge',
    points: [
      { labels: { queue: 'pushes' }, value: 0 },
      { labels: { queue: 'calls' }, value: 3 },
    ],
  })
  expect(named('spotdeck_stream_lag_seconds')).toMatchObject({ points: [] })
})
