/** Pages of lists, newest first. Every filter reads ranges of an index, one for each kind; hidden names are never read. */

import type { AccountRows, Row } from './database.ts'

/** A list whose rows have a kind: its number in `kinds`, its table, the columns of a row, and the second column of its order. */
export type PagedList = {
  readonly list: number
  readonly table: string
  readonly columns: string
  readonly id: 'id' | 'n'
}

/** Bounds of a page: `before` is exclusive, `from` inclusive, `to` exclusive. */
export type PageBounds = {
  readonly before?: { readonly time: number; readonly id: string | number } | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly limit: number
}

/** Filter of a page: the names of the kinds that it includes, and a further condition on one column. */
export type PageFilter = {
  readonly isWanted?: ((names: readonly string[]) => boolean) | undefined
  readonly orderId?: string | undefined
}

/** Rows of a page. Without a filter by names, all of the account's are read in order of time. */
export async function pageOf(
  ledger: AccountRows,
  { list, table, columns, id }: PagedList,
  { bounds, filter }: { readonly bounds: PageBounds; readonly filter: PageFilter },
): Promise<readonly Row[]> {
  const values: unknown[] = [bounds.limit]
  const place = (value: unknown): string => `$${values.push(value) + 1}`
  const clauses = ['t.account = $1']
  if (bounds.before !== undefined)
    clauses.push(`(t.time, t.${id}) < (${place(bounds.before.time)}, ${place(bounds.before.id)})`)
  if (bounds.from !== undefined) clauses.push(`t.time >= ${place(bounds.from)}`)
  if (bounds.to !== undefined) clauses.push(`t.time < ${place(bounds.to)}`)
  if (filter.orderId !== undefined) clauses.push(`t.order_id = ${place(filter.orderId)}`)
  else if (list < FIRST_OWN_TABLE) clauses.push(`t.list = ${list}`)
  const order = `ORDER BY time DESC, ${id} DESC LIMIT $2`
  const part = (more: string): string =>
    `SELECT t.time, t.${id}, ${columns} FROM ${table} t WHERE ${[...clauses, ...(more === '' ? [] : [more])].join(' AND ')} ${order}`
  if (filter.isWanted === undefined) return ledger.all(part(''), ...values)
  const kinds = place(await kindsWhere(ledger, list, filter.isWanted))
  if (filter.orderId !== undefined) return ledger.all(part(`t.kind = ANY(${kinds})`), ...values)
  const merged = `SELECT p.* FROM unnest(${kinds}::integer[]) AS k(kind) CROSS JOIN LATERAL (${part('t.kind = k.kind')}) p`
  return ledger.all(`${merged} ${order}`, ...values)
}

/** Lists before this number share the table `history`. */
const FIRST_OWN_TABLE = 5

/** Numbers of the account's kinds of a list that `isWanted` accepts by their names. */
export async function kindsWhere(
  ledger: AccountRows,
  list: number,
  isWanted: (names: readonly string[]) => boolean,
): Promise<readonly number[]> {
  const rows = await ledger.all('SELECT kind, names FROM kinds WHERE account = $1 AND list = $2', list)
  return rows
    .filter(({ names }) => isWanted(JSON.parse(String(names)) as readonly string[]))
    .map(({ kind }) => Number(kind))
}
