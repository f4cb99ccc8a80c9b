/** Port: an open SQLite file. */

/** A row of a query, by column. */
export type Row = Readonly<Record<string, unknown>>
/** The JSON in a row's column `body`, which this store wrote. */
export function bodyOf<T>(row: Row): T {
  return JSON.parse(String(row['body'])) as T
}
/** A value of a statement. */
export type Value = string | number | null | Uint8Array

/** The SQLite calls that the store uses; statements are prepared once. */
export interface SqliteFile {
  run(sql: string, ...values: readonly Value[]): void
  all(sql: string, ...values: readonly Value[]): readonly Row[]
  /** First row of a query that keeps its answer once it has one: it is remembered until a transaction is rolled back. */
  constant(sql: string, ...values: readonly (string | number)[]): Row | undefined
  /** Runs `work` in one transaction; an exception rolls all of it back. */
  transaction(work: () => void): void
  close(): void
}
