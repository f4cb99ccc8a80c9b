/** Cursors and spans, the same for every list and every report. */

import type { Page } from '@spotdeck/api'
import type { EdgeContext } from './call.ts'
import { badRequest } from './problem.ts'
import { anyQuery, checkSpan, timeText } from './query.ts'

const DAY_MS = 24 * 60 * 60_000

export const spanQuery = anyQuery.extend({ from: timeText.optional(), to: timeText.optional() })

/** A page of what is in memory, by the same cursors as everywhere. */
export function pageInMemory<Item>(
  context: EdgeContext,
  items: readonly Item[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Page<Item> {
  const from = Number(opened(context, cursor) ?? 0)
  const to = from + limit
  return { items: items.slice(from, to), nextCursor: sealed(context, to < items.length ? String(to) : null) }
}

/** A cursor as it is given out: signed, so that only what was given out comes back. */
export const sealed = ({ access }: EdgeContext, cursor: string | null): string | null =>
  cursor === null ? null : access.cursors.seal(cursor)

/** @throws {ProblemError} `BAD_REQUEST` for a cursor that was not given out here */
export function opened({ access }: EdgeContext, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const found = access.cursors.open(cursor)
  if (found === undefined) throw badRequest('cursor', 'must be the `nextCursor` of an earlier answer')
  return found
}

/** The span asked for; the last 24 hours, or `usualMs`, unless said otherwise. */
export function spanOf(
  { desk }: EdgeContext,
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  usualMs = DAY_MS,
): { readonly from: number; readonly to: number } {
  const end = to ?? desk.now()
  const start = from ?? end - usualMs
  checkSpan(start, end)
  return { from: start, to: end }
}
