/** Who came in, and who was refused. */

import { accessRecord, page } from '@spotdeck/api'
import { type Route, json, route } from './call.ts'
import { pageInMemory } from './paging.ts'
import { pageQuery } from './query.ts'

const records = route({
  method: 'GET',
  path: '/api/v1/access',
  summary: 'Who came in, when, from where and by which door, and who was refused; newest first.',
  audiences: ['owner'],
  query: pageQuery,
  answers: { 200: page(accessRecord) },
  handle: (call) => json(pageInMemory(call, call.access.records(), call.query)),
})

export const accessRoutes: readonly Route[] = [records]
