/** Credentials, settings and access records in PostgreSQL, for all gateways of a database. */

import { accessRecord } from '@spotdeck/api'
import type { Database } from '@spotdeck/store/postgres'
import { z } from 'zod'
import { postgresAuditStore } from './audit/postgres-audit.ts'
import { credentialColumns, toCredential, valuesOf } from './credential-row.ts'
import { postgresPasskeyStore } from './passkeys/postgres-passkeys.ts'
import { type Credential, MAX_RECORDS, type SharedAccessStore } from './store.ts'
import { postgresUserStore } from './users/postgres-users.ts'

/** `revoked`: 1 takes what the credential made with it, 2 ends it alone. */
const REVOKED = 1
const ENDED = 2

const COLUMNS = `${credentialColumns.map((name) => `c.${name}`).join(', ')},
  (SELECT u.name FROM users u WHERE u.id = c.user_id) AS user_name,
  (SELECT u.grants FROM users u WHERE u.id = c.user_id) AS user_grants`
/** $1: the time, in ms since the epoch. */
const IN_USE = `c.revoked = 0 AND c.expires_at > $1 AND (c.parent IS NULL OR EXISTS (
  SELECT 1 FROM credentials up WHERE up.id = c.parent AND up.revoked = 0 AND up.expires_at > $1))
  AND NOT EXISTS (SELECT 1 FROM credentials maker WHERE maker.id = c.made_by
    AND (maker.revoked = ${REVOKED} OR maker.revoked <> 0 AND c.kind = 'user-code'))
  AND (c.user_id IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id AND u.disabled_at IS NULL))`
const SELECT = `SELECT ${COLUMNS} FROM credentials c WHERE ${IN_USE}`
/** Revokes the chosen credentials, what they made and what was opened with that. */
const revokeAll = (chosen: string): string => `
  WITH RECURSIVE down(id) AS (SELECT id FROM credentials WHERE ${chosen} UNION
    SELECT below.id FROM credentials below JOIN down ON below.parent = down.id OR below.made_by = down.id)
  UPDATE credentials SET revoked = ${REVOKED} WHERE id IN (SELECT id FROM down) AND revoked <> ${REVOKED} RETURNING id`

const preferenceRow = z.object({ name: z.string(), value: z.string() })
const recordRow = z.object({ body: z.string() })
const valueRow = z.object({ value: z.string() })

/** Credentials in a database. It stays open when the store is closed. Its clock is that of its callers, as in a file. */
export function postgresAccessStore(database: Database): SharedAccessStore {
  const { writes } = database
  const changed = async (sql: string, ...values: readonly unknown[]): Promise<number> =>
    (await writes.all(sql, ...values)).length
  return {
    add: (credential) => insert(database, credential),
    find: async (kind, hash, now) =>
      (await database.all(`${SELECT} AND c.kind = $2 AND c.hash = $3`, now, kind, hash)).map(toCredential)[0],
    byId: async (id, now) => (await database.all(`${SELECT} AND c.id = $2`, now, id)).map(toCredential)[0],
    byIds: async (ids, now) => (await database.all(`${SELECT} AND c.id = ANY($2)`, now, ids)).map(toCredential),
    async consume(kind, hash, now) {
      const sql = `UPDATE credentials c SET revoked = ${ENDED} WHERE ${IN_USE} AND c.kind = $2 AND c.hash = $3 RETURNING ${COLUMNS}`
      return (await writes.all(sql, now, kind, hash)).map(toCredential)[0]
    },
    revoke: async (kind, id) => (await changed(revokeAll('kind = $1 AND id = $2 AND revoked = 0'), kind, id)) > 0,
    async revokeOthers(kind, kept, now) {
      const others = await database.all(`${SELECT} AND c.kind = $2 AND c.id <> $3`, now, kind, kept)
      await changed(revokeAll('kind = $1 AND id <> $2 AND revoked = 0'), kind, kept)
      return others.length
    },
    async end(kind, id) {
      const sql = `UPDATE credentials SET revoked = ${ENDED} WHERE kind = $1 AND id = $2 AND revoked = 0 RETURNING id`
      return (await changed(sql, kind, id)) === 1
    },
    async touch(id, at, from) {
      const sql = `UPDATE credentials SET last_used_at = greatest(last_used_at, $2), last_used_from = $3 WHERE id = $1`
      await changed(sql, id, at, from)
    },
    list: async (kind, now) =>
      (await database.all(`${SELECT} AND c.kind = $2 ORDER BY c.created_at DESC, c.id`, now, kind)).map(toCredential),
    async sweep(before) {
      await changed('DELETE FROM credentials WHERE expires_at < $1', before)
    },
    async secret(name, make) {
      const read = () => writes.all('SELECT value FROM access_secrets WHERE name = $1', name)
      const [known] = await read()
      if (known !== undefined) return valueRow.parse(known).value
      const sql = 'INSERT INTO access_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING'
      await changed(sql, name, make())
      return valueRow.parse((await read())[0]).value
    },
    ...preferencesIn(database),
    ...recordsIn(database),
    passkeys: postgresPasskeyStore(database),
    audit: postgresAuditStore(database),
    users: postgresUserStore(database, async (id) => void (await changed(revokeAll('user_id = $1'), id))),
    close() {},
  }
}

function preferencesIn(database: Database): Pick<SharedAccessStore, 'preferences' | 'keepPreferences'> {
  return {
    async preferences() {
      const rows = await database.all('SELECT name, value FROM preferences ORDER BY name')
      return new Map(rows.map((found) => preferenceRow.parse(found)).map(({ name, value }) => [name, value]))
    },
    async keepPreferences(changes) {
      const kept = [...changes].flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
      const forgotten = [...changes].flatMap(([name, value]) => (value === undefined ? [name] : []))
      const sql = `WITH gone AS (DELETE FROM preferences WHERE name = ANY($3))
        INSERT INTO preferences (name, value) SELECT * FROM unnest($1::text[], $2::text[])
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`
      const names = kept.map(({ name }) => name)
      await database.writes.all(
        sql,
        names,
        kept.map(({ value }) => value),
        forgotten,
      )
    },
  }
}

function recordsIn(database: Database): Pick<SharedAccessStore, 'record' | 'records'> {
  return {
    async record(record) {
      const sql = `WITH added AS (INSERT INTO access_records (body) VALUES ($1) RETURNING n)
        DELETE FROM access_records USING added WHERE access_records.n <= added.n - $2`
      await database.writes.all(sql, JSON.stringify(record), MAX_RECORDS)
    },
    async records() {
      const rows = await database.all('SELECT body FROM access_records ORDER BY n DESC LIMIT $1', MAX_RECORDS)
      return rows.map((found) => accessRecord.parse(JSON.parse(recordRow.parse(found).body)))
    },
  }
}

async function insert(database: Database, credential: Credential): Promise<void> {
  const places = credentialColumns.map((_, n) => `$${n + 1}`).join(', ')
  const sql = `INSERT INTO credentials (${credentialColumns.join(', ')}) VALUES (${places})`
  await database.writes.all(sql, ...valuesOf(credential))
}
