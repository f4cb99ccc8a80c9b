/** Pages merged from the ranges of an index, so that rows outside the page are not read. */

import type { ListPage } from '../sql/lists.ts'
import type { Row, SqliteFile, Value } from './file.ts'

/** Conditions of a query, joined by AND. */
export type Condition = { readonly sql: string; readonly values: readonly Value[] }

/** Rows with the columns `time` and `id`: `select` without its conditions, `bounds` for every kind. */
export type Ranges = {
  readonly select: string
  readonly kinds: readonly number[]
  readonly bounds: Condition
  readonly limit: number
}

/** Maximal number of parts of one statement, a power of two; SQLite accepts 500. */
const PARTS_AT_ONCE = 64
/** A kind that no row has. */
const NO_KIND = 0

/**
 * Newest `limit` rows of all kinds by (time, id). A kind without rows pads the number of parts to a power of two, so
 * that there are few statements to prepare.
 */
export function mergedPage(file: Pick<SqliteFile, 'all'>, { select, kinds, bounds, limit }: Ranges): readonly Row[] {
  const rows: Row[] = []
  const part = `${select} WHERE ${bounds.sql} AND kind = ?`
  for (let from = 0; from < kinds.length; from += PARTS_AT_ONCE) {
    const some = kinds.slice(from, from + PARTS_AT_ONCE)
    while (!Number.isInteger(Math.log2(some.length))) some.push(NO_KIND)
    const sql = `${some.map(() => part).join(' UNION ALL ')} ORDER BY time DESC, id DESC LIMIT ?`
    for (const row of file.all(sql, ...some.flatMap((kind) => [...bounds.values, kind]), limit)) rows.push(row)
  }
  return kinds.length <= PARTS_AT_ONCE ? rows : rows.sort(newestFirst).slice(0, limit)
}

function newestFirst(a: Row, b: Row): number {
  const later = Number(b['time']) - Number(a['time'])
  if (later !== 0) return later
  const [x, y] = [a['id'], b['id']]
  if (typeof x === 'number' && typeof y === 'number') return y - x
  return String(x) < String(y) ? 1 : -1
}

/** Conditions of a page but its kinds. @param columns of the key by which it is ordered */
export function boundsOf({ before, from, to, orderId }: ListPage, { time, id }: PageKey): Condition {
  const clauses: (readonly [string, readonly Value[]])[] = [['1', []]]
  if (orderId !== undefined) clauses.push(['order_id = ?', [orderId]])
  if (before !== undefined) clauses.push([`(${time}, ${id}) < (?, ?)`, [before.time, before.id]])
  if (from !== undefined) clauses.push([`${time} >= ?`, [from]])
  if (to !== undefined) clauses.push([`${time} < ?`, [to]])
  return { sql: clauses.map(([sql]) => sql).join(' AND '), values: clauses.flatMap(([, values]) => values) }
}

type PageKey = { readonly time: string; readonly id: string }
