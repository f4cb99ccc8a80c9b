/** State of the edge in PostgreSQL: any number of gateways, any client to any of them. */

import { SECOND_MS } from '@spotdeck/ports'
import { Database } from '@spotdeck/store/postgres'
import { createAccess, type Access } from './access/access.ts'
import { CachedCredentials } from './access/cached-credentials.ts'
import { postgresAccessStore } from './access/postgres-store.ts'
import type { EdgeState, SharedWorld } from './desk-state.ts'
import { sqlJournal } from './journal/journal.ts'
import { postgresSubmissions } from './postgres-submissions.ts'
import { sqlOf } from './sql/postgres.ts'

/** Database of the state, whose schema is up to date. */
export type PostgresStateOptions = {
  /** Address of the database, with its password; never part of an error or a log line. */
  readonly url: string
  readonly world: SharedWorld
  /** Time after which an unused session ends, in ms; 7 days by default. */
  readonly sessionIdleMs?: number | undefined
}

/** Limits of the connections: a request waits this long at most before it is told that the store does not answer. */
const LIMITS = { maxConnections: 2, statementMs: 2 * SECOND_MS, networkMs: 2 * SECOND_MS }

/** Opens the state on connections of its own: no report delays a sign-in. @throws {StoreError} {DataFolderError} */
export async function openPostgresState({ url, ...options }: PostgresStateOptions): Promise<EdgeState> {
  const database = await Database.open({ url, migrates: false, ...LIMITS })
  try {
    return {
      access: await accessIn(database, options),
      journal: sqlJournal(sqlOf(database), () => {}),
      submissions: postgresSubmissions(database),
      close: () => database.close(),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Sessions, tokens, login codes, links and settings. */
async function accessIn(
  database: Database,
  { world: { clock, random, monotonic }, sessionIdleMs }: Omit<PostgresStateOptions, 'url'>,
): Promise<Access> {
  const known = new CachedCredentials({ store: postgresAccessStore(database), clock, monotonic })
  const [row] = await database.all("SELECT has_table_privilege('spotdeck.credentials', 'INSERT') AS issues")
  return createAccess({ store: known.store, known, clock, random, sessionIdleMs, issues: row?.['issues'] === true })
}
