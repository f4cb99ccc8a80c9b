/** Passkeys in PostgreSQL, for all gateways of a database. */

import type { Database } from '@spotdeck/store/postgres'
import { z } from 'zod'
import { passkeyColumns, toPasskey, valuesOfPasskey } from './passkey-row.ts'
import { CONFIRMED_KEPT_MS, type PasskeyStore, SPENT_KEPT_MS } from './passkey-store.ts'

const COLUMNS = passkeyColumns.join(', ')
const VALUES = passkeyColumns.map((_, n) => `$${n + 1}`).join(', ')
const MAX_PLACE = `$${passkeyColumns.length + 1}`

const timeRow = z.object({ at: z.number() })

/** Passkeys in a database. It stays open. Its clock is that of its callers, as in a file. */
export function postgresPasskeyStore(database: Database): PasskeyStore {
  const { writes } = database
  const changed = async (sql: string, ...values: readonly unknown[]): Promise<number> =>
    (await writes.all(sql, ...values)).length
  const byCredential: PasskeyStore['byCredential'] = async (credentialId) =>
    (await database.all(`SELECT ${COLUMNS} FROM passkeys WHERE credential_id = $1`, credentialId)).map(toPasskey)[0]
  return {
    byCredential,
    async add(passkey, max) {
      const sql = `INSERT INTO passkeys (${COLUMNS}) SELECT ${VALUES} WHERE (SELECT count(*) FROM passkeys) < ${MAX_PLACE}
        ON CONFLICT (credential_id) DO NOTHING RETURNING id`
      if ((await changed(sql, ...valuesOfPasskey(passkey), max)) === 1) return 'added'
      return (await byCredential(passkey.credentialId)) === undefined ? 'full' : 'exists'
    },
    list: async () =>
      (await database.all(`SELECT ${COLUMNS} FROM passkeys ORDER BY created_at DESC, id`)).map(toPasskey),
    remove: async (id) => (await changed('DELETE FROM passkeys WHERE id = $1 RETURNING id', id)) === 1,
    async use(id, { counter, isBackedUp, at, from }) {
      const sql = `UPDATE passkeys SET counter = $1, backed_up = $2, last_used_at = $3, last_used_from = $4
        WHERE id = $5 AND (counter < $1 OR (counter = 0 AND $1 = 0)) RETURNING id`
      return (await changed(sql, counter, Number(isBackedUp), at, from, id)) === 1
    },
    async spend({ id, expiresAt }, now) {
      await changed('DELETE FROM spent_challenges WHERE expires_at < $1', now - SPENT_KEPT_MS)
      const sql =
        'INSERT INTO spent_challenges (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING id'
      return (await changed(sql, id, expiresAt)) === 1
    },
    async confirm(session, at) {
      await changed('DELETE FROM confirmations WHERE at < $1', at - CONFIRMED_KEPT_MS)
      const sql = `INSERT INTO confirmations (session, at) VALUES ($1, $2)
        ON CONFLICT (session) DO UPDATE SET at = greatest(confirmations.at, excluded.at)`
      await changed(sql, session, at)
    },
    confirmedAt: async (session) =>
      (await database.all('SELECT at FROM confirmations WHERE session = $1', session)).map(
        (found) => timeRow.parse(found).at,
      )[0],
  }
}
