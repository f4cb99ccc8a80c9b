/** Users in a file or in a database. */

import type { Sql, SqlValue } from '../../sql/sql.ts'
import { Table, json, number, optional, text } from '../../sql/table.ts'
import { type Awaitable, after } from '../awaitable.ts'
import { type User, type UserStore, grantList } from './user-store.ts'

const table = new Table<User>('users', {
  id: text,
  name: text,
  email: optional(text),
  grants: json(grantList),
  createdAt: number,
  disabledAt: optional(number),
  madeBy: optional(text),
})

/** Users in a file or in a database whose tables are there. `signOut` ends the credentials of a user. */
export function sqlUserStore(sql: Sql, signOut: UserStore['signOut']): UserStore {
  const isWritten = (statement: string, ...values: readonly SqlValue[]): Awaitable<boolean> =>
    after(sql.write(`${statement} RETURNING id`, ...values), ({ length }) => length === 1)
  return {
    list: () => after(sql.read(`SELECT ${table.columns} FROM users ORDER BY created_at, id`), table.all),
    byId: (id) => after(sql.read(`SELECT ${table.columns} FROM users WHERE id = $1`, id), table.first),
    add: (user) => isWritten(`${table.insert} ON CONFLICT DO NOTHING`, ...table.values(user)),
    change(id, { name, email, grants, disabledAt }) {
      // Of a field that may be cleared, first 1 where it is changed, and then its value.
      const statement = `UPDATE users SET name = coalesce($2::text, name),
        email = CASE $3::integer WHEN 1 THEN $4::text ELSE email END, grants = coalesce($5::text, grants),
        disabled_at = CASE WHEN $6::integer = 0 THEN disabled_at WHEN $7::bigint IS NULL THEN NULL
          ELSE coalesce(disabled_at, $7::bigint) END
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM users other WHERE other.email = $4::text AND other.id <> $1)`
      return isWritten(
        statement,
        id,
        name ?? null,
        ...[Number(email !== undefined), email ?? null],
        grants === undefined ? null : JSON.stringify(grants),
        ...[Number(disabledAt !== undefined), disabledAt ?? null],
      )
    },
    remove: (id) => isWritten('DELETE FROM users WHERE id = $1', id),
    signOut,
  }
}
