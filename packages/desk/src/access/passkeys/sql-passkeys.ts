/** Passkeys, used challenges and confirmations, in a file or in a database. */

import { z } from 'zod'
import type { Sql, SqlValue } from '../../sql/sql.ts'
import { Table, flag, json, number, optional, text } from '../../sql/table.ts'
import { type Awaitable, after } from '../awaitable.ts'
import { CONFIRMED_KEPT_MS, type PasskeyStore, SPENT_KEPT_MS, type StoredPasskey } from './passkey-store.ts'

const table = new Table<StoredPasskey>('passkeys', {
  id: text,
  credentialId: text,
  publicKey: text,
  counter: number,
  transports: json(z.array(z.string())),
  rpId: text,
  name: text,
  aaguid: text,
  device: text,
  canBackUp: flag,
  isBackedUp: { ...flag, name: 'backed_up' },
  createdAt: number,
  lastUsedAt: optional(number),
  lastUsedFrom: optional(text),
})
const BY_CREDENTIAL = `SELECT ${table.columns} FROM passkeys WHERE credential_id = $1`
const countRow = z.object({ count: z.number() })
const timeRow = z.object({ at: z.number() })

/** Passkeys in a file or in a database. Its clock is that of its callers. */
export function sqlPasskeyStore(sql: Sql): PasskeyStore {
  const isWritten = (statement: string, ...values: readonly SqlValue[]): Awaitable<boolean> =>
    after(sql.write(statement, ...values), ({ length }) => length === 1)
  return {
    add: (passkey, max) =>
      // Whoever counts and adds is alone: gateways that add at the same moment never pass the limit together.
      sql.alone('passkeys', (write) =>
        after(write(BY_CREDENTIAL, passkey.credentialId), ([known]): Awaitable<'added' | 'exists' | 'full'> => {
          if (known !== undefined) return 'exists'
          return after(write('SELECT count(*) AS count FROM passkeys'), ([row]) => {
            if (countRow.parse(row).count >= max) return 'full'
            return after(write(table.insert, ...table.values(passkey)), () => 'added' as const)
          })
        }),
      ),
    byCredential: (credentialId) => after(sql.read(BY_CREDENTIAL, credentialId), table.first),
    list: () => after(sql.read(`SELECT ${table.columns} FROM passkeys ORDER BY created_at DESC, id`), table.all),
    remove: (id) => isWritten('DELETE FROM passkeys WHERE id = $1 RETURNING id', id),
    use(id, { counter, isBackedUp, at, from }) {
      const statement = `UPDATE passkeys SET counter = $1, backed_up = $2, last_used_at = $3, last_used_from = $4
        WHERE id = $5 AND (counter < $1 OR (counter = 0 AND $1 = 0)) RETURNING id`
      return isWritten(statement, counter, Number(isBackedUp), at, from, id)
    },
    spend: ({ id, expiresAt }, now) =>
      after(sql.write('DELETE FROM spent_challenges WHERE expires_at < $1', now - SPENT_KEPT_MS), () =>
        isWritten(
          'INSERT INTO spent_challenges (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING id',
          id,
          expiresAt,
        ),
      ),
    confirm: (session, at) =>
      after(sql.write('DELETE FROM confirmations WHERE at < $1', at - CONFIRMED_KEPT_MS), () => {
        const statement = `INSERT INTO confirmations (session, at) VALUES ($1, $2)
          ON CONFLICT (session) DO UPDATE SET at = excluded.at WHERE confirmations.at < excluded.at`
        return after(sql.write(statement, session, at), () => undefined)
      }),
    confirmedAt: (session) =>
      after(sql.read('SELECT at FROM confirmations WHERE session = $1', session), ([row]) =>
        row === undefined ? undefined : timeRow.parse(row).at,
      ),
  }
}
