/** Spans of this process, each a child of the one in which it is opened. */

import { AsyncLocalStorage } from 'node:async_hooks'
import {
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { type MexcHooks, tracedBy } from '@spotdeck/mexc'
import type { Span as OpenSpan, SpanStart, Tracing } from '@spotdeck/ports'
import type { TraceIds } from './telemetry.ts'

const KINDS = { server: SpanKind.SERVER, internal: SpanKind.INTERNAL } as const

/** Opens spans through a tracer of OpenTelemetry. */
export class Spans implements Tracing {
  readonly #tracer: Tracer
  readonly #open = new AsyncLocalStorage<Span>()

  constructor(tracer: Tracer) {
    this.#tracer = tracer
  }

  async span<T>({ name, kind, attributes }: SpanStart, work: (span: OpenSpan) => Promise<T>): Promise<T> {
    const span = this.start(name, { kind: KINDS[kind], attributes: { ...attributes } })
    try {
      return await this.#open.run(span, () => work({ set: (more) => void span.setAttributes({ ...more }) }))
    } catch (error) {
      span.setAttribute('error.type', codeOf(error))
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  }

  /** Starts a span within the open one; the caller ends it. */
  start(name: string, options: SpanOptions): Span {
    const open = this.#open.getStore()
    return this.#tracer.startSpan(name, options, open === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, open))
  }

  /** Ids of the open span. */
  ids(): TraceIds | undefined {
    const open = this.#open.getStore()?.spanContext()
    return open && { trace_id: open.traceId, span_id: open.spanId }
  }
}

/** The code alone: a message may quote what the caller or the exchange said. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** Hooks that make each request to the exchange a span. A socket is none: it is open for a day. */
export function requestHooks(spans: Spans): MexcHooks {
  const hooks = tracedBy({ startSpan: (name, options) => spans.start(name, options) })
  return { operation: (operation) => (operation.kind === 'request' ? hooks.operation?.(operation) : undefined) }
}
