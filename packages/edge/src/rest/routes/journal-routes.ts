/** REST routes of the owner's notes and tags on orders and deals. */

import {
  type JournalKind,
  idText,
  journalChange,
  journalEntry,
  journalKinds,
  journalTag,
  page,
  pageQuery,
  problem,
} from '@spotdeck/api'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '@spotdeck/reports'
import type { NoteKey } from '@spotdeck/desk'
import { json } from '../../answer/answer.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { decryptCursor, encryptCursor } from '../paging.ts'
import { ProblemError } from '../../answer/problem.ts'
import { accountOf } from '../seen.ts'

const route = routeWith<'journal' | 'world'>()

const MAX_ID = 100

const list = route({
  path: '/api/v1/accounts/:account/journal',
  summary: 'Notes on orders and deals, the newest change first, by a text that they contain and by a tag.',
  ...allowed.owner,
  query: pageQuery.extend({
    kind: z.enum(journalKinds).optional(),
    id: idText.optional(),
    text: z.string().min(1).max(100).optional(),
    tag: journalTag.optional(),
  }),
  answers: { 200: page(journalEntry) },
  async handle(call) {
    const { limit, kind, id, text, tag } = call.query
    const cursor = decryptCursor(call, call.query.cursor)
    const after = cursor === undefined ? undefined : decodeCursor(cursor)
    const items = await call.journal.list(accountOf(call).id, { kind, id, text, tag, after, limit })
    const last = items.length === limit ? items.at(-1) : undefined
    const next = last === undefined ? null : encodeCursor({ time: last.updatedAt, id: `${last.kind} ${last.id}` })
    return json({ items, nextCursor: encryptCursor(call, next) })
  },
})

/** The three calls on the note of one record. */
function routesOf(kind: JournalKind, idName: 'orderId' | 'tradeId'): readonly Route[] {
  const common = {
    path: `/api/v1/accounts/:account/journal/${kind}s/:${idName}`,
    ...allowed.owner,
  } as const
  const keyOf = (call: Call<unknown, unknown>): NoteKey => {
    const id = call.path[idName] ?? ''
    if (id.length > MAX_ID) throw new ProblemError('NOT_FOUND')
    return { account: accountOf(call).id, kind, id }
  }
  return [
    route({
      ...common,
      summary: `The note on one ${kind}.`,
      answers: { 200: journalEntry, 404: problem },
      async handle(call) {
        const found = await call.journal.get(keyOf(call))
        if (found === undefined) throw new ProblemError('NOT_FOUND')
        return json(found)
      },
    }),
    route({
      ...common,
      method: 'PUT',
      action: 'note-written',
      right: 'manage',
      summary: `Writes the note on one ${kind}, in place of the one before.`,
      body: journalChange,
      answers: { 200: journalEntry, 404: problem },
      async handle(call) {
        const key = keyOf(call)
        if (kind === 'order' && (await accountOf(call).order(key.id)) === undefined)
          throw new ProblemError('UNKNOWN_ORDER', { orderId: key.id.slice(0, 64) })
        const { text, tags } = call.body
        const note = { text, tags: [...new Set(tags)], updatedAt: call.world.clock.now() }
        return json(await call.journal.put(key, note))
      },
    }),
    route({
      ...common,
      method: 'DELETE',
      action: 'note-deleted',
      right: 'manage',
      summary: `Deletes the note on one ${kind}.`,
      answers: { 204: 'deleted', 404: problem },
      async handle(call) {
        if (!(await call.journal.delete(keyOf(call)))) throw new ProblemError('NOT_FOUND')
        return { status: 204, headers: {}, body: '' }
      },
    }),
  ]
}

/** Routes of the journal. */
export const journalRoutes: readonly Route[] = [list, ...routesOf('order', 'orderId'), ...routesOf('deal', 'tradeId')]
