/** `spotdeck verify`: walks the hash chain of every ledger with its archive and state; writes nothing. */

import { type Proved, archivePath, diskArchive, ledgerPath, verifyBackup } from '@spotdeck/store'
import { CommandError } from '../command-error.ts'
import { databaseUrl } from '../config/database.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { printFailure, printProgress, printResult } from '../print.ts'
import { environment } from '../world.ts'
import { yieldProcessor } from '../yield-processor.ts'
import { accountsAsked } from './accounts-asked.ts'

/**
 * Tells of every ledger, whole or broken: those of the database where one is named, else those of the data directory.
 * @throws {CommandError} `VERIFY_FAILED` when one is not whole
 */
export async function verifyCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment)
  const { data } = settings
  const url = databaseUrl(flags, environment, settings)
  // Its driver is loaded only where it is used.
  if (url !== undefined) return (await import('./verify-database.ts')).verifyDatabase(url, flags)
  const accounts = accountsAsked(flags, data)
  yieldProcessor()
  let broken = 0
  for (const account of accounts) {
    try {
      const proved = await verifyBackup(ledgerPath(data, account), {
        archive: diskArchive(archivePath(data, account)),
        progress: ({ done, total }) => printProgress(`${account}: ${done} of ${total} events`),
      })
      printProgress('')
      refuseMissing(proved)
      const { events, head } = proved
      printResult(flags, { account, events, head }, `${account}: ok, ${events} events, the last hash is ${head}`)
    } catch (error) {
      printProgress('')
      printFailure(flags, error, { account })
      broken += 1
    }
  }
  if (broken > 0)
    throw new CommandError(
      'VERIFY_FAILED',
      `${broken} of ${accounts.length} ledgers are not whole: put missing archive files back, or restore a backup with spotdeck restore.`,
    )
}

/** @throws {CommandError} `ARCHIVE_MISSING`, naming the files and their events */
function refuseMissing({ account, events, missing }: Proved): void {
  const last = missing.at(-1)
  if (last === undefined) return
  throw new CommandError(
    'ARCHIVE_MISSING',
    `${account}: ${toldMissing(missing)} missing. Up to event ${events}, all others have their hashes. Put the files back and verify again.`,
  )
}

/** Names missing archive files with their events. */
export const toldMissing = (missing: Proved['missing']): string =>
  `${missing.map(({ name, first, last }) => `${name} (events ${first} to ${last})`).join(', ')} ${missing.length === 1 ? 'is' : 'are'}`
