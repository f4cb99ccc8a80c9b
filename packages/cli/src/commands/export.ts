/** `spotdeck export`: a ledger's lists as CSV, on standard output or in a new file that its owner alone can read. */

import { createWriteStream, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ledgerPath, readLedger } from '@spotdeck/follow'
import { type ExportTable, exportCsv } from '@spotdeck/gateway/reports'
import { CommandError } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { printReady } from '../print.ts'
import { environment } from '../world.ts'
import { accountsAsked } from './verify.ts'

const TABLES: readonly ExportTable[] = ['ledger', 'orders', 'deals']

/** `spotdeck export`: writes one table of a ledger as CSV. */
export async function exportCommand(name: string, flags: Flags): Promise<void> {
  const { data } = readSettings(flags, environment, { port: 8787 })
  const table = TABLES.find((known) => known === name)
  if (table === undefined)
    throw new CommandError('CONFIG_BAD_VALUE', `"${name}" is no list: write ledger, orders or deals.`)
  const [account, ...others] = accountsAsked(flags, data)
  if (account === undefined || others.length > 0)
    throw new CommandError('CONFIG_BAD_VALUE', `There are several accounts in ${data}: name one with --account.`)
  const ledger = readLedger(ledgerPath(data, account))
  try {
    const { to } = flags
    await write(Readable.from(exportCsv(ledger, table)), to)
    if (typeof to === 'string') printReady(`${account}: ${table} in ${resolve(to)}, ${statSync(to).size} bytes`)
  } finally {
    await ledger.close()
  }
}

async function write(lines: Readable, to: Flags[string]): Promise<void> {
  if (typeof to !== 'string') return pipeline(lines, process.stdout, { end: false })
  try {
    await pipeline(lines, createWriteStream(to, { flags: 'wx', mode: 0o600 }))
  } catch (cause) {
    throw new CommandError(
      'EXPORT_UNWRITABLE',
      `Cannot write ${to}: name a file that does not exist yet, in a folder you may write to.`,
      { cause },
    )
  }
}
