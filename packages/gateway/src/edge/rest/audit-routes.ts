/** REST route of the audit log. */

import { auditActions, auditRecord, page } from '@spotdeck/api'
import { z } from 'zod'
import { json } from './answer.ts'
import { type Route, routeWith } from './call.ts'
import { decryptCursor, encryptCursor } from './paging.ts'
import { checkSpan, idText, pageQuery, spanFields } from './query.ts'

const route = routeWith<'access'>()

const records = route({
  method: 'GET',
  path: '/api/v1/audit',
  summary:
    'Who changed what, and who was refused a change, newest first: by account, action, credential or person, and time.',
  audiences: ['owner'],
  scope: 'all',
  right: 'logs',
  query: pageQuery.extend({
    account: idText.optional(),
    action: z.enum(auditActions).optional(),
    who: idText.optional(),
    ...spanFields,
  }),
  answers: { 200: page(auditRecord) },
  async handle(call) {
    const { cursor, limit, audience: _, ...chosen } = call.query
    checkSpan(chosen.from, chosen.to)
    const after = decryptCursor(call, cursor)
    const before = after === undefined ? undefined : Number(after)
    const items = await call.access.audit.list({ ...chosen, before, limit: limit + 1 })
    const shown = items.slice(0, limit)
    const last = items.length > limit ? shown.at(-1) : undefined
    return json({ items: shown, nextCursor: encryptCursor(call, last === undefined ? null : String(last.n)) })
  },
})

/** Routes of the audit log. */
export const auditRoutes: readonly Route[] = [records]
