/** REST routes of the audit log: its pages, and the whole of it as CSV. */

import { anyQuery, auditActions, auditRecord, idText, page, pageQuery, spanFields } from '@spotdeck/api'
import { z } from 'zod'
import type { AuditQuery, AuditStore } from '@spotdeck/desk'
import { csvLine } from '@spotdeck/reports'
import { json } from '../../answer/answer.ts'
import { type Route, routeWith } from '../call.ts'
import { checkSpan, decryptCursor, encryptCursor } from '../paging.ts'

const route = routeWith<'access' | 'turn'>()

const COMMON = { audiences: ['owner'], scope: 'all', right: 'logs' } as const
const chosenBy = {
  account: idText.optional(),
  action: z.enum(auditActions).optional(),
  who: idText.optional(),
  ...spanFields,
}

const records = route({
  path: '/api/v1/audit',
  summary:
    'Who changed what, and who was refused a change, newest first: by account, action, credential or person, and time.',
  ...COMMON,
  query: pageQuery.extend(chosenBy),
  answers: { 200: page(auditRecord) },
  async handle(call) {
    const { cursor, limit, audience: _, zone: _zone, ...chosen } = call.query
    checkSpan(chosen.from, chosen.to)
    const after = decryptCursor(call, cursor)
    const before = after === undefined ? undefined : Number(after)
    const items = await call.access.audit.list({ ...chosen, before, limit: limit + 1 })
    const shown = items.slice(0, limit)
    const last = items.length > limit ? shown.at(-1) : undefined
    return json({ items: shown, nextCursor: encryptCursor(call, last === undefined ? null : String(last.n)) })
  },
})

const file = route({
  path: '/api/v1/audit.csv',
  summary: 'The same records as CSV, newest first; times are ms since the epoch.',
  ...COMMON,
  query: anyQuery.extend(chosenBy),
  answers: { 200: 'text/csv' },
  handle(call) {
    const { audience: _, zone: _zone, ...chosen } = call.query
    checkSpan(chosen.from, chosen.to)
    return {
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="spotdeck-audit.csv"',
      },
      body: lines(call.access.audit, chosen, call.turn),
    }
  },
})

/** Records that are read and written in one turn. */
const ROWS_PER_TURN = 200
const COLUMNS = [
  ...(['n', 'time', 'action', 'outcome', 'status', 'account', 'target', 'symbol', 'side', 'kind', 'label'] as const),
  ...(['credential', 'user', 'role', 'audience', 'door', 'from', 'requestId'] as const),
] as const

async function* lines(
  audit: AuditStore,
  chosen: Omit<AuditQuery, 'before' | 'limit'>,
  turn: () => Promise<void>,
): AsyncGenerator<string> {
  yield csvLine(COLUMNS)
  for (let before: number | undefined, more = true; more; await turn()) {
    const items = await audit.list({ ...chosen, before, limit: ROWS_PER_TURN })
    yield items.map((item) => csvLine(COLUMNS.map((name) => (name === 'user' ? item.user?.name : item[name])))).join('')
    before = items.at(-1)?.n
    more = items.length === ROWS_PER_TURN
  }
}

/** Routes of the audit log. */
export const auditRoutes: readonly Route[] = [records, file]
