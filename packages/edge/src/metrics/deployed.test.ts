/** The alerts and the dashboard of deploy/: every metric that they name is exported, and every alert is explained. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parser } from '@prometheus-io/lezer-promql'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { GatewayMetrics } from './gateway-metrics.ts'

const text = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8')

type Rules = {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[]
}
type Dashboard = { readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[] }

const alerts = (parse(text('deploy/prometheus/alerts.yml')) as Rules).groups.flatMap(({ rules }) => rules)
const dashboard = JSON.parse(text('deploy/grafana/dashboards/spotdeck.json')) as Dashboard
const panels = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))

/** Metrics that a query reads; throws where it is not PromQL. */
function metricsIn(query: string): readonly string[] {
  const expr = query.replaceAll('$__rate_interval', '1m')
  const found: string[] = []
  parser.parse(expr).iterate({
    enter({ type, from, to }) {
      if (type.isError) throw new Error(`${expr} is wrong at ${from}.`)
      if (type.name === 'Identifier' && expr[from - 1] !== '{') found.push(expr.slice(from, to))
    },
  })
  return found
}

async function exported(): Promise<ReadonlySet<string>> {
  const nothing = { accounts: [], callsWaiting: 0 }
  const connections = { websocket: 0, sse: 0 }
  const all = await new GatewayMetrics().text({
    vitals: nothing,
    now: 0,
    connections,
    bufferedBytes: 0,
    auditReachMs: {},
    readers: 0,
    redis: [],
  })
  const types = [...all.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  )
}

test.each([...alerts.map(({ expr }) => expr), ...panels])(
  '%s reads metrics that the gateway exports',
  async (query) => {
    const named = metricsIn(query)
    const known = await exported()
    expect(named.filter((name) => !known.has(name) && name !== 'up')).toEqual([])
    expect(named).not.toEqual([])
  },
)

test('the queries are read by Prometheus’ own grammar', () => {
  expect(metricsIn('sum by (le) (rate(a_total{b="c"}[5m])) > 1 or d')).toEqual(['a_total', 'd'])
  expect(() => metricsIn('rate(a_total[5m]')).toThrow()
})

test.each(['docs/operations.md', 'docs/operations.zh-TW.md'])(
  '%s says what to do about each alert, and no other',
  (page) => {
    const explained = [...text(page).matchAll(/^- \*\*`(Spotdeck\w+)`\*\*[:：]\s*\S/gm)].map(([, name]) => name)
    expect(explained).toEqual(alerts.map(({ alert }) => alert))
  },
)

test('every metric that the gateway exports is documented', async () => {
  const table = text('docs/operations.md')
  const names = [...(await exported())].map((name) => name.replace(/_(?:bucket|sum|count)$/, ''))
  expect(names.filter((name) => !table.includes(`\`${name}\``))).toEqual([])
})
