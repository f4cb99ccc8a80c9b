/**
 * Prometheus metrics of the gateway. Amounts, ids and account names are never values or labels: figures per account are
 * summed, or only the worst is exposed.
 */

import type { RedisTargetStats } from '@spotdeck/api'
import type { LoopDelay } from '@spotdeck/ports'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { DeskBatch } from '../desk.ts'
import { familyOf, type MetricFamily } from './families.ts'
import type { LoopWatch } from './loop-watch.ts'
import type { Vitals } from './vitals.ts'

/** Why a stream was ended by us. */
export type EndReason = 'TOO_SLOW' | 'REVOKED' | 'RATE_LIMITED' | 'RESTARTING' | 'INTERNAL'
/** Transport of a connected subscriber. */
export type Door = 'websocket' | 'sse'

/** Counters that transports report to. */
export interface Metrics {
  /** One request answered. */
  answered(method: string, status: number): void
  /** A stream was ended by us. */
  cutOff(reason: EndReason): void
}

/** Gauges that are read at each scrape. */
export type Gauged = {
  readonly vitals: Vitals
  /** Exchange time, ms since the epoch. */
  readonly now: number
  readonly connections: Readonly<Record<Door, number>>
  /** Bytes queued for the slowest subscriber. */
  readonly bufferedBytes: number
  /** Subscriptions that are being served. */
  readonly readers: number
  /** Each Redis that is written to. */
  readonly redis: readonly RedisTargetStats[]
  /** Ages of the oldest records that full lanes of the audit log keep, in ms. */
  readonly auditReachMs: Readonly<Record<string, number>>
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
/** Seconds. A commit is one transaction with one flush to the disk. */
const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** Prometheus metrics of the gateway. */
export class GatewayMetrics implements Metrics {
  readonly #registry = new Registry()
  readonly #requests = this.#counter('spotdeck_edge_requests_total', 'REST calls answered.', ['method', 'status'])
  readonly #cutOffs = this.#counter('spotdeck_edge_cut_off_total', 'Streams ended by the gateway.', ['reason'])
  readonly #auditReach = this.#gauge(
    'spotdeck_audit_reach_seconds',
    'Age of the oldest record that a full lane of the audit log keeps; absent while the lane has room.',
    ['lane'],
  )
  readonly #auditFailures = this.#counter(
    'spotdeck_audit_records_failed_total',
    'Records of the audit log that could not be written.',
    ['step'],
  )
  readonly #events = this.#counter('spotdeck_events_total', 'Events that became durable.', ['topic', 'source'])
  readonly #commits = new Histogram({
    name: 'spotdeck_commit_seconds',
    help: 'Time a commit of the ledger took.',
    buckets: COMMIT_BUCKETS,
    registers: [this.#registry],
  })
  readonly #calls = this.#counter('spotdeck_rest_calls_total', 'Calls to the exchange.', [])
  readonly #weight = this.#counter('spotdeck_rest_weight_total', 'Weight of calls to the exchange.', ['pool'])
  readonly #connections = this.#gauge('spotdeck_edge_connections', 'Readers that stay connected.', ['door'])
  readonly #readers = this.#gauge('spotdeck_edge_readers', 'Subscriptions that are being served.')
  readonly #buffered = this.#gauge(
    'spotdeck_edge_buffered_bytes',
    'What waits to leave, the reader for whom it is most.',
  )
  readonly #accounts = this.#gauge('spotdeck_edge_accounts', 'Accounts that are served, by how they are followed.', [
    'state',
  ])
  readonly #lag = this.#gauge(
    'spotdeck_stream_lag_seconds',
    'From the exchange’s sending to arrival, the worst account.',
  )
  readonly #silence = this.#gauge('spotdeck_stream_silence_seconds', 'Since the last push, the worst account.')
  readonly #queues = this.#gauge('spotdeck_queue_depth', 'What waits: pushes to be folded, calls for room.', ['queue'])
  readonly #reconnects = this.#counter('spotdeck_stream_reconnects_total', 'New private sockets after a lost one.', [])
  readonly #drift = this.#counter('spotdeck_protocol_drift_total', 'Unknown words of the exchange’s protocol.', [])
  readonly #healed = this.#counter('spotdeck_audit_differences_total', 'Differences that audits found and healed.', [])
  readonly #readEvents = this.#counter(
    'spotdeck_read_events_total',
    'Events of accounts that other gateways follow, by where they came from.',
    ['from'],
  )
  readonly #redis = this.#gauge('spotdeck_redis_targets', 'Redis servers written to, by how they are.', ['state'])
  readonly #redisLag = this.#gauge('spotdeck_redis_lag_events', 'Events that a Redis is behind, the worst stream.')
  readonly #redisAdded = this.#counter('spotdeck_redis_added_total', 'Events added to Redis.', [])
  readonly #redisTrouble = this.#counter(
    'spotdeck_redis_trouble_total',
    'Lost connections, streams filled anew, refusals.',
    ['what'],
  )

  readonly #archived = this.#counter(
    'spotdeck_archived_events_total',
    'Events moved from ledgers to archive files.',
    [],
  )
  readonly #archivedBytes = this.#counter('spotdeck_archived_bytes_total', 'Bytes of archive files written.', [])
  readonly #archiveFailures = this.#counter(
    'spotdeck_archive_failures_total',
    'Runs that could not archive events.',
    [],
  )
  readonly #delay = this.#gauge(
    'spotdeck_event_loop_delay_seconds',
    'How late the event loop ran what was due, since the scrape before.',
    ['stat'],
  )
  readonly #longestBlock = this.#gauge(
    'spotdeck_event_loop_longest_block_seconds',
    'The longest block of the event loop since the gateway serves.',
  )
  readonly #loopDelay: LoopDelay | undefined
  readonly #loopWatch: Pick<LoopWatch, 'longestMs'> | undefined

  /** `loopDelay` measures the event loop of the process, and `loopWatch` keeps its longest block; absent: neither is exported. */
  constructor(loopDelay?: LoopDelay, loopWatch?: Pick<LoopWatch, 'longestMs'>) {
    this.#loopDelay = loopDelay
    this.#loopWatch = loopWatch
  }

  answered(method: string, status: number): void {
    this.#requests.inc({ method: METHODS.has(method) ? method : 'other', status: String(status) })
  }

  cutOff(reason: EndReason): void {
    this.#cutOffs.inc({ reason })
  }

  /** Counts a record of the audit log that could not be written, before a change or after it. */
  auditFailed(step: 'open' | 'settle'): void {
    this.#auditFailures.inc({ step })
  }

  /** Counts what the desk publishes. */
  published(batch: DeskBatch): void {
    if (batch.kind !== 'durable') return
    for (const { topic, source } of batch.events) this.#events.inc({ topic, source })
  }

  committed(ms: number): void {
    this.#commits.observe(ms / 1_000)
  }

  /** Counts an archive file. */
  archived({ events, bytes }: { readonly events: number; readonly bytes: number }): void {
    this.#archived.inc(events)
    this.#archivedBytes.inc(bytes)
  }

  archiveFailed(): void {
    this.#archiveFailures.inc()
  }

  /** Counts a call that was sent to the exchange. */
  called(weight: { readonly ip: number; readonly uid: number }): void {
    this.#calls.inc()
    this.#weight.inc({ pool: 'ip' }, weight.ip)
    this.#weight.inc({ pool: 'uid' }, weight.uid)
  }

  /** Everything, in Prometheus' text form. */
  text(gauged: Gauged): Promise<string> {
    this.#read(gauged)
    return this.#registry.metrics()
  }

  /** Everything, as data. */
  async families(gauged: Gauged): Promise<readonly MetricFamily[]> {
    this.#read(gauged)
    return (await this.#registry.getMetricsAsJSON()).map(familyOf)
  }

  #read(gauged: Gauged): void {
    const { vitals, now, connections, bufferedBytes, readers, redis, auditReachMs } = gauged
    this.#auditReach.reset()
    for (const [lane, ms] of Object.entries(auditReachMs)) this.#auditReach.set({ lane }, ms / 1_000)
    for (const [door, count] of Object.entries(connections)) this.#connections.set({ door }, count)
    this.#readers.set(readers)
    this.#buffered.set(bufferedBytes)
    this.#takeLoopDelay()
    this.#takeVitals(vitals, now)
    this.#takeRedis(redis)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  #takeLoopDelay(): void {
    if (this.#loopWatch === undefined) this.#longestBlock.remove()
    else this.#longestBlock.set(this.#loopWatch.longestMs / 1_000)
    if (this.#loopDelay === undefined) return
    const { medianMs, p99Ms, mostMs } = this.#loopDelay.take()
    for (const [stat, ms] of [
      ['median', medianMs],
      ['p99', p99Ms],
      ['max', mostMs],
    ] as const)
      this.#delay.set({ stat }, ms / 1_000)
  }

  #takeVitals({ accounts, callsWaiting }: Vitals, now: number): void {
    this.#accounts.reset()
    for (const { state } of accounts) this.#accounts.inc({ state })
    setWorst(
      this.#lag,
      accounts.map(({ latencyMs }) => latencyMs),
    )
    setWorst(
      this.#silence,
      accounts.map(({ lastPushAt }) => (lastPushAt === undefined ? undefined : now - lastPushAt)),
    )
    this.#queues.set({ queue: 'pushes' }, total(accounts.map(({ pushesWaiting }) => pushesWaiting)))
    this.#queues.set({ queue: 'calls' }, callsWaiting)
    setTo(this.#reconnects, total(accounts.map(({ reconnects }) => reconnects)))
    setTo(this.#drift, total(accounts.map(({ drift }) => drift)))
    setTo(this.#healed, total(accounts.map(({ healed }) => healed)))
    const read = accounts.flatMap((account) => account.read ?? [])
    this.#readEvents.reset()
    if (read.length === 0) return
    this.#readEvents.inc({ from: 'bus' }, total(read.map(({ bus }) => bus)))
    this.#readEvents.inc({ from: 'database' }, total(read.map(({ database }) => database)))
  }

  #takeRedis(targets: readonly RedisTargetStats[]): void {
    const streams = targets.flatMap(({ accounts }) => accounts)
    this.#redis.reset()
    for (const { state } of targets) this.#redis.inc({ state })
    this.#redisLag.set(Math.max(0, ...streams.map(({ lag }) => lag)))
    setTo(this.#redisAdded, total(streams.map(({ added }) => added)))
    this.#redisTrouble.reset()
    this.#redisTrouble.inc({ what: 'lost' }, total(targets.map(({ failures }) => failures)))
    this.#redisTrouble.inc({ what: 'refilled' }, total(streams.map(({ refills }) => refills)))
    this.#redisTrouble.inc({ what: 'refused' }, total(streams.map(({ refusals }) => refusals)))
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] })
  }

  #gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] })
  }
}

/** The largest of ms in seconds, never below 0: clocks are learnt. What is not known of any is not shown at all. */
function setWorst(gauge: Gauge, values: readonly (number | undefined)[]): void {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0) gauge.remove()
  else gauge.set(Math.max(0, ...known) / 1_000)
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** A counter that is counted elsewhere. */
function setTo(counter: Counter, value: number): void {
  counter.reset()
  counter.inc(value)
}
