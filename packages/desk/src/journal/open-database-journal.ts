/** The owner's notes in a database, opened by a command. */

import { type Journal, sqlJournal } from './journal.ts'

/** Opens the notes of a database; closing them closes the connections. @throws {StoreError} {DataFolderError} */
export async function openDatabaseJournal(url: string): Promise<Journal> {
  // Its driver is loaded only where it is used.
  const [{ Database }, { sqlOf }] = await Promise.all([
    import('@spotdeck/store/postgres'),
    import('../sql/postgres.ts'),
  ])
  const database = await Database.open({ url, migrates: false })
  return sqlJournal(sqlOf(database), () => database.close())
}
