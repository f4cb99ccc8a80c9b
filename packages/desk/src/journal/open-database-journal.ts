/** The owner's notes in a database, opened by a command. */

import type { Journal } from './journal.ts'

/** Opens the notes of all gateways of a database; closing them closes the connections, too. @throws {StoreError} `STORE_*` @throws {DataFolderError} `LEDGER_*` */
export async function openDatabaseJournal(url: string): Promise<Journal> {
  // Its driver is loaded only where it is used.
  const [{ Database }, { postgresJournal }] = await Promise.all([
    import('@spotdeck/store/postgres'),
    import('./postgres-journal.ts'),
  ])
  const database = await Database.open({ url, migrates: false })
  return { ...postgresJournal(database), close: () => database.close() }
}
