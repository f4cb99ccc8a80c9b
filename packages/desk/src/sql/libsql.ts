/** Runs statements on a file, or in memory, at once. */

import Database from 'libsql'
import type { LocalSql, SqlParameter, SqlRows } from './sql.ts'

/** Path of a database in memory. */
export const MEMORY = ':memory:'

/** A file, and the end of its use. */
export type SqlFile = LocalSql & { readonly db: Database.Database; close(): void }

/** Names of tables in a file, by their name in a database. */
const FILE_NAMES: Readonly<Record<string, string>> = {
  access_records: 'access',
  access_secrets: 'secret',
  audit_records: 'audit',
  confirmations: 'confirmation',
  credentials: 'credential',
  notes: 'note',
  passkeys: 'passkey',
  preferences: 'preference',
  spent_challenges: 'spent_challenge',
  users: 'user',
}
const NAMES = new RegExp(`\\b(?:${Object.keys(FILE_NAMES).join('|')})\\b`, 'g')

/** A statement in the spelling of libsql: names of a file, no types, and its only order of text, which is by bytes. */
const spelled = (sql: string): string =>
  sql
    .replace(NAMES, (name) => FILE_NAMES[name] ?? name)
    .replace(/::\w+| COLLATE "C"/g, '')
    .replace(/\$(?=\d)/g, '?')

/** Opens a file. `busyMs`: how long a write waits; `durable`: false where a power cut may take the newest. */
export function openSqlFile(path: string, busyMs: number, durable = true): SqlFile {
  const db = new Database(path)
  const synchronous = durable ? 'FULL' : 'NORMAL'
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = ${busyMs}; PRAGMA synchronous = ${synchronous};`)
  // Statements are constants: there are as many as the stores have.
  const prepared = new Map<string, Database.Statement>()
  const run = (sql: string, ...values: readonly SqlParameter[]): SqlRows => {
    const statement = prepared.get(sql) ?? db.prepare(spelled(sql))
    prepared.set(sql, statement)
    return statement.all([...values])
  }
  let isOpen = true
  return {
    db,
    read: run,
    write: run,
    alone: (_table, work) => db.transaction(() => work(run)).immediate(),
    hasElement: (column, parameter) => `EXISTS (SELECT 1 FROM json_each(${column}) WHERE value = ${parameter})`,
    close() {
      if (isOpen) db.close()
      isOpen = false
    },
  }
}
