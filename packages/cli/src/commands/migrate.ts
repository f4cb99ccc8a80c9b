/** `spotdeck migrate`: moves ledgers and notes between a data directory and PostgreSQL. */

import { accountsInDatabase, moveLedger } from '@spotdeck/store/postgres'
import { openDatabaseJournal, openJournalIn } from '@spotdeck/desk/journal'
import { neededDatabaseUrl, secretsOfDatabase } from '../config/database.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { oneOf } from '../meant.ts'
import { printProgress, printResult } from '../print.ts'
import { environment, openWorld } from '../world.ts'
import { copyNotes } from './copy-notes.ts'
import { IN_DATABASE, accountsAsked, chosenOf } from './accounts-asked.ts'

const DIRECTIONS = ['sqlite-to-postgres', 'postgres-to-sqlite'] as const
const ACCOUNT = /^[a-z0-9-]{1,32}$/

/** Moves one account after the other. @throws {CommandError} `CONFIG_BAD_VALUE` @throws {StoreError} */
export async function migrateCommand(direction: string, flags: Flags): Promise<void> {
  const to = oneOf('The direction', direction, DIRECTIONS) === 'sqlite-to-postgres' ? 'postgres' : 'sqlite'
  const settings = readSettings(flags, environment)
  const { data, logLevel } = settings
  const url = neededDatabaseUrl(flags, environment, settings)
  const { monotonic, timers, log } = openWorld(logLevel, secretsOfDatabase(url))
  const accounts = to === 'postgres' ? accountsAsked(flags, data) : await storedAccounts(flags, url)
  for (const account of accounts) {
    const progress = ({ done, total }: { readonly done: number; readonly total: number }): void =>
      printProgress(`${account}: ${done} of ${total} events`)
    const { events, head } = await moveLedger({ to, data, account, url, monotonic, timers, log, progress })
    printProgress('')
    const notes = await moveNotes({ to, data, url, account })
    const text = `${account}: ${events} events copied and verified, the last hash is ${head}`
    printResult(
      flags,
      { account, events, head, notes },
      notes > 0 ? `${text}\n${account}: notes copied: ${notes}` : text,
    )
  }
}

type NotesMove = {
  readonly to: 'postgres' | 'sqlite'
  readonly data: string
  readonly url: string
  readonly account: string
}

/** Copies the notes of an account. Returns how many were written. */
async function moveNotes({ to, data, url, account }: NotesMove): Promise<number> {
  const here = openJournalIn(data)
  try {
    const inDatabase = await openDatabaseJournal(url)
    try {
      return await (to === 'postgres' ? copyNotes(here, inDatabase, account) : copyNotes(inDatabase, here, account))
    } finally {
      await inDatabase.close()
    }
  } finally {
    here.close()
  }
}

const storedAccounts = async (flags: Flags, url: string): Promise<readonly string[]> =>
  chosenOf(
    (await accountsInDatabase(url)).filter((one) => ACCOUNT.test(one)),
    flags,
    IN_DATABASE,
  )
