/**
 * Kinds of list rows: each set of values that filters ask about has a number, and an index orders the rows of a number by time. A
 * filter is then a choice of numbers, and a page is merged from their ranges, whatever the filter is.
 */

import type { Row, SqliteFile } from './file.ts'

/** A table of kinds and the columns that distinguish them. */
export type KindTable = { readonly table: string; readonly columns: readonly string[] }

/** Kinds of orders. */
export const ORDER_KINDS: KindTable = { table: 'order_kinds', columns: ['symbol', 'side', 'type', 'status'] }
/** Kinds of deals. */
export const DEAL_KINDS: KindTable = { table: 'deal_kinds', columns: ['symbol', 'side', 'fee_asset'] }
/** Kinds of history rows; asset and reason are empty where an event has none. */
export const HISTORY_KINDS: KindTable = { table: 'history_kinds', columns: ['list', 'asset', 'reason'] }

/** Number of the kind with these values, in the order of its columns; a new one gets the next number. */
export function kindOf(
  file: Pick<SqliteFile, 'all' | 'run'>,
  { table, columns }: KindTable,
  values: readonly (string | number)[],
): number {
  const sql = `SELECT kind FROM ${table} WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')}`
  const known = file.all(sql, ...values)[0]?.['kind']
  if (typeof known === 'number') return known
  file.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, ...values)
  return Number(file.all(sql, ...values)[0]?.['kind'])
}

/** Numbers of the kinds that `isWanted` accepts. */
export function kindsWhere(
  file: Pick<SqliteFile, 'all'>,
  { table }: KindTable,
  isWanted: (kind: Row) => boolean,
): readonly number[] {
  return file
    .all(`SELECT * FROM ${table}`)
    .filter(isWanted)
    .map(({ kind }) => Number(kind))
}
