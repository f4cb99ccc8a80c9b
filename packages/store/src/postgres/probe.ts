/** Asks a PostgreSQL server what it is and what its user may, without writing. */

import { DataFolderError } from '../data-folder-error.ts'
import { Database, type DatabaseOptions } from './database.ts'
import { MIGRATIONS } from './schema.ts'

/** Facts about a server and its user. */
export type DatabaseProbe = {
  /** Major version, such as 16. */
  readonly version: number
  /** True for a server that follows another one and writes nothing itself. */
  readonly isStandby: boolean
  /** True where the connection is encrypted. */
  readonly isEncrypted: boolean
  /** True if the user may create the schema `spotdeck`, or write to the one that is there. */
  readonly mayWrite: boolean
  /** Time of the server, in ms since the epoch. */
  readonly time: number
}

const FACTS = `
SELECT current_setting('server_version_num')::int / 10000 AS version, pg_is_in_recovery() AS standby,
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
  CASE WHEN to_regnamespace('spotdeck') IS NULL THEN has_database_privilege(current_database(), 'CREATE')
    ELSE has_schema_privilege('spotdeck', 'USAGE') AND has_schema_privilege('spotdeck', 'CREATE') END AS writes,
  EXISTS (SELECT FROM pg_tables WHERE schemaname = 'spotdeck' AND tablename = 'schema_version') AS has_version,
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS time`

/**
 * Asks on a connection of its own, whatever the schema of the database is.
 * @throws {StoreError} as `Database.open` @throws {DataFolderError} `LEDGER_NEWER`
 */
export function probeDatabase(options: DatabaseOptions): Promise<DatabaseProbe> {
  return Database.visit(options, async (runner) => {
    const [row = {}] = await runner.all(FACTS)
    const mayWrite = row['writes'] === true
    if (row['has_version'] === true && mayWrite) {
      const [stored] = await runner.all('SELECT version FROM schema_version')
      if (Number(stored?.['version'] ?? 0) > MIGRATIONS.length)
        throw new DataFolderError('LEDGER_NEWER', 'A newer Spotdeck wrote this database: start that version.')
    }
    return {
      version: Number(row['version']),
      isStandby: row['standby'] === true,
      isEncrypted: row['encrypted'] === true,
      mayWrite,
      time: Number(row['time']),
    }
  })
}
