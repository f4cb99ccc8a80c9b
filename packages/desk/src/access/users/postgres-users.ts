/** Users in PostgreSQL, for all gateways of a database. */

import type { Database } from '@spotdeck/store/postgres'
import { type UserStore, toUser, userColumns, valuesOfChange, valuesOfUser } from './user-store.ts'

const COLUMNS = userColumns.join(', ')

/** Users of a database. It stays open. `signOut` ends the credentials of a user. */
export function postgresUserStore(database: Database, signOut: UserStore['signOut']): UserStore {
  const { writes } = database
  const isWritten = async (sql: string, ...values: readonly unknown[]): Promise<boolean> =>
    (await writes.all(sql, ...values)).length === 1
  return {
    list: async () => (await database.all(`SELECT ${COLUMNS} FROM users ORDER BY created_at, id`)).map(toUser),
    byId: async (id) => (await database.all(`SELECT ${COLUMNS} FROM users WHERE id = $1`, id)).map(toUser)[0],
    add: async (user) =>
      isWritten(
        `INSERT INTO users (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
        ...valuesOfUser(user),
      ),
    change: async (id, fields) =>
      isWritten(
        `UPDATE users SET name = coalesce($2::text, name),
          email = CASE $3::integer WHEN 1 THEN $4::text ELSE email END, grants = coalesce($5::text, grants),
          disabled_at = CASE WHEN $6::integer = 0 THEN disabled_at WHEN $7::bigint IS NULL THEN NULL
            ELSE coalesce(disabled_at, $7::bigint) END
          WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM users other WHERE other.email = $4::text AND other.id <> $1)
          RETURNING id`,
        ...valuesOfChange(id, fields),
      ),
    remove: async (id) => isWritten('DELETE FROM users WHERE id = $1 RETURNING id', id),
    signOut,
  }
}
