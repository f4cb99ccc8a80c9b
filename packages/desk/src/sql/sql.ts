/** Statements on the small state of a desk, written once for its file (libsql) and its database (PostgreSQL). */

import type { Awaitable } from '../access/awaitable.ts'

/** Value of a column or a parameter. */
export type SqlValue = string | number | null
/** A parameter; a list is one of a database alone. */
export type SqlParameter = SqlValue | readonly string[]
/** Rows as the engine gives them; `bigint` columns are numbers. */
export type SqlRows = readonly unknown[]
/** Runs one statement whose parameters are `$1`, `$2` …; returns its rows. */
export type Run = (sql: string, ...values: readonly SqlParameter[]) => Awaitable<SqlRows>

/**
 * An engine. Statements have the database's names of tables and the syntax that both engines know. None does what a
 * role of the database may not, such as an upsert of a credential.
 */
export interface Sql {
  /** Runs a statement that only reads. @throws {StoreError} `STORE_*` from a database, and errors of the file */
  readonly read: Run
  /** Runs a statement that writes, on connections that no read occupies. */
  readonly write: Run
  /** Runs work while nobody else writes the table: all of it is kept, or nothing. */
  alone<T>(table: string, work: (write: Run) => Awaitable<T>): Awaitable<T>
  /** Condition that a column of JSON text holds a list with this parameter in it. */
  hasElement(column: string, parameter: string): string
}

/** An engine that answers at once. */
export interface LocalSql extends Sql {
  read(sql: string, ...values: readonly SqlParameter[]): SqlRows
  write(sql: string, ...values: readonly SqlParameter[]): SqlRows
  alone<T>(table: string, work: (write: LocalSql['write']) => T): T
}
