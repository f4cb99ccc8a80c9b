/** Whether the process lives, and whether readers can be served; not whether the exchange is up. */

import { z } from 'zod'
import { type Route, json, route } from './call.ts'
import { ProblemError } from './problem.ts'

const alive = route({
  method: 'GET',
  path: '/healthz',
  summary: 'The process answers.',
  audiences: 'anyone',
  answers: { 200: z.object({ status: z.literal('ok') }) },
  handle: () => json({ status: 'ok' }),
})

const ready = route({
  method: 'GET',
  path: '/readyz',
  summary: 'Readers can be served: every account has its ledger open.',
  audiences: 'anyone',
  answers: { 200: z.object({ status: z.literal('ready') }) },
  handle({ desk }) {
    const accounts = desk.accounts()
    if (accounts.length === 0 || accounts.some(({ id }) => desk.head(id) === undefined)) {
      throw new ProblemError('NOT_READY')
    }
    return json({ status: 'ready' })
  },
})

const metrics = route({
  method: 'GET',
  path: '/metrics',
  summary: 'Counts of the gateway for Prometheus: from this machine, or with the owner’s token.',
  audiences: 'anyone',
  answers: { 200: 'text/plain' },
  handle({ desk, hub, connections, metrics: counted, principal, request }) {
    if (principal.audience !== 'owner' && !isLoopback(request.ip)) throw new ProblemError('AUDIENCE_FORBIDDEN')
    const gauges = { connections: connections.size, readers: hub.readers, accounts: desk.accounts().length }
    return {
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: counted.text(gauges),
    }
  },
})

const isLoopback = (ip: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(ip)

export const healthRoutes: readonly Route[] = [alive, ready, metrics]
