/** Traces and metrics over OTLP, as a collector receives them from the real command. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ONE_MARKET, STOPPED_TIME, type Running, startCommand, temporaryFolder } from './support/command.ts'
import { sourcesLoaded } from './support/loaded.ts'
import { logIn } from './support/gateway.ts'

type Attribute = { readonly key: string; readonly value: Readonly<Record<string, unknown>> }
type Span = {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly Attribute[]
}
type Metric = {
  readonly name: string
  readonly sum?: object
  readonly gauge?: object
  readonly histogram?: { readonly dataPoints: readonly { readonly bucketCounts: readonly (number | string)[] }[] }
}
type Traces = {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[]
}
type Metrics = {
  readonly resourceMetrics: readonly { readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[] }[]
}

/** Takes whatever is sent to it, as a collector does. */
async function openCollector() {
  const bodies: { readonly path: string; readonly text: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push({ path: request.url ?? '', text: Buffer.concat(chunks).toString('utf8') })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sent = (path: string): readonly string[] => bodies.filter((body) => body.path === path).map(({ text }) => text)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies: () => bodies.map(({ text }) => text).join('\n'),
    spans: () =>
      sent('/v1/traces').flatMap((text) =>
        (JSON.parse(text) as Traces).resourceSpans.flatMap(({ scopeSpans }) =>
          scopeSpans.flatMap(({ spans }) => spans),
        ),
      ),
    metrics: () =>
      sent('/v1/metrics').flatMap((text) =>
        (JSON.parse(text) as Metrics).resourceMetrics.flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap(({ metrics }) => metrics),
        ),
      ),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

const attributesOf = ({ attributes }: Span): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

let folder: ReturnType<typeof temporaryFolder>
let running: Running | undefined
beforeEach(() => void (folder = temporaryFolder()))
afterEach(async () => {
  await running?.end('SIGKILL')
  folder.remove()
})

test('spans of requests, calls and commits, and every metric, arrive without a secret', async () => {
  const collector = await openCollector()
  running = await startCommand(
    ['up', '--port', '0', '--sandbox-port', '0', '--data', folder.path, '--log-level', 'debug'],
    {
      environment: {
        ...ONE_MARKET,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
      },
    },
  )
  const session = await logIn(running.address)
  const headers = { cookie: session.cookie, origin: session.origin, 'content-type': 'application/json' }
  const ask = (path: string, init = {}) => fetch(`${session.origin}/api/v1/${path}`, { headers, ...init })
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '0.5' }
  const placed = await ask('accounts/main/orders', {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': 'a-key-of-the-caller' },
    body: JSON.stringify(order),
  })
  expect([placed.status < 300, await placed.text()]).toEqual([true, expect.any(String)])
  expect((await ask('accounts/main/snapshot?audience=viewer')).status).toBe(200)
  expect((await ask('accounts/nobodys-own-text/snapshot')).status).toBe(404)
  expect((await fetch(`${session.origin}/healthz`)).status).toBe(200)
  // A metric without a value is not exported: the first events come once the account was read.
  await expect
    .poll(async () => (await fetch(`${session.origin}/metrics`, { headers })).text())
    .toMatch(/^spotdeck_events_total\{/m)
  expect((await running.end('SIGTERM')).code).toBe(0)
  await collector.close()

  const spans = collector.spans()
  const named = (name: string): Span => {
    const span = spans.find((one) => one.name === name)
    if (span === undefined)
      throw new Error(`No span ${name} among ${[...new Set(spans.map((one) => one.name))].join(', ')}`)
    return span
  }
  const post = named('POST /api/v1/accounts/:account/orders')
  expect(attributesOf(post)).toEqual({
    'http.request.method': 'POST',
    'http.route': '/api/v1/accounts/:account/orders',
    'http.response.status_code': placed.status,
    'spotdeck.account': 'main',
  })
  const call = named('mexc placeOrder')
  expect([call.traceId, call.parentSpanId]).toEqual([post.traceId, post.spanId])
  expect(attributesOf(call)).toMatchObject({ 'spotdeck.account': 'main', 'http.response.status_code': 200 })
  expect(attributesOf(named('ledger commit'))).toMatchObject({ 'spotdeck.account': 'main' })
  expect(spans.filter(({ name }) => name.includes('healthz'))).toEqual([])
  expect(running.output()).toContain(`"trace_id":"${post.traceId}"`)

  const metrics = new Map(collector.metrics().map((metric) => [metric.name, metric]))
  for (const name of ['spotdeck_events_total', 'spotdeck_edge_requests_total', 'spotdeck_rest_calls_total'])
    expect(metrics.get(name)?.sum).toBeDefined()
  expect(metrics.get('spotdeck_edge_connections')?.gauge).toBeDefined()
  const [commits] = metrics.get('spotdeck_commit_seconds')?.histogram?.dataPoints ?? []
  expect(commits?.bucketCounts.map(Number).reduce((sum, count) => sum + count)).toBeGreaterThan(0)

  const bodies = collector.bodies()
  expect(bodies).toContain('deployment.environment')
  const hidden = ['mx0sandboxdemo', 'sandbox-demo-secret', session.cookie.split('=')[1] ?? '', 'signature', 'listenKey']
  for (const secret of [...hidden, 'a-key-of-the-caller', 'audience=viewer', 'nobodys-own-text', '?'])
    expect([secret, bodies.includes(secret)]).toEqual([secret, false])
  expect(bodies).not.toMatch(/\b[0-9a-f]{64}\b/)
})

test('a collector that is away delays nothing: the gateway serves, ends cleanly and logs it', async () => {
  running = await startCommand(
    ['up', '--port', '0', '--sandbox-port', '0', '--data', folder.path, '--otlp-endpoint', 'http://127.0.0.1:9'],
    { environment: { ...STOPPED_TIME, OTEL_EXPORTER_OTLP_TIMEOUT: '1000' } },
  )
  const { origin } = new URL(running.address)
  expect((await fetch(`${origin}/readyz`)).status).toBe(200)
  const ended = await running.end('SIGTERM')
  expect([ended.code, ended.err]).toEqual([0, expect.stringContaining('"event":"telemetry-not-exported"')])
})

test('the packages of OpenTelemetry’s SDK are loaded with an endpoint only', async () => {
  const sdkLoadedBy = async (more: readonly string[], coverage: string): Promise<boolean> => {
    const line = ['up', '--port', '0', '--sandbox-port', '0', '--data', join(folder.path, coverage), ...more]
    const environment = { ...STOPPED_TIME, NODE_V8_COVERAGE: join(folder.path, `${coverage}-coverage`) }
    running = await startCommand(line, { environment })
    expect((await running.end('SIGTERM')).code).toBe(0)
    const sources = sourcesLoaded(environment.NODE_V8_COVERAGE)
    expect(sources.length).toBeGreaterThan(100)
    return sources.some((path) => /node_modules\/@opentelemetry\/(?:sdk|exporter|otlp)/.test(path))
  }
  expect(await sdkLoadedBy([], 'without')).toBe(false)
  expect(await sdkLoadedBy(['--otlp-endpoint', 'http://127.0.0.1:9'], 'with')).toBe(true)
})
