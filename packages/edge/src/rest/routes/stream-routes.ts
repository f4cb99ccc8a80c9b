/** GET accounts/{id}/events: the SSE door as a route. */

import { MAX_INTERVAL_MS, anyQuery, intervalText, listText } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import type { Position } from '@spotdeck/reports'
import { holderOf } from '@spotdeck/desk'
import { parsePosition } from '../../stream/resume.ts'
import { EventStream } from '../../stream/sse.ts'
import { accountTopics } from '../../stream/topics.ts'
import { rejectAtCapacity } from '../../stream/connections.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { STREAM_HEADERS } from '../event-source.ts'
import { ProblemError, badRequest } from '../../answer/problem.ts'
import { accountOf } from '../seen.ts'

const route = routeWith<'connections' | 'guestReplays' | 'hub' | 'metrics' | 'world'>()

const DEFAULT_TOPICS = ['assets', 'orders', 'deals', 'status']

const events = route({
  path: '/api/v1/accounts/:account/events',
  summary:
    'Events as they are committed, as text/event-stream; `Last-Event-ID` or `since=epoch:seq:hash` goes on from there.',
  ...allowed.readers,
  query: anyQuery.extend({
    topics: listText(16).default(DEFAULT_TOPICS),
    since: z.string().max(100).optional(),
    intervalMs: intervalText(MAX_INTERVAL_MS).default(0),
    symbols: listText(200).optional(),
    assets: listText(500).optional(),
  }),
  answers: { 200: 'text/event-stream' },
  async handle(call) {
    const { topics, intervalMs, symbols, assets } = call.query
    const { audience } = call
    const account = accountOf(call)
    const chosen = accountTopics(topics, audience)
    if ('refusal' in chosen) throw new ProblemError(chosen.refusal.code, chosen.refusal.params)
    const since = sinceOf(call, call.query.since)
    rejectAtCapacity(call.connections, call.principal)
    const filter = defined({ symbols: symbols && new Set(symbols), assets: assets && new Set(assets) })
    const following = { account: account.id, audience, topics: chosen.topics, intervalMs, ...filter }
    const { hub, metrics } = call
    const { clock, timers, log, random } = call.world
    const { key: holder } = holderOf(call.principal)
    const world = { clock, timers, log, random, pace: call.guestReplays.paceOf(call.principal), holder }
    if (since !== 'malformed') await hub.reach(account.id, audience, since)
    const head = account.head()
    const seen = await hub.seen.of(account.id, audience, head)
    return {
      status: 200,
      headers: STREAM_HEADERS,
      body: (sink) => new EventStream({ hub, world, following, head, seen, since, sink, metrics }),
    }
  },
})

/** Routes of event streams. */
export const streamRoutes: readonly Route[] = [events]

/**
 * A browser sends `Last-Event-ID` by itself and gives up on an HTTP error, so whatever it holds is answered in the
 * stream; `since` is written by a program, which is told what is wrong with it.
 */
function sinceOf(call: Call<unknown, unknown>, since: string | undefined): Position | 'malformed' | undefined {
  const last = call.request.headers['last-event-id']
  const asked = last ?? since
  if (asked === undefined) return undefined
  const position = parsePosition(asked)
  if (position.kind === 'position') return position.at
  if (last !== undefined) return 'malformed'
  throw badRequest('since', 'must be epoch:seq:hash, or epoch:seq')
}
