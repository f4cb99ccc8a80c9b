/** Passkeys in `DIR/access.db`, beside the credentials. Commands write it beside a running gateway. */

import type Database from 'libsql'
import { z } from 'zod'
import { passkeyColumns, toPasskey, valuesOfPasskey } from './passkey-row.ts'
import { CONFIRMED_KEPT_MS, type PasskeyStore, SPENT_KEPT_MS, type StoredPasskey } from './passkey-store.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS passkey (
    id TEXT PRIMARY KEY, credential_id TEXT NOT NULL UNIQUE, public_key TEXT NOT NULL, counter INTEGER NOT NULL,
    transports TEXT NOT NULL, rp_id TEXT NOT NULL, name TEXT NOT NULL, aaguid TEXT NOT NULL, device TEXT NOT NULL,
    can_back_up INTEGER NOT NULL, backed_up INTEGER NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER,
    last_used_from TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS spent_challenge (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS confirmation (session TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
`
const COLUMNS = passkeyColumns.join(', ')
const PLACES = passkeyColumns.map(() => '?').join(', ')

const countRow = z.object({ count: z.number() })
const timeRow = z.object({ at: z.number() })

/** Passkeys in an open file. */
export function libsqlPasskeyStore(db: Database.Database): PasskeyStore {
  db.exec(SCHEMA)
  const find = db.prepare(`SELECT ${COLUMNS} FROM passkey WHERE credential_id = ?`)
  const insert = db.prepare(`INSERT INTO passkey (${COLUMNS}) VALUES (${PLACES})`)
  const add = db.transaction((passkey: StoredPasskey, max: number) => {
    if (find.all(passkey.credentialId).length > 0) return 'exists'
    if (countRow.parse(db.prepare('SELECT count(*) AS count FROM passkey').all()[0]).count >= max) return 'full'
    insert.run(...valuesOfPasskey(passkey))
    return 'added'
  })
  const spend = db.prepare('INSERT INTO spent_challenge (id, expires_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING')
  const used = db.prepare(`UPDATE passkey SET counter = ?1, backed_up = ?2, last_used_at = ?3, last_used_from = ?4
    WHERE id = ?5 AND (counter < ?1 OR (counter = 0 AND ?1 = 0))`)
  return {
    add: (passkey, max) => add.immediate(passkey, max),
    byCredential: (credentialId) => find.all(credentialId).map(toPasskey)[0],
    list: () => db.prepare(`SELECT ${COLUMNS} FROM passkey ORDER BY created_at DESC, id`).all().map(toPasskey),
    remove: (id) => db.prepare('DELETE FROM passkey WHERE id = ?').run(id).changes === 1,
    use: (id, { counter, isBackedUp, at, from }) => used.run(counter, Number(isBackedUp), at, from, id).changes === 1,
    spend({ id, expiresAt }, now) {
      db.prepare('DELETE FROM spent_challenge WHERE expires_at < ?').run(now - SPENT_KEPT_MS)
      return spend.run(id, expiresAt).changes === 1
    },
    confirm(session, at) {
      db.prepare('DELETE FROM confirmation WHERE at < ?').run(at - CONFIRMED_KEPT_MS)
      db.prepare('INSERT OR REPLACE INTO confirmation (session, at) VALUES (?, ?)').run(session, at)
    },
    confirmedAt: (session) =>
      db
        .prepare('SELECT at FROM confirmation WHERE session = ?')
        .all(session)
        .map((found) => timeRow.parse(found).at)[0],
  }
}
