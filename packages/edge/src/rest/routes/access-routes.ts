/** REST route of the access log. */

import { type AccessRecord, accessRecord, page, pageQuery } from '@spotdeck/api'
import { json } from '../../answer/answer.ts'
import { type Route, allowed, routeWith } from '../call.ts'
import { pageInMemory } from '../paging.ts'

const route = routeWith<'access'>()

const keyOf = ({ time, event, credential, from, door, code }: AccessRecord): string =>
  [time, event, credential, from, door, code].join(' ')

const records = route({
  path: '/api/v1/access',
  summary: 'Who came in, when, from where and by which door, and who was refused; newest first.',
  ...allowed.desk,
  right: 'logs',
  query: pageQuery,
  answers: { 200: page(accessRecord) },
  handle: async (call) => json(pageInMemory(call, await call.access.records(), call.query, keyOf)),
})

/** Routes of the access log. */
export const accessRoutes: readonly Route[] = [records]
