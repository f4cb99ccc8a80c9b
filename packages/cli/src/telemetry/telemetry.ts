/** Traces and metrics over OTLP. The packages that it takes are loaded only where an endpoint is set. */

import type { MexcHooks } from '@spotdeck/mexc'
import type { MetricFamily } from '@spotdeck/edge'
import type { Clock, Log, Timers, Tracing } from '@spotdeck/ports'

/** Ids of the open span, by the names that log pipelines know. */
export type TraceIds = { readonly trace_id: string; readonly span_id: string }

/** Source of metrics, and the log that is told of exports that fail. */
export type Exported = { readonly metrics: () => Promise<readonly MetricFamily[]>; readonly log: Log }

/** Parts of a world that trace, and the exports behind them. Each part is absent where no endpoint is set. */
export interface Telemetry {
  readonly tracing?: Tracing | undefined
  /** Spans of the calls to the exchange. */
  readonly hooks?: MexcHooks | undefined
  /** Ids for log lines that are written within a span. */
  readonly traceIds?: () => TraceIds | undefined
  /** Begins to export metrics, every minute and at the end. */
  export(exported: Exported): void
  /** Sends what is left, for at most 3 s. Never throws. */
  close(): Promise<void>
}

/** Endpoint, such as `http://127.0.0.1:4318`; without one nothing is loaded and nothing is measured. */
export type TelemetryOptions = {
  readonly endpoint: string | undefined
  readonly version: string
  readonly world: { readonly clock: Clock; readonly timers: Timers }
}

const OFF: Telemetry = { export() {}, close: () => Promise.resolve() }

/** Opens the exports to an OTLP endpoint over HTTP. */
export async function openTelemetry({ endpoint, ...options }: TelemetryOptions): Promise<Telemetry> {
  if (endpoint === undefined) return OFF
  const { openOtlp } = await import('./otlp.ts')
  return openOtlp({ endpoint, ...options })
}
