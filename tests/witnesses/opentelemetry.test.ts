/** Spans made through OpenTelemetry's own API, from the hooks of the SDK on a sandbox: complete, named, and without secrets. */

import {
  type Attributes,
  type Span,
  SpanKind,
  SpanStatusCode,
  type SpanOptions,
  type SpanStatus,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { tracedBy } from '@spotdeck/mexc'
import { MexcClient, nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { accountInformation } from '@spotdeck/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'

type Recorded = { name: string; kind?: SpanKind; attributes: Attributes; status?: SpanStatus; ended: boolean }
const spans: Recorded[] = []

/** A tracer that keeps what it is told; everything else of a span is OpenTelemetry's own no-op. */
const tracer: Tracer = {
  startSpan(name: string, options: SpanOptions = {}): Span {
    const recorded: Recorded = { name, attributes: { ...options.attributes }, ended: false }
    if (options.kind !== undefined) recorded.kind = options.kind
    spans.push(recorded)
    const nothing = trace.wrapSpanContext({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 })
    return Object.assign(Object.create(nothing) as Span, {
      setAttributes: (attributes: Attributes) => Object.assign(recorded.attributes, attributes),
      setStatus: (status: SpanStatus) => (recorded.status = status),
      end: () => (recorded.ended = true),
    })
  },
  startActiveSpan: () => {
    throw new Error('The hooks do not touch the active span.')
  },
}
const provider: TracerProvider = { getTracer: () => tracer }

let sandbox: RunningSandbox
beforeAll(async () => {
  trace.setGlobalTracerProvider(provider)
  const config = { port: 0, host: '127.0.0.1', seed: 3, bots: false, demo: false, panel: false, symbols: ['MXUSDT'] }
  sandbox = await openSandbox(config, nodeWorld())
})
afterAll(async () => {
  trace.disable()
  await sandbox.close()
})

test('every request and every socket is a span that ends, with its name and outcome', async () => {
  const hooks = tracedBy(trace.getTracer('a bot'))
  const client = new MexcClient({ preset: 'sandbox', port: sandbox.port, hooks })
  await client.call(accountInformation, {})
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1000000', price: '1' } as const
  await expect(client.placeOrder(order)).rejects.toMatchObject({ code: 'INSUFFICIENT_BALANCE' })
  const reading = client.account()
  for await (const event of reading) if (event.type === 'ready') break
  await client.close()
  const bySpan = (name: string): Recorded | undefined => spans.find((span) => span.name === name)
  expect(bySpan('mexc accountInformation')).toMatchObject({
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': 'GET',
      'url.path': '/api/v3/account',
      'server.address': '127.0.0.1',
      'server.port': sandbox.port,
      'http.response.status_code': 200,
      'http.request.resend_count': 0,
    },
    ended: true,
  })
  expect(bySpan('mexc placeOrder')).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'INSUFFICIENT_BALANCE' },
    attributes: { 'error.type': 'INSUFFICIENT_BALANCE', 'mexc.code': 30004, 'http.response.status_code': 400 },
  })
  expect(bySpan('mexc stream')).toMatchObject({
    attributes: { 'mexc.private': true, 'network.protocol.name': 'websocket' },
  })
  await expect.poll(() => spans.filter(({ ended }) => !ended)).toEqual([])
  const said = JSON.stringify(spans)
  for (const hidden of [sandbox.demo.apiKey, sandbox.demo.secret, 'signature=', 'listenKey=']) {
    expect(said).not.toContain(hidden)
  }
  expect(said).not.toMatch(/[0-9a-f]{64}/)
})
