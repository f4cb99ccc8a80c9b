/** Cursors and spans, the same for every list and every report. */

import type { Page } from '@spotdeck/api'
import { DAY_MS } from '@spotdeck/ports'
import type { CallTools } from './call.ts'
import { badRequest } from '../answer/problem.ts'

/**
 * A page of what is in memory. It goes on after the last item that was given, wherever that stands by now; where that
 * is gone, at the place it had.
 */
export function pageInMemory<Item>(
  call: Paged,
  items: readonly Item[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  keyOf: (item: Item) => string,
): Page<Item> {
  const from = placeAfter(items, decryptCursor(call, cursor), keyOf)
  const shown = items.slice(from, from + limit)
  const last = shown.at(-1)
  const hasMore = last !== undefined && from + limit < items.length
  return { items: shown, nextCursor: encryptCursor(call, hasMore ? `${from} ${limit} ${keyOf(last)}` : null) }
}

/** `from`, `count` and the key of the last item of the page before. */
const AFTER = /^(\d+) (\d+) (.*)$/s

function placeAfter<Item>(items: readonly Item[], cursor: string | undefined, keyOf: (item: Item) => string): number {
  const [, from = 0, count = 0, key] = AFTER.exec(cursor ?? '') ?? []
  const at = key === undefined ? -1 : items.findIndex((item) => keyOf(item) === key)
  return at < 0 ? Number(from) + Number(count) : at + 1
}

type Paged = Pick<CallTools, 'cursors'> & { readonly request: { readonly path: string } }

/** Cursors are filled up to a multiple of it: their length does not tell how many digits or letters stand in them. */
const CURSOR_STEP = 128
const FILL = '\0'

/** Encrypts a cursor, so that only cursors of the same list are accepted again. */
export function encryptCursor({ cursors, request }: Paged, cursor: string | null): string | null {
  if (cursor === null) return null
  const length = Math.ceil(Buffer.byteLength(cursor, 'utf8') / CURSOR_STEP) * CURSOR_STEP
  return cursors.seal(cursor + FILL.repeat(length - Buffer.byteLength(cursor, 'utf8')), request.path)
}

/** @throws {ProblemError} `BAD_REQUEST` for a cursor that this list did not give out */
export function decryptCursor({ cursors, request }: Paged, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const found = cursors.open(cursor, request.path)
  if (found === undefined) throw badRequest('cursor', 'must be the `nextCursor` of an earlier answer of this list')
  const end = found.indexOf(FILL)
  return end < 0 ? found : found.slice(0, end)
}

/** The span asked for; the last 24 hours, or `usualMs`, unless said otherwise. */
export function spanOf(
  { now }: Pick<CallTools, 'now'>,
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  usualMs = DAY_MS,
): { readonly from: number; readonly to: number } {
  const end = to ?? now()
  const start = from ?? end - usualMs
  checkSpan(start, end)
  return { from: start, to: end }
}

/** Rejects a span that ends before it begins. */
export function checkSpan(from: number | undefined, to: number | undefined): void {
  if (from !== undefined && to !== undefined && from > to) throw badRequest('from', 'must not be after `to`')
}
