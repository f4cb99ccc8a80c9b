/** Inserts rows several at once: a statement for each row would cost as much again as the row. */

import type { SqliteFile, Value } from './file.ts'

/** Rows of one statement. */
const AT_ONCE = 16

/** Statements that insert one row, and `AT_ONCE` rows. */
export type Insertion = { readonly one: string; readonly many: string }

/** Statements for a table, with values in the order of `columns`. */
export function insertionInto(table: string, columns: readonly string[]): Insertion {
  const row = `(${columns.map(() => '?').join(', ')})`
  const head = `INSERT INTO ${table} (${columns.join(', ')}) VALUES`
  return { one: `${head} ${row}`, many: `${head} ${Array.from({ length: AT_ONCE }, () => row).join(', ')}` }
}

/** Inserts rows in their order. */
export function insertAll(
  file: Pick<SqliteFile, 'run'>,
  { one, many }: Insertion,
  rows: readonly (readonly Value[])[],
): void {
  let done = 0
  for (; rows.length - done >= AT_ONCE; done += AT_ONCE) file.run(many, ...rows.slice(done, done + AT_ONCE).flat())
  for (const row of rows.slice(done)) file.run(one, ...row)
}
