/** Users in `DIR/access.db`, beside the credentials. Commands write it beside a running gateway. */

import type Database from 'libsql'
import { type UserStore, toUser, userColumns, valuesOfChange, valuesOfUser } from './user-store.ts'

/** Table of users. */
export const USER_TABLE = `
  CREATE TABLE IF NOT EXISTS user (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, grants TEXT NOT NULL, created_at INTEGER NOT NULL,
    disabled_at INTEGER, made_by TEXT
  ) STRICT;
`
const COLUMNS = userColumns.join(', ')

/** Users in an open file whose tables are there. `signOut` ends the credentials of a user. */
export function libsqlUserStore(db: Database.Database, signOut: UserStore['signOut']): UserStore {
  const all = db.prepare(`SELECT ${COLUMNS} FROM user ORDER BY created_at, id`)
  const one = db.prepare(`SELECT ${COLUMNS} FROM user WHERE id = ?`)
  const add = db.prepare(`INSERT INTO user (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
  const change = db.prepare(`UPDATE OR IGNORE user SET name = coalesce(?2, name),
    email = CASE ?3 WHEN 1 THEN ?4 ELSE email END, grants = coalesce(?5, grants),
    disabled_at = CASE WHEN ?6 = 0 THEN disabled_at WHEN ?7 IS NULL THEN NULL ELSE coalesce(disabled_at, ?7) END
    WHERE id = ?1`)
  const remove = db.prepare('DELETE FROM user WHERE id = ?')
  return {
    list: () => all.all().map(toUser),
    byId: (id) => one.all(id).map(toUser)[0],
    add: (user) => add.run(...valuesOfUser(user)).changes === 1,
    change: (id, fields) => change.run(...valuesOfChange(id, fields)).changes === 1,
    remove: (id) => remove.run(id).changes === 1,
    signOut,
  }
}
