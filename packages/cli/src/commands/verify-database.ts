/** Verifies the ledgers of a database, while gateways use it; nothing is written. */

import { Database, leasedAccounts, readPostgresStore } from '@spotdeck/store/postgres'
import { CommandError } from '../command-error.ts'
import type { Flags } from '../config/settings.ts'
import { IN_DATABASE, chosenOf } from './accounts-asked.ts'
import { printFailure, printProgress, printResult } from '../print.ts'

/** Tells of every ledger. @throws {CommandError} `LEDGER_MISSING`, `VERIFY_FAILED` @throws {StoreError} */
export async function verifyDatabase(url: string, flags: Flags): Promise<void> {
  const database = await Database.open({ url, migrates: false })
  try {
    const all = (await leasedAccounts(database)).map(({ account }) => account)
    const accounts = chosenOf(all, flags, IN_DATABASE)
    let broken = 0
    for (const account of accounts) if (!(await isWhole(database, account, flags))) broken += 1
    if (broken > 0)
      throw new CommandError(
        'VERIFY_FAILED',
        `${broken} of ${accounts.length} ledgers in the database are not whole: restore a backup of the database.`,
      )
  } finally {
    await database.close()
  }
}

async function isWhole(database: Database, account: string, flags: Flags): Promise<boolean> {
  try {
    const store = await readPostgresStore(database, account)
    const found = await store.verify(({ done, total }) => printProgress(`${account}: ${done} of ${total} events`))
    printProgress('')
    if (!found.ok) throw new CommandError('LEDGER_CORRUPT', `${account}: broken at event ${found.n}: ${found.what}`)
    const { events, head } = found
    printResult(flags, { account, events, head }, `${account}: ok, ${events} events, the last hash is ${head}`)
    return true
  } catch (error) {
    printProgress('')
    printFailure(flags, error, { account })
    return false
  }
}
