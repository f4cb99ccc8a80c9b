/** `spotdeck accounts …`: who follows the accounts of a database, and moving one to another gateway. */

import { setTimeout as pause } from 'node:timers/promises'
import { Database, type LeasedAccount, leasedAccounts, moveLease, pinLease } from '@spotdeck/store/postgres'
import { SECOND_MS } from '@spotdeck/ports'
import { CommandError } from '../command-error.ts'
import { neededDatabaseUrl } from '../config/database.ts'
import { valueOf } from '../config/forms.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { SETTINGS } from '../config/table.ts'
import { printReady, printResult } from '../print.ts'
import { environment } from '../world.ts'

/** Time for the other gateway to follow, in ms; a free gateway needs less than one second. */
const MOVE_WITHIN_MS = 10 * SECOND_MS
const LOOK_EVERY_MS = 200

/** Prints who follows each account. @throws {CommandError} `CONFIG_BAD_VALUE` @throws {StoreError} */
export async function accountsListCommand(flags: Flags): Promise<void> {
  await withDatabase(flags, async (database) => {
    for (const { account, events, holder, pinned = null } of await leasedAccounts(database)) {
      const gateway = holder === undefined ? null : gatewayOf(holder)
      printReady(JSON.stringify({ account, events, gateway, pinned }))
    }
  })
}

/** Moves an account until the other gateway follows it. @throws {CommandError} `LEDGER_MISSING`, `MOVE_UNANSWERED` */
export async function accountsMoveCommand(account: string, flags: Flags): Promise<void> {
  const to = String(valueOf('to', SETTINGS.name, String(flags['to'])))
  await withDatabase(flags, async (database) => {
    const now = async (): Promise<LeasedAccount | undefined> =>
      (await leasedAccounts(database)).find((one) => one.account === account)
    const isThere = async (): Promise<boolean> => gatewayOf((await now())?.holder ?? '') === to
    if (await isThere()) {
      await pinLease(database, account, to)
      return printResult(flags, { account, gateway: to }, `${account}: followed by ${to} already`)
    }
    if (!(await moveLease(database, account, to)))
      throw new CommandError('LEDGER_MISSING', `No gateway has followed ${account} in this database: check its name.`)
    for (let waitedMs = 0; waitedMs < MOVE_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
      if (await isThere()) return printResult(flags, { account, gateway: to }, `${account}: followed by ${to}`)
      await pause(LOOK_EVERY_MS)
    }
    throw new CommandError(
      'MOVE_UNANSWERED',
      `No gateway named ${to} followed ${account}: check that it runs, has this account and has room; any gateway follows it in 20 s.`,
    )
  })
}

/** Lets an account be moved by itself again. @throws {CommandError} `LEDGER_MISSING` @throws {StoreError} */
export async function accountsUnpinCommand(account: string, flags: Flags): Promise<void> {
  await withDatabase(flags, async (database) => {
    if (await pinLease(database, account, undefined))
      return printResult(flags, { account, pinned: null }, `${account}: free to move`)
    throw new CommandError('LEDGER_MISSING', `No gateway has followed ${account} in this database: check its name.`)
  })
}

/** Name of a gateway: a holder is its name and a number. */
const gatewayOf = (holder: string): string => holder.split(' ')[0] ?? ''

async function withDatabase(flags: Flags, work: (database: Database) => Promise<void>): Promise<void> {
  const settings = readSettings(flags, environment)
  const database = await Database.open({ url: neededDatabaseUrl(flags, environment, settings), migrates: false })
  try {
    await work(database)
  } finally {
    await database.close()
  }
}
