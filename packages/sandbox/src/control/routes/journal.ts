/** Panel routes for the journal of what clients sent and got. */

import type { JournalEntry, JournalFilter } from '../../journal/entry.ts'
import { problem } from '../call/reply.ts'
import { type PanelRoute, type PanelWorld, text, whole } from '../call/route.ts'

const KINDS = ['call', 'connected', 'sent', 'got', 'push', 'closed'] as const satisfies readonly JournalEntry['kind'][]
/** Entries of one answer, and how many there are without a limit. */
const MAX_LIMIT = 10_000
const DEFAULT_LIMIT = 1_000

const QUERY = {
  kind: { enum: KINDS },
  account: text,
  apiKey: text,
  connection: whole,
  method: text,
  path: { type: 'string', description: 'Whole, or without /api/v3/.' },
  channel: { type: 'string', description: 'Channel of a push or a part of it.' },
  after: { type: 'integer', description: 'Entries with a larger number.' },
  from: whole,
  to: whole,
  limit: { type: 'integer', description: `The newest so many; ${DEFAULT_LIMIT} unless told, ${MAX_LIMIT} at most.` },
} as const
const NUMBERS = ['connection', 'after', 'from', 'to', 'limit'] as const

/** Routes for the journal: read and forget. */
export function journalRoutes({ rules: { journal } }: PanelWorld): readonly PanelRoute[] {
  return [
    {
      call: 'GET /sandbox/journal',
      summary: 'What clients sent and got: calls, connections and frames, without secrets and signatures',
      query: QUERY,
      answers: '{ entries: [{ n, at, kind, account?, … }] }, oldest first',
      handle: ({ query }) => {
        const asked = readQuery(query)
        if (typeof asked === 'string') return problem(400, 'BAD_QUERY', asked)
        return { status: 200, body: { entries: journal.read(asked.filter, asked.limit) } }
      },
    },
    {
      call: 'DELETE /sandbox/journal',
      summary: 'Forget the journal',
      answers: '{}',
      handle: () => {
        journal.clear()
        return { status: 200, body: {} }
      },
    },
  ]
}

type Asked = { readonly filter: JournalFilter; readonly limit: number }

function readQuery(query: ReadonlyMap<string, string>): Asked | string {
  const numbers: Partial<Record<(typeof NUMBERS)[number], number>> = {}
  for (const name of NUMBERS) {
    const given = query.get(name)
    if (given === undefined) continue
    if (!/^\d{1,15}$/.test(given)) return `"${name}" is a whole number.`
    numbers[name] = Number(given)
  }
  const named = query.get('kind')
  const kind = KINDS.find((one) => one === named)
  if (named !== undefined && kind === undefined) return `"kind" is one of ${KINDS.join(', ')}.`
  const { limit = DEFAULT_LIMIT, ...rest } = numbers
  if (limit < 1 || limit > MAX_LIMIT) return `"limit" is a number from 1 to ${MAX_LIMIT}.`
  const texts = Object.fromEntries(
    ['account', 'apiKey', 'method', 'path', 'channel'].flatMap((name) => {
      const value = query.get(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  return { filter: { ...texts, ...rest, kind }, limit }
}
