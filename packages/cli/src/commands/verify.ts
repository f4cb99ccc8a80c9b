/** `spotdeck verify`: walks the hash chain of every ledger and the state it leads to; nothing is written. */

import { accountsIn, ledgerPath, verifyBackup } from '@spotdeck/follow'
import { CommandError } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { printProgress, printReady, printTrouble } from '../print.ts'
import { environment } from '../world.ts'

/** Every ledger is told of, whole or broken; @throws {CommandError} `VERIFY_FAILED` when one is not whole */
export async function verifyCommand(flags: Flags): Promise<void> {
  const { data } = readSettings(flags, environment, { port: 8787 })
  const accounts = accountsAsked(flags, data)
  let broken = 0
  for (const account of accounts) {
    try {
      const { events, head } = await verifyBackup(ledgerPath(data, account), ({ done, total }) =>
        printProgress(`${account}: ${done} of ${total} events`),
      )
      printProgress('')
      printReady(`${account}: ok, ${events} events, the last hash is ${head}`)
    } catch (error) {
      printProgress('')
      printTrouble(error)
      broken += 1
    }
  }
  if (broken > 0)
    throw new CommandError(
      'VERIFY_FAILED',
      `${broken} of ${accounts.length} ledgers cannot be trusted: restore a backup with spotdeck restore.`,
    )
}

/** The account that was named, or all that have a ledger. @throws {CommandError} `LEDGER_MISSING` */
export function accountsAsked(flags: Flags, data: string): readonly string[] {
  const all = accountsIn(data)
  const asked = flags['account']
  const accounts = typeof asked === 'string' ? all.filter((account) => account === asked) : all
  if (accounts.length > 0) return accounts
  const whose = typeof asked === 'string' ? ` of ${asked}` : ''
  throw new CommandError('LEDGER_MISSING', `There is no ledger${whose} in ${data}: name the gateway's with --data.`)
}
