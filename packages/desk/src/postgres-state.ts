/** State of the edge in PostgreSQL: any number of gateways, any client to any of them. */

import { Database } from '@spotdeck/store/postgres'
import { SHARED_ACCESS_LIMITS, sharedAccess } from './access/shared-access.ts'
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

/** Opens the state on connections of its own: no report delays a sign-in. @throws {StoreError} {DataFolderError} */
export async function openPostgresState({ url, world, sessionIdleMs }: PostgresStateOptions): Promise<EdgeState> {
  const database = await Database.open({ url, migrates: false, ...SHARED_ACCESS_LIMITS })
  try {
    return {
      access: await sharedAccess(database, world, { sessionIdleMs }),
      journal: sqlJournal(sqlOf(database), () => {}),
      submissions: postgresSubmissions(database),
      close: () => database.close(),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
