/** Credentials, secrets, page settings and records of access, in a file or in a database. */

import { accessRecord, audiences, roles } from '@spotdeck/api'
import { z } from 'zod'
import type { LocalSql, Sql, SqlParameter, SqlValue } from '../sql/sql.ts'
import { type Column, Table, json, number, optional, text, textOf } from '../sql/table.ts'
import { sqlAuditStore } from './audit/sql-audit.ts'
import { type Awaitable, after, inTurn } from './awaitable.ts'
import { sqlPasskeyStore } from './passkeys/sql-passkeys.ts'
import {
  type AccessStore,
  type Credential,
  type CredentialKind,
  type LocalAccessStore,
  MAX_RECORDS,
  credentialKinds,
} from './store.ts'
import { sqlUserStore } from './users/sql-users.ts'
import { grantList } from './users/user-store.ts'

type Stored = Omit<Credential, 'user'> & { readonly userId?: string | undefined }

/** A role that only a newer version knows is none: the audience beside it gives less. */
const knownRole: Column<Credential['role']> = {
  read: (stored) => z.enum(roles).optional().catch(undefined).parse(stored),
  write: (role) => role ?? null,
}
const table = new Table<Stored>('credentials', {
  id: text,
  kind: textOf(z.enum(credentialKinds)),
  hash: text,
  audience: textOf(z.enum(audiences)),
  accounts: json(z.union([z.literal('all'), z.array(z.string())])),
  label: text,
  createdAt: number,
  expiresAt: number,
  parent: optional(text),
  madeBy: optional(text),
  device: optional(text),
  createdFrom: optional(text),
  lastUsedAt: optional(number),
  lastUsedFrom: optional(text),
  role: knownRole,
  userId: optional(text),
})
const joinedUser = z.object({ user_name: z.string(), user_grants: z.string() })

/** Reads a row with what the query joined of its user. */
function toCredential(row: unknown): Credential {
  const { userId: id, ...credential } = table.read(row)
  const user = joinedUser.safeParse(row)
  if (id === undefined || !user.success) return credential
  const { user_name: name, user_grants: grants } = user.data
  return { ...credential, user: { id, name, grants: grantList.parse(JSON.parse(grants)) } }
}

/** `revoked`: 1 takes what the credential made with it, 2 ends it alone. */
const REVOKED = 1
const ENDED = 2

/** $1: the time, in ms since the epoch. */
const IN_USE = `SELECT ${table.names.map((name) => `c.${name}`).join(', ')},
  (SELECT u.name FROM users u WHERE u.id = c.user_id) AS user_name,
  (SELECT u.grants FROM users u WHERE u.id = c.user_id) AS user_grants
  FROM credentials c WHERE c.revoked = 0 AND c.expires_at > $1 AND (c.parent IS NULL OR EXISTS (
    SELECT 1 FROM credentials up WHERE up.id = c.parent AND up.revoked = 0 AND up.expires_at > $1))
  AND NOT EXISTS (SELECT 1 FROM credentials maker WHERE maker.id = c.made_by
    AND (maker.revoked = ${REVOKED} OR maker.revoked <> 0 AND c.kind = 'user-code'))
  AND (c.user_id IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.id = c.user_id AND u.disabled_at IS NULL))`
/** Revokes the chosen credentials, what they made and what was opened with that. */
const revokeAll = (chosen: string): string => `
  WITH RECURSIVE down(id) AS (SELECT id FROM credentials WHERE ${chosen} UNION
    SELECT below.id FROM credentials below JOIN down ON below.parent = down.id OR below.made_by = down.id)
  UPDATE credentials SET revoked = ${REVOKED} WHERE id IN (SELECT id FROM down) AND revoked <> ${REVOKED} RETURNING id`

const idRow = z.object({ id: z.string() })
const numberRow = z.object({ n: z.number() })
const recordRow = z.object({ body: z.string() })
const settingRow = z.object({ name: z.string(), value: z.string() })
const done = (): void => undefined

/** Credentials in use. `chosen`: a condition with values from $2 on. */
export const inUse = (sql: Sql, chosen: string, ...values: readonly SqlParameter[]): Awaitable<readonly Credential[]> =>
  after(sql.read(`${IN_USE} AND ${chosen}`, ...values), (rows) => rows.map(toCredential))

/** Credentials in a file, at once. `audit`: its connection for the audit log. */
export function sqlAccessStore(sql: LocalSql, close: () => void, audit?: LocalSql): LocalAccessStore
/** The same in a database. Its clock is that of its callers, as in a file. */
export function sqlAccessStore(sql: Sql, close: () => void): AccessStore
/** The same on either. */
export function sqlAccessStore(sql: Sql, close: () => void, audit = sql): AccessStore {
  const changed = (statement: string, ...values: readonly SqlValue[]): Awaitable<ReadonlySet<string>> =>
    after(sql.write(statement, ...values), (rows) => new Set(rows.map((row) => idRow.parse(row).id)))
  const isChanged = (statement: string, ...values: readonly SqlValue[]): Awaitable<boolean> =>
    after(changed(statement, ...values), ({ size }) => size > 0)
  const find: AccessStore['find'] = (kind, hash, now) =>
    after(inUse(sql, 'c.kind = $2 AND c.hash = $3', now, kind, hash), ([found]) => found)
  const list = (kind: CredentialKind, now: number): Awaitable<readonly Credential[]> =>
    inUse(sql, 'c.kind = $2 ORDER BY c.created_at DESC, c.id', now, kind)
  const end = (kind: CredentialKind, id: string): Awaitable<boolean> =>
    isChanged(
      `UPDATE credentials SET revoked = ${ENDED} WHERE kind = $1 AND id = $2 AND revoked = 0 RETURNING id`,
      kind,
      id,
    )
  return {
    add: ({ user, ...credential }) =>
      after(sql.write(table.insert, ...table.values({ ...credential, userId: user?.id })), done),
    find,
    byId: (id, now) => after(inUse(sql, 'c.id = $2', now, id), ([found]) => found),
    consume: (kind, hash, now) =>
      after(find(kind, hash, now), (found): Awaitable<Credential | undefined> =>
        found === undefined ? undefined : after(end(kind, found.id), (isEnded) => (isEnded ? found : undefined)),
      ),
    revoke: (kind, id) => isChanged(revokeAll('kind = $1 AND id = $2 AND revoked = 0'), kind, id),
    revokeOthers: (kind, kept, now) =>
      after(list(kind, now), (before) =>
        after(
          changed(revokeAll('kind = $1 AND id <> $2 AND revoked = 0'), kind, kept),
          (ended) => before.filter(({ id }) => ended.has(id)).length,
        ),
      ),
    end,
    touch(id, at, from) {
      const statement = `UPDATE credentials SET last_used_at = $2, last_used_from = $3
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2)`
      return after(sql.write(statement, id, at, from), done)
    },
    list,
    sweep: (before) => after(sql.write('DELETE FROM credentials WHERE expires_at < $1', before), done),
    ...settingsIn(sql),
    ...recordsIn(sql),
    passkeys: sqlPasskeyStore(sql),
    audit: sqlAuditStore(audit),
    users: sqlUserStore(sql, (id) => after(changed(revokeAll('user_id = $1'), id), done)),
    close,
  }
}

/** Named secrets, and the owner's settings of the page. */
function settingsIn(sql: Sql): Pick<AccessStore, 'secret' | 'preferences' | 'keepPreferences'> {
  const secretOf = (name: string): Awaitable<string | undefined> =>
    after(sql.write('SELECT name, value FROM access_secrets WHERE name = $1', name), ([row]) =>
      row === undefined ? undefined : settingRow.parse(row).value,
    )
  return {
    secret: (name, make) =>
      after(secretOf(name), (known): Awaitable<string> => {
        if (known !== undefined) return known
        const statement = 'INSERT INTO access_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING'
        return after(sql.write(statement, name, make()), () => after(secretOf(name), (made) => z.string().parse(made)))
      }),
    preferences: () =>
      after(
        sql.read('SELECT name, value FROM preferences ORDER BY name'),
        (rows) => new Map(rows.map((row) => settingRow.parse(row)).map(({ name, value }) => [name, value])),
      ),
    keepPreferences: (changes) =>
      sql.alone('preferences', (write) =>
        inTurn([...changes], ([name, value]) => {
          if (value === undefined) return write('DELETE FROM preferences WHERE name = $1', name)
          const statement = `INSERT INTO preferences (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value`
          return write(statement, name, value)
        }),
      ),
  }
}

function recordsIn(sql: Sql): Pick<AccessStore, 'record' | 'records'> {
  return {
    record: (record) =>
      after(sql.write('INSERT INTO access_records (body) VALUES ($1) RETURNING n', JSON.stringify(record)), ([row]) =>
        after(sql.write('DELETE FROM access_records WHERE n <= $1', numberRow.parse(row).n - MAX_RECORDS), done),
      ),
    records: () =>
      after(sql.read('SELECT body FROM access_records ORDER BY n DESC LIMIT $1', MAX_RECORDS), (rows) =>
        rows.map((row) => accessRecord.parse(JSON.parse(recordRow.parse(row).body))),
      ),
  }
}
