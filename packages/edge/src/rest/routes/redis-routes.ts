/** REST route of the Redis targets and their progress. */

import { page, pageQuery, redisTarget } from '@spotdeck/api'
import { json } from '../../answer/answer.ts'
import { type Route, allowed, routeWith } from '../call.ts'
import { pageInMemory } from '../paging.ts'

const route = routeWith<'redis'>()

const targets = route({
  path: '/api/v1/redis',
  summary: 'Each Redis that events go to: whether it is there, and how far each stream has got.',
  ...allowed.managers,
  query: pageQuery,
  answers: { 200: page(redisTarget) },
  handle: (call) =>
    json(pageInMemory(call, call.redis(), call.query, ({ host, prefix, audience }) => `${host} ${prefix} ${audience}`)),
})

/** Routes of the Redis targets. */
export const redisRoutes: readonly Route[] = [targets]
