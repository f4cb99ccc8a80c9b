/** Accounts that a command works on: the one that `--account` names, else all that have a ledger. */

import { accountsIn } from '@spotdeck/store'
import { CommandError } from '../command-error.ts'
import type { Flags } from '../config/settings.ts'
import { meant } from '../meant.ts'

/** The account that was named, or all that have a ledger. @throws {CommandError} `LEDGER_MISSING` */
export const accountsAsked = (flags: Flags, data: string): readonly string[] =>
  chosenOf(accountsIn(data), flags, `${data}: name the gateway's with --data`)

/** The account of these that was named, or all. `place`: where they are. @throws {CommandError} `LEDGER_MISSING` */
export function chosenOf(all: readonly string[], { account: asked }: Flags, place: string): readonly string[] {
  const accounts = typeof asked === 'string' ? all.filter((account) => account === asked) : all
  if (accounts.length > 0) return accounts
  const whose = typeof asked === 'string' ? ` of ${asked}` : ''
  const instead = typeof asked === 'string' ? meant(asked, all) : ''
  throw new CommandError('LEDGER_MISSING', `There is no ledger${whose} in ${place}.${instead}`)
}

/** Place of the ledgers of a database, and what to check. */
export const IN_DATABASE = 'the database: check --account and its address'
