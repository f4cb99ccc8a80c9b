/**
 * Opens a SQLite file with WAL and synchronous FULL and migrates it to this version, or throws an error with the next
 * step.
 */

import { ownerOnlyFile } from '@spotdeck/ports/node'
import Database from 'libsql'
import { DataFolderError } from '../data-folder-error.ts'
import type { Row, SqliteFile } from './file.ts'
import { hasOldRows, moveOld, movesLeft } from './move-old.ts'
import { MIGRATIONS, SCHEMA_VERSION } from './schema.ts'

/**
 * Called before each step of a migration, and with `done` equal to `total` after the last one is durable. The number of steps that
 * move rows is an estimate until then.
 */
export type MigrationProgress = (progress: { readonly done: number; readonly total: number }) => void

/** Options of opening a file. */
export type OpenOptions = {
  readonly progress?: MigrationProgress | undefined
  /**
   * Called for a file that was closed cleanly, whose pages are then not checked here; `unproven` makes the next opening check
   * them. Without it, pages are always checked.
   */
  readonly unchecked?: ((unproven: () => void) => void) | undefined
}

/**
 * Opens or creates a ledger file. @throws {DataFolderError} `LEDGER_CORRUPT`, `LEDGER_NEWER`, `DATA_DIR_UNWRITABLE`
 */
export function openSqlite(path: string, { progress = () => undefined, unchecked }: OpenOptions = {}): SqliteFile {
  const database = connect(path)
  let isProven = true
  try {
    const file = wrap(database)
    const isTrusted = unchecked !== undefined && wasClosed(file)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES.durable}`)
    if (!isTrusted) checkIntegrity(database, path)
    migrate(database, file, path, progress)
    file.run('DELETE FROM meta WHERE key = ?', CLOSED)
    if (isTrusted) unchecked(() => (isProven = false))
    return { ...file, close: () => settled(file, () => isProven) }
  } catch (cause) {
    database.close()
    throw refusal(cause, path)
  }
}

/** Name of the mark that a clean close leaves, and that an opening takes away. */
const CLOSED = 'closed'

function wasClosed(file: SqliteFile): boolean {
  const has = file.all("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").length > 0
  return has && file.all('SELECT 1 FROM meta WHERE key = ?', CLOSED).length > 0
}

/** Marks the file as closed, and merges the write-ahead log into it, so that a copy of the file is complete. */
function settled(file: SqliteFile, isProven: () => boolean): void {
  try {
    if (isProven()) file.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, '1')", CLOSED)
    file.all('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // Without the mark the next opening checks the pages; without the merge the data remains in the log beside the file.
  }
  file.close()
}

/**
 * Opens an existing file for reading: nothing is created, migrated or changed, whoever may be writing it. Possible are
 * queries, `VACUUM INTO` and a transaction over one snapshot of the file.
 * @throws {DataFolderError} `LEDGER_CORRUPT`, `DATA_DIR_UNWRITABLE`, from each call
 */
export function readSqlite(path: string): SqliteFile {
  const refused = <T>(work: () => T): T => {
    try {
      return work()
    } catch (cause) {
      throw refusal(cause, path)
    }
  }
  const file = refused(() => wrap(new Database(path, { timeout: 5_000, readonly: true })))
  return {
    run: (sql, ...values) => refused(() => file.run(sql, ...values)),
    all: (sql, ...values) => refused(() => file.all(sql, ...values)),
    constant: (sql, ...values) => refused(() => file.constant(sql, ...values)),
    transaction: (work, options) => refused(() => file.transaction(work, options)),
    close: () => file.close(),
  }
}

/** Opens a temporary file with this version's tables; it is removed on close. */
export function temporarySqlite(): SqliteFile {
  const database = new Database('')
  for (const step of MIGRATIONS) database.exec(step)
  return wrap(database)
}

/** Number of schema steps that a file has. */
export function versionOf(file: Pick<SqliteFile, 'all'>): number {
  return Number(file.all('PRAGMA user_version')[0]?.['user_version'] ?? 0)
}

/** Rejects a file of a newer schema. @throws {DataFolderError} `LEDGER_NEWER` */
export function refuseNewer(version: number, path: string): void {
  if (version <= SCHEMA_VERSION) return
  throw new DataFolderError(
    'LEDGER_NEWER',
    `The ledger ${path} was written by a newer Spotdeck (schema ${version}, this one knows ${SCHEMA_VERSION}): start that version, or name another data directory.`,
  )
}

function connect(path: string): Database.Database {
  try {
    ownerOnlyFile(path)
    const database = new Database(path, { timeout: 5_000 })
    return database
  } catch (cause) {
    throw refusal(cause, path)
  }
}

function checkIntegrity(database: Database.Database, path: string): void {
  const rows = database.prepare('PRAGMA quick_check(1)').all() as readonly Row[]
  const found = Object.values(rows[0] ?? {}).find((value) => typeof value === 'string')
  if (found !== 'ok') throw corrupt(path)
}

/**
 * The steps in SQL are one transaction: a process that is killed in between leaves the file as it was. Rows are moved after it, and a
 * process that is killed meanwhile goes on at the next start.
 */
function migrate(database: Database.Database, file: SqliteFile, path: string, progress: MigrationProgress): void {
  const version = versionOf(file)
  refuseNewer(version, path)
  if (version === SCHEMA_VERSION && !hasOldRows(file)) return
  const steps = MIGRATIONS.slice(version)
  const total = steps.length + (version === 0 ? 0 : movesLeft(file, version === SCHEMA_VERSION))
  let done = 0
  const tell = (): void => void (version > 0 && progress({ done: Math.min(done++, total - 1), total }))
  file.transaction(() => {
    for (const step of steps) {
      tell()
      database.exec(step)
    }
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
  // A power failure takes back whole steps, which are then made again.
  database.pragma('synchronous = NORMAL')
  moveOld(file, tell)
  database.pragma('synchronous = FULL')
  if (version > 0) progress({ done: total, total })
}

function corrupt(path: string, cause?: unknown): DataFolderError {
  return new DataFolderError(
    'LEDGER_CORRUPT',
    `The ledger ${path} is damaged or no ledger at all: put a backup in its place, or move it away to begin a new one.`,
    { cause },
  )
}

function refusal(cause: unknown, path: string): DataFolderError {
  if (cause instanceof DataFolderError) return cause
  const code = codeOf(cause)
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR')
    return corrupt(path, cause)
  return new DataFolderError(
    'DATA_DIR_UNWRITABLE',
    `Cannot write the ledger ${path} (${code || 'no code'}): check the directory's owner, its rights and the space left.`,
    { cause },
  )
}

/** SQLite's own code of an error, such as `SQLITE_BUSY`; empty for errors that are not SQLite's. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

/** Rolls back. A full disk or a failed write has rolled back already: the caller must see the original code. */
function rollBack(database: Database.Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // The transaction has ended already.
  }
}

/**
 * Pages of the write-ahead log from which on a transaction moves them into the file, and waits for the disk twice. What is derived does
 * it first, so that a commit seldom has to.
 */
const CHECKPOINT_PAGES = { derived: 1_000, durable: 4_000 } as const
const DERIVED = `PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES.derived}`
const DURABLE = `PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES.durable}`

function wrap(database: Database.Database): SqliteFile {
  const statements = new Map<string, Database.Statement>()
  const prepared = (sql: string): Database.Statement => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const made = database.prepare(sql)
    statements.set(sql, made)
    return made
  }
  const constants = new Map<string, Map<string, Row>>()
  const constant: SqliteFile['constant'] = (sql, ...values) => {
    const ofSql = constants.get(sql) ?? new Map<string, Row>()
    constants.set(sql, ofSql)
    const key = values.join('\n')
    const row = ofSql.get(key) ?? (prepared(sql).get(...values) as Row | undefined)
    if (row !== undefined) ofSql.set(key, row)
    return row
  }
  let open = true
  let isRelaxed = false
  /** Has no error of its own: where it fails, the next transaction does it first. */
  const waitForDisk = (): void => {
    try {
      database.exec(DURABLE)
      isRelaxed = false
    } catch {}
  }
  return {
    constant,
    run: (sql, ...values) => void prepared(sql).run(...values),
    all: (sql, ...values) => prepared(sql).all(...values) as readonly Row[],
    transaction(work, { isDerived = false } = {}) {
      // SQLite: these pragmas take effect where they are prepared, so they are prepared each time.
      if (isDerived || isRelaxed) database.exec(isDerived ? DERIVED : DURABLE)
      isRelaxed = isDerived
      try {
        prepared('BEGIN IMMEDIATE').run()
        work()
        prepared('COMMIT').run()
      } catch (cause) {
        rollBack(database)
        constants.clear()
        throw cause
      } finally {
        if (isDerived) waitForDisk()
      }
    },
    close() {
      if (open) database.close()
      open = false
    },
  }
}
