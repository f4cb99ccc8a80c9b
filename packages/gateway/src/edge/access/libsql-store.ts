/**
 * Credentials in `DIR/access.db`, so that sessions and tokens outlive a restart. The file may be written beside a running
 * gateway: `spotdeck login` and `spotdeck token create` are other processes.
 */

import { ownerOnlyFile } from '@spotdeck/ports/node'
import Database from 'libsql'
import { z } from 'zod'
import { accessRecord } from '@spotdeck/api'
import { type AccessStore, type Credential, type CredentialKind, MOST_RECORDS } from './store.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS credential (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, hash TEXT NOT NULL, audience TEXT NOT NULL, accounts TEXT NOT NULL,
    label TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, parent TEXT,
    revoked INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS credential_hash ON credential (kind, hash);
  CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS access (n INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS preference (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`
/** How long a writer waits for another process to finish. */
const BUSY_MS = 5_000

const COLUMNS = 'id, kind, hash, audience, accounts, label, created_at, expires_at, parent'
const IN_USE = `revoked = 0 AND expires_at > ?1 AND (parent IS NULL OR EXISTS (
  SELECT 1 FROM credential AS up WHERE up.id = credential.parent AND up.revoked = 0 AND up.expires_at > ?1))`

const row = z.object({
  id: z.string(),
  kind: z.enum(['code', 'session', 'token', 'link']),
  hash: z.string(),
  audience: z.enum(['owner', 'viewer', 'public']),
  accounts: z.string(),
  label: z.string(),
  created_at: z.number(),
  expires_at: z.number(),
  parent: z.string().nullable(),
})
const accountList = z.union([z.literal('all'), z.array(z.string())])
const preferenceRow = z.object({ name: z.string(), value: z.string() })
const recordRow = z.object({ body: z.string() })
const valueRow = z.object({ value: z.string() })

/** Opens or makes the file, readable by its owner alone. */
export function openLibsqlAccessStore(path: string): AccessStore {
  ownerOnlyFile(path)
  const db = new Database(path)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA synchronous = FULL;`)
  db.exec(SCHEMA)
  const one = db.prepare(`SELECT ${COLUMNS} FROM credential WHERE ${IN_USE} AND kind = ?2 AND hash = ?3`)
  const byId = db.prepare(`SELECT ${COLUMNS} FROM credential WHERE ${IN_USE} AND id = ?2`)
  const newest = db.prepare(
    `SELECT ${COLUMNS} FROM credential WHERE ${IN_USE} AND kind = ?2 ORDER BY created_at DESC, id`,
  )
  const find = (kind: CredentialKind, hash: string, now: number): Credential | undefined =>
    one.all(now, kind, hash).map(toCredential)[0]
  const take = db.prepare('UPDATE credential SET revoked = 1 WHERE kind = ? AND id = ? AND revoked = 0')
  return {
    add: (credential) => insert(db, credential),
    find,
    stillHolds: (id, now) => byId.all(now, id).length > 0,
    consume(kind, hash, now) {
      const found = find(kind, hash, now)
      return found !== undefined && take.run(kind, found.id).changes === 1 ? found : undefined
    },
    revoke: (kind, id) => take.run(kind, id).changes === 1,
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
      db.prepare('DELETE FROM access WHERE n <= ?').run(Number(lastInsertRowid) - MOST_RECORDS)
    },
    records: () =>
      db
        .prepare('SELECT body FROM access ORDER BY n DESC')
        .all()
        .map((found) => accessRecord.parse(JSON.parse(recordRow.parse(found).body))),
    close: () => void db.close(),
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

function insert(db: Database.Database, credential: Credential): void {
  const { id, kind, hash, audience, accounts, label, createdAt, expiresAt, parent } = credential
  db.prepare(`INSERT INTO credential (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    id,
    kind,
    hash,
    audience,
    JSON.stringify(accounts),
    label,
    createdAt,
    expiresAt,
    parent ?? null,
  )
}

function toCredential(found: unknown): Credential {
  const { created_at: createdAt, expires_at: expiresAt, accounts, parent, ...rest } = row.parse(found)
  return {
    ...rest,
    createdAt,
    expiresAt,
    accounts: accountList.parse(JSON.parse(accounts)),
    ...(parent === null ? {} : { parent }),
  }
}
