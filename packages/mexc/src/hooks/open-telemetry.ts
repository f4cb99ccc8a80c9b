/** Spans of an OpenTelemetry tracer for every request and every socket, without a dependency on its packages. */

import type { Attributes, MexcHooks } from './hooks.ts'

/** The part of `Span` of `@opentelemetry/api` that is used; the real one fits as it is. */
export interface SpanTarget {
  /** Adds to what the span carries. */
  setAttributes(attributes: Record<string, string | number | boolean>): unknown
  /** `code` is a `SpanStatusCode`. */
  setStatus(status: { code: number; message?: string }): unknown
  /** The operation is over. */
  end(): void
}
/** The part of `Tracer` of `@opentelemetry/api` that is used; the real one fits as it is. */
export interface TracerTarget {
  /** `kind` is a `SpanKind`; the clock is the tracer’s own. */
  startSpan(name: string, options: { kind: number; attributes: Record<string, string | number | boolean> }): SpanTarget
}

/** `SpanKind.CLIENT` and `SpanStatusCode.ERROR` of the OpenTelemetry specification. */
const CLIENT = 2
const ERROR = 2

/** `new MexcClient({ hooks: tracedBy(trace.getTracer('bot')) })`; add a `drift` hook beside it where one is wanted. */
export function tracedBy(tracer: TracerTarget): MexcHooks {
  return {
    operation({ name, attributes }) {
      const span = tracer.startSpan(name, { kind: CLIENT, attributes: copied(attributes) })
      return (end) => {
        span.setAttributes(copied(end.attributes))
        if (end.errorCode !== undefined) span.setStatus({ code: ERROR, message: end.errorCode })
        span.end()
      }
    },
  }
}

function copied(attributes: Attributes): Record<string, string | number | boolean> {
  return { ...attributes }
}
