/** What the edge counts of itself, in Prometheus' text form: no amounts, no ids, nothing of an account. */

/** Why a stream was ended by us. */
export type EndReason = 'TOO_SLOW' | 'REVOKED' | 'RATE_LIMITED' | 'RESTARTING'

export interface Metrics {
  /** One request answered. */
  answered(method: string, status: number): void
  /** A stream was ended by us. */
  cutOff(reason: EndReason): void
}

export type Gauges = { readonly connections: number; readonly readers: number; readonly accounts: number }

export class EdgeMetrics implements Metrics {
  readonly #requests = new Map<string, number>()
  readonly #cutOffs = new Map<string, number>()

  answered(method: string, status: number): void {
    count(this.#requests, `method="${METHODS.has(method) ? method : 'other'}",status="${status}"`)
  }

  cutOff(reason: EndReason): void {
    count(this.#cutOffs, `reason="${reason}"`)
  }

  text({ connections, readers, accounts }: Gauges): string {
    return [
      family('spotdeck_edge_connections', 'gauge', 'Open WebSockets and event streams.', [['', connections]]),
      family('spotdeck_edge_readers', 'gauge', 'Subscriptions that are being served.', [['', readers]]),
      family('spotdeck_edge_accounts', 'gauge', 'Accounts that are served.', [['', accounts]]),
      family('spotdeck_edge_requests_total', 'counter', 'REST calls answered.', [...this.#requests]),
      family('spotdeck_edge_cut_off_total', 'counter', 'Streams ended by the gateway.', [...this.#cutOffs]),
    ].join('')
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'DELETE'])

function count(counts: Map<string, number>, labels: string): void {
  counts.set(labels, (counts.get(labels) ?? 0) + 1)
}

function family(name: string, type: string, help: string, samples: readonly (readonly [string, number])[]): string {
  const rows = samples.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${rows.join('')}`
}
