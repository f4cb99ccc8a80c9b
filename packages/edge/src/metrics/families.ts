/** Metrics as data, for exporters that are not Prometheus. */

import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from 'prom-client'

type Labels = Readonly<Record<string, string>>
/** One value of a counter or a gauge. */
export type MetricPoint = { readonly labels: Labels; readonly value: number }
/** One distribution. `counts` has one entry more than `bounds`: the last is of values beyond all bounds. */
export type HistogramPoint = {
  readonly labels: Labels
  readonly count: number
  readonly sum: number
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
}

/** A metric with all its points. */
export type MetricFamily = { readonly name: string; readonly help: string } & (
  | { readonly kind: 'counter' | 'gauge'; readonly points: readonly MetricPoint[] }
  | { readonly kind: 'histogram'; readonly points: readonly HistogramPoint[] }
)

type Given = MetricObjectWithValues<MetricValue<string> | MetricValueWithName<string>>

type GivenLabels = Given['values'][number]['labels']

/** Turns a metric of the registry into plain data. */
export function familyOf(metric: Given): MetricFamily {
  const { name, help, values } = metric
  // The registry names the type by a text at run time, by an enumeration in its types.
  const type = String(metric.type)
  if (type === 'histogram') return { name, help, kind: 'histogram', points: [...distributions(name, values)] }
  return {
    name,
    help,
    kind: type === 'counter' ? 'counter' : 'gauge',
    points: values.map(({ labels, value }) => ({ labels: textsOf(labels), value })),
  }
}

/** Splits the cumulated buckets of each label set, which Prometheus counts by `le`, into one count per bucket. */
function* distributions(name: string, values: Given['values']): Generator<HistogramPoint> {
  for (const set of bySet(values)) {
    const of = (suffix: string) => set.filter((value) => 'metricName' in value && value.metricName === name + suffix)
    const buckets = of('_bucket').map(({ labels, value }) => ({ le: boundOf(labels['le']), value }))
    const cumulated = buckets.map(({ value }) => value)
    yield {
      labels: textsOf(withoutBound(set[0]?.labels ?? {})),
      count: of('_count')[0]?.value ?? 0,
      sum: of('_sum')[0]?.value ?? 0,
      bounds: buckets.map(({ le }) => le).filter(Number.isFinite),
      counts: cumulated.map((value, index) => value - (cumulated[index - 1] ?? 0)),
    }
  }
}

function bySet(values: Given['values']): Iterable<Given['values']> {
  const sets = new Map<string, Given['values']>()
  for (const value of values) {
    const key = JSON.stringify(withoutBound(value.labels))
    sets.set(key, [...(sets.get(key) ?? []), value])
  }
  return sets.values()
}

function withoutBound({ le: _le, ...labels }: GivenLabels): GivenLabels {
  return labels
}

function textsOf(labels: GivenLabels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]))
}

/** The last bucket, `+Inf`, has no bound. */
const boundOf = (le: string | number | undefined): number => (le === '+Inf' ? Infinity : Number(le))
