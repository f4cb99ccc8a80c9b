/** Health checks: whether the process lives and subscribers can be served; not whether the exchange is reachable. */

import { z } from 'zod'
import { type EdgeRequest, json } from '../../answer/answer.ts'
import { type Call, type EdgeServices, type Route, allowed, fromRest, noQuery, routeWith } from '../call.ts'
import { type AuditReach, type AuditStore, may } from '@spotdeck/desk'
import type { Gauged } from '../../metrics/gateway-metrics.ts'
import { ProblemError } from '../../answer/problem.ts'

const route = routeWith<'access' | 'connections' | 'desk' | 'hub' | 'metrics' | 'redis' | 'world'>()

const alive = route({
  path: '/healthz',
  summary: 'The process answers.',
  ...allowed.anyone,
  query: noQuery,
  answers: { 200: z.object({ status: z.literal('ok') }) },
  handle: () => json({ status: 'ok' }),
})

const ready = route({
  path: '/readyz',
  summary:
    'Readers can be served: every account has its ledger open, who may read can be looked up, and nothing is closing.',
  ...allowed.anyone,
  query: noQuery,
  answers: { 200: z.object({ status: z.literal('ready') }) },
  async handle({ desk, access, connections }) {
    if (connections.closed || !(await access.isReadable())) throw new ProblemError('NOT_READY')
    if (desk.accounts().length === 0) throw new ProblemError('NOT_READY')
    return json({ status: 'ready' })
  },
})

const metrics = route({
  path: '/metrics',
  summary: 'Counts of the gateway for Prometheus: from this machine, or with a token for metrics or the owner’s.',
  ...allowed.anyone,
  query: noQuery,
  answers: { 200: 'text/plain' },
  async handle(call) {
    const { principal, request, metrics: counted } = call
    // The counts are of all accounts together.
    if (!may(principal, 'manage', 'all') && !isFromHere(request) && !(await isScraper(call)))
      throw new ProblemError('AUDIENCE_FORBIDDEN')
    return {
      status: 200,
      headers: { 'content-type': counted.contentType },
      body: await counted.text(await gaugedOf(call)),
    }
  },
})

/** Reads the gauges of the metrics. */
export async function gaugedOf({
  access,
  world,
  desk,
  hub,
  connections,
  redis,
}: Pick<EdgeServices, 'access' | 'connections' | 'desk' | 'hub' | 'redis' | 'world'>): Promise<Gauged> {
  const reach = await reachOf(access.audit)
  const now = world.clock.now()
  return {
    vitals: desk.vitals(),
    now: desk.now(),
    connections: connections.byDoor,
    bufferedBytes: connections.mostBufferedBytes,
    readers: hub.readers,
    redis: redis(),
    auditReachMs: Object.fromEntries(Object.entries(reach).map(([lane, time]) => [lane, now - time])),
  }
}

/** Nothing where the log cannot be read: the other metrics are answered all the same. */
async function reachOf(audit: AuditStore): Promise<AuditReach> {
  try {
    return await audit.reach()
  } catch {
    return {}
  }
}

/** True if the request brings a token for metrics. */
async function isScraper(call: Call<unknown, unknown, 'access'>): Promise<boolean> {
  const token = /^Bearer (sdm_[\w-]{43})$/i.exec(call.request.headers['authorization'] ?? '')?.[1]
  const found = token === undefined ? undefined : await call.access.byMetricsToken(token)
  if (found === undefined) return false
  call.access.log.used(found, fromRest(call))
  return true
}

/** Headers that a proxy on this machine adds: the request came from another address. */
const HANDED_ON = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/
const LOOPBACK_HOST = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(?::\d{1,5})?$/i

function isFromHere({ ip, headers }: EdgeRequest): boolean {
  return (
    LOOPBACK.test(ip) &&
    LOOPBACK_HOST.test(headers['host'] ?? '') &&
    HANDED_ON.every((name) => headers[name] === undefined)
  )
}

/** Routes of health checks and metrics. */
export const healthRoutes: readonly Route[] = [alive, ready, metrics]
