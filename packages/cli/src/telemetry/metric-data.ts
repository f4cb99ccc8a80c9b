/** The gateway's metrics as OpenTelemetry's data: the names and labels are those of Prometheus. */

import { type HrTime, ValueType } from '@opentelemetry/api'
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'
import type { HistogramPoint, MetricFamily } from '@spotdeck/edge'

/** Times in ms since the epoch: the start of all counts, and the reading. */
export type Reading = { readonly startedAt: number; readonly now: number }

/** Turns families into data points; a metric without a value is left out. */
export function metricDataOf(families: readonly MetricFamily[], { startedAt, now }: Reading): MetricData[] {
  const times = { startTime: hrTime(startedAt), endTime: hrTime(now) }
  return families.filter(({ points }) => points.length > 0).map((family) => dataOf(family, times))
}

function dataOf(family: MetricFamily, times: { readonly startTime: HrTime; readonly endTime: HrTime }): MetricData {
  const { name, help: description } = family
  const descriptor = { name, description, unit: name.includes('_seconds') ? 's' : '', valueType: ValueType.DOUBLE }
  const base = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE }
  if (family.kind === 'histogram') {
    const dataPoints = family.points.map((point) => ({ ...times, attributes: point.labels, value: valueOf(point) }))
    return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints }
  }
  const dataPoints = family.points.map(({ labels, value }) => ({ ...times, attributes: labels, value }))
  if (family.kind === 'gauge') return { ...base, dataPointType: DataPointType.GAUGE, dataPoints }
  return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
}

const valueOf = ({ count, sum, bounds, counts }: HistogramPoint) => ({
  count,
  sum,
  buckets: { boundaries: [...bounds], counts: [...counts] },
})

const hrTime = (ms: number): HrTime => [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)]
