import {
  type Attributes,
  type Span,
  type SpanStatus,
  type SpanOptions,
  type Context,
  trace,
  type Tracer,
} from '@opentelemetry/api'
import { nodeClock, nodeTimers } from '@spotdeck/ports/node'
import { describe, expect, it } from 'vitest'
import { openLog } from '../log.ts'
import { ExportFailures } from './export-failures.ts'
import { requestHooks, Spans } from './spans.ts'
import { openTelemetry } from './telemetry.ts'

type Recorded = {
  readonly name: string
  readonly id: string
  readonly parent: string | undefined
  readonly attributes: Attributes
  status?: SpanStatus
  ended: boolean
}

/** A tracer that keeps what it is told. */
function recorder(): { readonly tracer: Tracer; readonly spans: Recorded[] } {
  const spans: Recorded[] = []
  const startSpan = (name: string, options: SpanOptions = {}, context?: Context): Span => {
    const id = String(spans.length + 1).padStart(16, '0')
    const parent = context && trace.getSpan(context)?.spanContext().spanId
    const recorded: Recorded = { name, id, parent, attributes: { ...options.attributes }, ended: false }
    spans.push(recorded)
    const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: id, traceFlags: 1 })
    return Object.assign(Object.create(span) as Span, {
      setAttribute: (key: string, value: string) => Object.assign(recorded.attributes, { [key]: value }),
      setAttributes: (attributes: Attributes) => Object.assign(recorded.attributes, attributes),
      setStatus: (status: SpanStatus) => (recorded.status = status),
      end: () => (recorded.ended = true),
    })
  }
  const startActiveSpan = (): never => {
    throw new Error('Nothing is registered globally.')
  }
  return { tracer: { startSpan, startActiveSpan }, spans }
}

describe('telemetry', () => {
  it('is nothing at all without an endpoint', async () => {
    const world = { clock: nodeClock, timers: nodeTimers }
    const off = await openTelemetry({ endpoint: undefined, version: '1.2.3', world })
    expect([off.tracing, off.hooks, off.traceIds]).toEqual([undefined, undefined, undefined])
    await off.close()
  })

  it('nests spans, keeps the code of an error but not its message, and gives log lines their ids', async () => {
    const { tracer, spans } = recorder()
    const tracing = new Spans(tracer)
    const lines: string[] = []
    const log = openLog('info', [], { write: (line) => lines.push(line), fields: () => tracing.ids() })
    const failing = tracing.span({ name: 'outer', kind: 'server', attributes: {} }, async (span) => {
      span.set({ n: 1 })
      log.info({}, 'within')
      await tracing.span({ name: 'inner', kind: 'internal', attributes: {} }, () =>
        Promise.reject(Object.assign(new Error('the key is abc'), { code: 'AUTH_REFUSED' })),
      )
    })
    await expect(failing).rejects.toThrow('the key is abc')
    log.info({}, 'outside')
    const [outer, inner] = spans
    expect(outer).toMatchObject({ parent: undefined, attributes: { n: 1, 'error.type': 'AUTH_REFUSED' }, ended: true })
    expect(inner).toMatchObject({ parent: outer?.id, status: { code: 2 }, ended: true })
    expect(JSON.stringify(spans)).not.toContain('the key is abc')
    const [within, outside] = lines.map((line) => JSON.parse(line) as { trace_id?: string; span_id?: string })
    expect(within).toMatchObject({ trace_id: 'a'.repeat(32), span_id: outer?.id })
    expect(outside).not.toHaveProperty('trace_id')
  })

  it('makes a span of each request to the exchange, within what caused it, and of no socket', async () => {
    const { tracer, spans } = recorder()
    const tracing = new Spans(tracer)
    const hooks = requestHooks(tracing)
    await tracing.span({ name: 'caused', kind: 'server', attributes: {} }, async () => {
      hooks.operation?.({ kind: 'stream', name: 'mexc stream', attributes: {} })?.({ attributes: {} })
      hooks.operation?.({ kind: 'request', name: 'mexc ping', attributes: { a: 1 } })?.({ attributes: { b: 2 } })
      await Promise.resolve()
    })
    expect(spans.map(({ name, parent }) => [name, parent])).toEqual([
      ['caused', undefined],
      ['mexc ping', spans[0]?.id],
    ])
    expect(spans[1]).toMatchObject({ attributes: { a: 1, b: 2 }, ended: true })
  })
})

describe('exports that fail', () => {
  it('are logged at the 1st, 2nd, 4th … in a row, by their code, and again after a success', () => {
    const results = [1, 1, 1, 1, 1, 0, 1].map((code) => ({
      code,
      ...(code === 0 ? {} : { error: Object.assign(new Error('http://user:password@collector'), { code: 401 }) }),
    }))
    const failures = new ExportFailures()
    const lines: string[] = []
    failures.log = openLog('warn', [], { write: (line) => lines.push(line) })
    const exporter = failures.watched('spans', {
      export: (at: number, done: (result: { code: number; error?: Error }) => void) => done(results[at] ?? { code: 0 }),
    })
    const told = results.map((_result, at) => {
      let code: number | undefined
      exporter.export(at, (result) => (code = result.code))
      return code
    })
    expect(told).toEqual([1, 1, 1, 1, 1, 0, 1])
    expect(lines.map((line) => (JSON.parse(line) as { count: number; reason: string }).count)).toEqual([1, 2, 4, 1])
    expect(lines[0]).toContain('"reason":"401"')
    expect(lines.join()).not.toContain('password')
  })
})
