/** Port: an open SQLite file. */

/** A row of a query, by column. */
export type Row = Readonly<Record<string, unknown>>
/** The JSON in a row's column `body`, which this store wrote. */
export function bodyOf<T>(row: Row): T {
  return JSON.parse(String(row['body'])) as T
}

/** The JSON in the column `body` of a query's rows, in their order: one row of one text is read in half the time of many. */
export function bodiesOf(file: Pick<SqliteFile, 'all'>, sql: string, ...values: readonly Value[]): readonly unknown[] {
  const [row] = file.all(`SELECT group_concat(body) AS body FROM (${sql})`, ...values)
  return JSON.parse(`[${(row?.['body'] as string | null) ?? ''}]`) as readonly unknown[]
}

/** A value of a statement. */
export type Value = string | number | null | Uint8Array

/** The SQLite calls that the store uses; statements are prepared once. */
export interface SqliteFile {
  run(sql: string, ...values: readonly Value[]): void
  all(sql: string, ...values: readonly Value[]): readonly Row[]
  /** First row of a query that keeps its answer once it has one: it is remembered until a transaction is rolled back. */
  constant(sql: string, ...values: readonly (string | number)[]): Row | undefined
  /**
   * Runs `work` in one transaction; an exception rolls all of it back. `isDerived`: its rows can be made again, so it does not wait
   * for the disk. A power failure may take it back, but nothing from before it, and not once a later transaction is durable.
   */
  transaction(work: () => void, options?: { readonly isDerived?: boolean }): void
  close(): void
}
