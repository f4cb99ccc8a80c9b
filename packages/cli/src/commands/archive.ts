/** `spotdeck archive`: archives old events by hand, lists the archive files, or puts archived events back. */

import { type ArchivedFile, type OfflineArchive, ledgerPath, openOfflineArchive, readLedger } from '@spotdeck/store'
import { DAY_MS } from '@spotdeck/ports'
import { archiveUnsupported, databaseUrl } from '../config/database.ts'
import { valueOf } from '../config/forms.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { SETTINGS } from '../config/table.ts'
import { printProgress, printReady, printResult } from '../print.ts'
import { environment, openWorld } from '../world.ts'
import { accountsAsked } from './accounts-asked.ts'

/** Lists archive files of the ledgers, or archives or puts back. @throws {CommandError} `CONFIG_BAD_VALUE` */
export async function archiveCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment)
  const { data, logLevel } = settings
  const age = flags['olderThan']
  if (age !== undefined && databaseUrl(flags, environment, settings) !== undefined)
    throw archiveUnsupported('leave --older-than out, or the database to archive files of the data directory')
  const before =
    typeof age === 'string'
      ? openWorld(logLevel).clock.now() - Number(valueOf('olderThan', SETTINGS.retentionDays, age)) * DAY_MS
      : undefined
  for (const account of accountsAsked(flags, data)) {
    if (before !== undefined)
      await withArchive(data, account, (archive) => archiveAll({ account, flags }, archive, before))
    else if (flags['putBack'] === true)
      await withArchive(data, account, (archive) => putAllBack({ account, flags }, archive))
    else await list(data, account)
  }
}

async function withArchive(
  data: string,
  account: string,
  work: (archive: OfflineArchive) => Promise<void> | void,
): Promise<void> {
  const archive = openOfflineArchive(data, account)
  try {
    await work(archive)
  } finally {
    archive.close()
  }
}

type Asked = { readonly account: string; readonly flags: Flags }

async function archiveAll({ account, flags }: Asked, archive: OfflineArchive, before: number): Promise<void> {
  let [events, bytes] = [0, 0]
  for (let file = await archive.archive(before); file !== undefined; file = await archive.archive(before)) {
    events += countOf(file)
    bytes += file.bytes
    printProgress(`${account}: ${events} events archived`)
  }
  printProgress('')
  printResult(flags, { account, events, bytes }, `${account}: ${events} events archived, ${bytes} bytes`)
}

function putAllBack({ account, flags }: Asked, archive: OfflineArchive): void {
  let events = 0
  for (let file = archive.putBack(); file !== undefined; file = archive.putBack()) {
    events += countOf(file)
    printProgress(`${account}: ${events} events put back`)
  }
  printProgress('')
  printResult(flags, { account, events }, `${account}: ${events} events put back; the archive files are kept`)
}

/** One JSON line a file. */
async function list(data: string, account: string): Promise<void> {
  const ledger = readLedger(ledgerPath(data, account), { isProven: true })
  try {
    for (const file of await ledger.archives()) printReady(JSON.stringify({ account, ...file }))
  } finally {
    await ledger.close()
  }
}

const countOf = ({ first, last }: ArchivedFile): number => last - first + 1
