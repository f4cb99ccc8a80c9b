/** The credentials of a database, opened by gateways and by commands. */

import { type Clock, SECOND_MS } from '@spotdeck/ports'
import type { Database } from '@spotdeck/store/postgres'
import { type Access, createAccess } from './access.ts'
import { CachedCredentials } from './cached-credentials.ts'
import type { AccessWorld } from './open-access.ts'
import { postgresAccessStore } from './postgres-store.ts'

/** Limits of the connections for credentials: a request waits this long at most before it is told that the store does not answer. */
export const SHARED_ACCESS_LIMITS = { maxConnections: 2, statementMs: 2 * SECOND_MS, networkMs: 2 * SECOND_MS }

/** Sessions, tokens, login codes, links and settings in a database. @throws {StoreError} `STORE_*` */
export async function sharedAccess(
  database: Database,
  { clock, random, monotonic }: AccessWorld & { readonly monotonic: Clock },
  { sessionIdleMs }: { readonly sessionIdleMs?: number | undefined } = {},
): Promise<Access> {
  const known = new CachedCredentials({ store: postgresAccessStore(database), clock, monotonic })
  const [row] = await database.all("SELECT has_table_privilege('spotdeck.credentials', 'INSERT') AS issues")
  return createAccess({ store: known.store, known, clock, random, sessionIdleMs, issues: row?.['issues'] === true })
}
