/**
 * Credentials in `DIR/access.db`, so that sessions and tokens outlive a restart. The file may be written beside a
 * running gateway: `spotdeck login` and `spotdeck token create` are other processes.
 */

import { ownerOnlyFile } from '@spotdeck/ports/node'
import { z } from 'zod'
import { MEMORY, type SqlFile, openSqlFile } from '../sql/libsql.ts'
import { sqlAccessStore } from './sql-store.ts'
import type { LocalAccessStore } from './store.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS credential (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, hash TEXT NOT NULL, audience TEXT NOT NULL, accounts TEXT NOT NULL,
    label TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, parent TEXT,
    revoked INTEGER NOT NULL DEFAULT 0, made_by TEXT, device TEXT, created_from TEXT, last_used_at INTEGER,
    last_used_from TEXT, role TEXT, user_id TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS credential_hash ON credential (kind, hash);
  CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS access (n INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS preference (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS user (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, grants TEXT NOT NULL, created_at INTEGER NOT NULL,
    disabled_at INTEGER, made_by TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS passkey (
    id TEXT PRIMARY KEY, credential_id TEXT NOT NULL UNIQUE, public_key TEXT NOT NULL, counter INTEGER NOT NULL,
    transports TEXT NOT NULL, rp_id TEXT NOT NULL, name TEXT NOT NULL, aaguid TEXT NOT NULL, device TEXT NOT NULL,
    can_back_up INTEGER NOT NULL, backed_up INTEGER NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER,
    last_used_from TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS spent_challenge (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS confirmation (session TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS audit (
    n INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, time INTEGER NOT NULL, account TEXT, action TEXT NOT NULL,
    credential TEXT, person TEXT, label TEXT NOT NULL, body TEXT NOT NULL, target TEXT, outcome TEXT, status INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS audit_lanes ON audit (lane, n);
  CREATE INDEX IF NOT EXISTS audit_shares ON audit (lane, credential, n);
  UPDATE audit SET lane = iif(action IN ('order-placed', 'order-canceled'), 'orders', 'management') WHERE lane = 'changes';
`
/** Columns that files of older versions lack, by table. */
const LATER_COLUMNS: readonly (readonly [table: string, column: string])[] = [
  ['credential', 'made_by TEXT'],
  ['credential', 'device TEXT'],
  ['credential', 'created_from TEXT'],
  ['credential', 'last_used_at INTEGER'],
  ['credential', 'last_used_from TEXT'],
  ['credential', 'role TEXT'],
  ['credential', 'user_id TEXT'],
  ['user', 'made_by TEXT'],
]
/** Time that a write waits for another process, in ms. */
const BUSY_MS = 5_000
/** The same of the audit log: an order waits for it. */
const AUDIT_BUSY_MS = 1_000

const columnRow = z.object({ name: z.string() })

/** Opens or makes the file, readable by its owner alone. */
export function openLibsqlAccessStore(path: string): LocalAccessStore {
  ownerOnlyFile(path)
  const file = openSqlFile(path, BUSY_MS)
  file.db.exec(SCHEMA)
  addColumns(file)
  // Its writes survive the end of the process and cost no flush. A power cut can take the newest; a change of
  // credentials, which is flushed, takes its own record along, as both are in one write-ahead log.
  const audit = openSqlFile(path, AUDIT_BUSY_MS, false)
  const close = (): void => {
    audit.close()
    file.close()
  }
  return sqlAccessStore(file, close, audit)
}

/** The same in memory, for tests and for runs that should leave no trace; it outlives its end. */
export function memoryAccessStore(): LocalAccessStore {
  const file = openSqlFile(MEMORY, BUSY_MS)
  file.db.exec(SCHEMA)
  return sqlAccessStore(file, () => {})
}

/** Brings a file of an older version up to date; of two processes that try at once, one does it. */
function addColumns(file: SqlFile): void {
  const columns = (table: string): readonly string[] =>
    file.read(`PRAGMA table_info(${table})`).map((found) => columnRow.parse(found).name)
  const missing = () => LATER_COLUMNS.filter(([table, column]) => !columns(table).includes(column.split(' ')[0] ?? ''))
  if (missing().length === 0) return
  file.alone('', () => {
    for (const [table, column] of missing()) file.db.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`)
  })
}
