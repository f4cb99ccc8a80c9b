/** Credentials, settings and access records in PostgreSQL, for all gateways of a database. */

import type { Database } from '@spotdeck/store/postgres'
import { sqlOf } from '../sql/postgres.ts'
import { inUse, sqlAccessStore } from './sql-store.ts'
import type { SharedAccessStore } from './store.ts'

/** Credentials in a database. It stays open when the store is closed. */
export function postgresAccessStore(database: Database): SharedAccessStore {
  const sql = sqlOf(database)
  return {
    ...sqlAccessStore(sql, () => {}),
    byIds: async (ids, now) => inUse(sql, 'c.id = ANY($2)', now, ids),
  }
}
