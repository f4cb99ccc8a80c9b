/**
 * Credentials in `DIR/access.db`, so that sessions and tokens outlive a restart. The file may be written beside a running
 * gateway: `spotdeck login` and `spotdeck token create` are other processes.
 */

import { ownerOnlyFile } from '@spotdeck/ports/node'
import Database from 'libsql'
import { z } from 'zod'
import { accessRecord } from '@spotdeck/api'
import { openLibsqlAuditStore } from './audit/libsql-audit.ts'
import { credentialColumns, toCredential, valuesOf } from './credential-row.ts'
import { libsqlPasskeyStore } from './passkeys/libsql-passkeys.ts'
import { type Credential, type CredentialKind, type LocalAccessStore, MAX_RECORDS } from './store.ts'
import { USER_TABLE, libsqlUserStore } from './users/libsql-users.ts'

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

/** `revoked`: 1 takes what the credential made with it, 2 ends it alone. */
const REVOKED = 1
const ENDED = 2

const COLUMNS = credentialColumns.join(', ')
const READ = `${COLUMNS}, (SELECT name FROM user WHERE user.id = credential.user_id) AS user_name,
  (SELECT grants FROM user WHERE user.id = credential.user_id) AS user_grants`
const IN_USE = `revoked = 0 AND expires_at > ?1 AND (parent IS NULL OR EXISTS (
  SELECT 1 FROM credential AS up WHERE up.id = credential.parent AND up.revoked = 0 AND up.expires_at > ?1))
  AND NOT EXISTS (SELECT 1 FROM credential AS maker WHERE maker.id = credential.made_by
    AND (maker.revoked = ${REVOKED} OR maker.revoked <> 0 AND credential.kind = 'user-code'))
  AND (user_id IS NULL OR EXISTS (SELECT 1 FROM user WHERE user.id = credential.user_id AND user.disabled_at IS NULL))`
/** Revokes the chosen credentials, what they made and what was opened with that. */
const revokeAll = (chosen: string): string => `
  WITH RECURSIVE down(id) AS (SELECT id FROM credential WHERE ${chosen} UNION
    SELECT below.id FROM credential AS below JOIN down ON below.parent = down.id OR below.made_by = down.id)
  UPDATE credential SET revoked = ${REVOKED} WHERE id IN (SELECT id FROM down) AND revoked <> ${REVOKED}`

const columnRow = z.object({ name: z.string() })
const preferenceRow = z.object({ name: z.string(), value: z.string() })
const recordRow = z.object({ body: z.string() })
const valueRow = z.object({ value: z.string() })

/** Opens or makes the file, readable by its owner alone. */
export function openLibsqlAccessStore(path: string): LocalAccessStore {
  ownerOnlyFile(path)
  const db = new Database(path)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA synchronous = FULL;`)
  db.exec(SCHEMA)
  db.exec(USER_TABLE)
  addColumns(db)
  const audit = openLibsqlAuditStore(path)
  const one = db.prepare(`SELECT ${READ} FROM credential WHERE ${IN_USE} AND kind = ?2 AND hash = ?3`)
  const byId = db.prepare(`SELECT ${READ} FROM credential WHERE ${IN_USE} AND id = ?2`)
  const newest = db.prepare(`SELECT ${READ} FROM credential WHERE ${IN_USE} AND kind = ?2 ORDER BY created_at DESC, id`)
  const find = (kind: CredentialKind, hash: string, now: number): Credential | undefined =>
    one.all(now, kind, hash).map(toCredential)[0]
  const endOne = db.prepare(`UPDATE credential SET revoked = ${ENDED} WHERE kind = ? AND id = ? AND revoked = 0`)
  const revokeOne = db.prepare(revokeAll('kind = ? AND id = ? AND revoked = 0'))
  const revokeRest = db.prepare(revokeAll('kind = ? AND id <> ? AND revoked = 0'))
  const signOut = db.prepare(revokeAll('user_id = ?'))
  const touched = db.prepare('UPDATE credential SET last_used_at = ?, last_used_from = ? WHERE id = ?')
  return {
    add: (credential) => insert(db, credential),
    find,
    byId: (id, now) => byId.all(now, id).map(toCredential)[0],
    consume(kind, hash, now) {
      const found = find(kind, hash, now)
      return found !== undefined && endOne.run(kind, found.id).changes === 1 ? found : undefined
    },
    revoke: (kind, id) => revokeOne.run(kind, id).changes > 0,
    revokeOthers(kind, kept, now) {
      const others = newest.all(now, kind).map(toCredential)
      revokeRest.run(kind, kept)
      return others.filter(({ id }) => id !== kept).length
    },
    end: (kind, id) => endOne.run(kind, id).changes === 1,
    touch: (id, at, from) => void touched.run(at, from, id),
    list: (kind, now) => newest.all(now, kind).map(toCredential),
    sweep: (before) => void db.prepare('DELETE FROM credential WHERE expires_at < ?').run(before),
    secret(name, make) {
      db.prepare('INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING').run(name, make())
      return valueRow.parse(db.prepare('SELECT value FROM secret WHERE name = ?').all(name)[0]).value
    },
    preferences: () =>
      new Map(
        db
          .prepare('SELECT name, value FROM preference ORDER BY name')
          .all()
          .map((found) => {
            const { name, value } = preferenceRow.parse(found)
            return [name, value]
          }),
      ),
    keepPreferences: (changes) => keepPreferences(db, changes),
    record(record) {
      const { lastInsertRowid } = db.prepare('INSERT INTO access (body) VALUES (?)').run(JSON.stringify(record))
      db.prepare('DELETE FROM access WHERE n <= ?').run(Number(lastInsertRowid) - MAX_RECORDS)
    },
    records: () =>
      db
        .prepare('SELECT body FROM access ORDER BY n DESC')
        .all()
        .map((found) => accessRecord.parse(JSON.parse(recordRow.parse(found).body))),
    passkeys: libsqlPasskeyStore(db),
    users: libsqlUserStore(db, (id) => void signOut.run(id)),
    audit,
    close() {
      audit.close()
      db.close()
    },
  }
}

function keepPreferences(db: Database.Database, changes: ReadonlyMap<string, string | undefined>): void {
  const keep = db.prepare('INSERT OR REPLACE INTO preference (name, value) VALUES (?, ?)')
  const forget = db.prepare('DELETE FROM preference WHERE name = ?')
  db.transaction(() => {
    for (const [name, value] of changes) {
      if (value === undefined) forget.run(name)
      else keep.run(name, value)
    }
  })()
}

/** Brings a file of an older version up to date; of two processes that try at once, one does it. */
function addColumns(db: Database.Database): void {
  const columns = (table: string): readonly string[] =>
    db
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map((found) => columnRow.parse(found).name)
  const missing = () => LATER_COLUMNS.filter(([table, column]) => !columns(table).includes(column.split(' ')[0] ?? ''))
  if (missing().length === 0) return
  db.exec('BEGIN IMMEDIATE')
  for (const [table, column] of missing()) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`)
  db.exec('COMMIT')
}

function insert(db: Database.Database, credential: Credential): void {
  const places = credentialColumns.map(() => '?').join(', ')
  db.prepare(`INSERT INTO credential (${COLUMNS}) VALUES (${places})`).run(...valuesOf(credential))
}
