/**
 * Kinds of list rows: each set of values that filters ask about has a number, and an index orders its rows by time.
 * A filter is then a choice of numbers, and a page is merged from their ranges, whatever the filter is.
 */

import { type Kind, LISTS, type ListName } from '../sql/lists.ts'
import type { SqliteFile } from './file.ts'
import { insertionInto } from './insertion.ts'

/** A table of kinds, and the statements that find and add one by the columns that distinguish them. */
export type KindTable = {
  readonly table: string
  readonly columns: readonly string[]
  readonly find: string
  readonly add: string
}

function kindTable(table: string, columns: readonly string[]): KindTable {
  return {
    table,
    columns,
    find: `SELECT kind FROM ${table} WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')}`,
    add: insertionInto(table, columns).one,
  }
}

/** Kinds of orders. */
export const ORDER_KINDS = kindTable('order_kinds', ['symbol', 'side', 'type', 'status'])
/** Kinds of deals. */
export const DEAL_KINDS = kindTable('deal_kinds', ['symbol', 'side', 'fee_asset'])
/** Kinds of history rows; asset and reason are empty where an event has none. */
export const HISTORY_KINDS = kindTable('history_kinds', ['list', 'asset', 'reason'])

/** Number of the kind with these values, in the order of its columns; a new one gets the next number. */
export function kindOf(
  file: Pick<SqliteFile, 'constant' | 'run'>,
  { find, add }: KindTable,
  values: readonly (string | number)[],
): number {
  const known = file.constant(find, ...values)?.['kind']
  if (typeof known === 'number') return known
  file.run(add, ...values)
  return Number(file.constant(find, ...values)?.['kind'])
}

/** Kinds of a list, with their names in the order of its columns. */
export function kindsOf(file: Pick<SqliteFile, 'all'>, list: ListName): readonly Kind[] {
  const { table, columns } = TABLES[list] ?? HISTORY_KINDS
  const [names, where] = columns[0] === 'list' ? [columns.slice(1), `WHERE list = ${LISTS[list]}`] : [columns, '']
  return file.all(`SELECT * FROM ${table} ${where}`).map((row) => {
    return { kind: Number(row['kind']), names: names.map((name) => String(row[name])) }
  })
}

const TABLES: Readonly<Partial<Record<ListName, KindTable>>> = { orders: ORDER_KINDS, deals: DEAL_KINDS }
