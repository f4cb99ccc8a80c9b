/** Traces and metrics through OpenTelemetry's SDK. Nothing is registered globally: what is not given a tracer is not traced. */

import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, type MetricProducer, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { sleep } from '@spotdeck/ports'
import { ExportFailures } from './export-failures.ts'
import { metricDataOf } from './metric-data.ts'
import { requestHooks, Spans } from './spans.ts'
import type { Exported, Telemetry, TelemetryOptions } from './telemetry.ts'

const CLOSE_MS = 3_000
const EVERY_MS = 60_000

/** Opens both exports. `OTEL_*` variables set headers, resource, sampler and time limits, as the SDK defines them. */
export function openOtlp({ endpoint, version, world }: TelemetryOptions & { readonly endpoint: string }): Telemetry {
  const failures = new ExportFailures()
  const base = endpoint.replace(/\/+$/, '')
  const scope = { name: 'spotdeck', version }
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': scope.name, 'service.version': version }))
    .merge(detectResources({ detectors: [envDetector] }))
  const spanExporter = failures.watched('spans', new OTLPTraceExporter({ url: `${base}/v1/traces` }))
  const tracers = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(spanExporter)] })
  const spans = new Spans(tracers.getTracer(scope.name, version))
  let meters: MeterProvider | undefined
  return {
    tracing: spans,
    hooks: requestHooks(spans),
    traceIds: () => spans.ids(),
    export({ metrics, log }: Exported) {
      failures.log = log
      const startedAt = world.clock.now()
      const producer: MetricProducer = {
        async collect() {
          const taken = metricDataOf(await metrics(), { startedAt, now: world.clock.now() })
          return { resourceMetrics: { resource, scopeMetrics: [{ scope, metrics: taken }] }, errors: [] }
        },
      }
      const exporter = failures.watched('metrics', new OTLPMetricExporter({ url: `${base}/v1/metrics` }))
      const options = { exporter, exportIntervalMillis: EVERY_MS, metricProducers: [producer] }
      meters = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader(options)] })
    },
    async close() {
      const closing = Promise.allSettled([tracers.shutdown(), meters?.shutdown()])
      await Promise.race([closing, sleep({ timers: world.timers, ms: CLOSE_MS })])
    },
  }
}
