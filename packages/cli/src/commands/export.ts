/** `spotdeck export`: a ledger's lists as CSV, on standard output or in a new file that its owner alone can read. */

import { createWriteStream, existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type LedgerReader, journalPath, ledgerPath, readLedger } from '@spotdeck/store'
import { isZone, lotMethods } from '@spotdeck/api'
import { openJournalIn } from '@spotdeck/desk/journal'
import { type ExportTable, type NoteOn, exportCsv, exportLots, readTimes } from '@spotdeck/reports'
import { CommandError, badValue } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { oneOf } from '../meant.ts'
import { printResult } from '../print.ts'
import { environment } from '../world.ts'
import { accountsAsked } from './accounts-asked.ts'

const TABLES = ['ledger', 'orders', 'deals'] as const satisfies readonly ExportTable[]

/** `spotdeck export`: writes one list of a ledger as CSV. */
export async function exportCommand(name: string, flags: Flags): Promise<void> {
  const { data } = readSettings(flags, environment)
  const rowsOf = rowsAsked(name, flags)
  const file = fileAsked(flags)
  if (flags['json'] === true && file === undefined)
    throw new CommandError('USAGE', 'CSV goes to standard output: name a file with --out, or leave --json out.')
  const [account, ...others] = accountsAsked(flags, data)
  if (account === undefined || others.length > 0)
    throw badValue(`There are several accounts in ${data}: name one with --account.`)
  const ledger = readLedger(ledgerPath(data, account), { isProven: true })
  const journal = existsSync(journalPath(data)) ? openJournalIn(data) : undefined
  try {
    await write(Readable.from(rowsOf(ledger, (kind, id) => journal?.get({ account, kind, id }))), file)
    if (file === undefined) return
    const written = { account, list: name, file: resolve(file), bytes: statSync(file).size }
    printResult(flags, written, `${account}: ${name} in ${written.file}, ${written.bytes} bytes`)
  } finally {
    journal?.close()
    await ledger.close()
  }
}

type Rows = (ledger: LedgerReader, noteOn: NoteOn) => AsyncGenerator<string>

/** Reads which list is asked for, before any file is opened. */
function rowsAsked(name: string, flags: Flags): Rows {
  const table = oneOf('The list', name, [...TABLES, 'lots'] as const)
  if (table === 'lots') return lotsAsked(flags)
  const zone = zoneAsked(flags)
  const span = readTimes({ zone, ...datesOf(flags) })
  for (const end of [span.from, span.to])
    if (end !== undefined && !/^\d{1,15}$/.test(end))
      throw badValue(`"${end}" is no day: write one such as 2026-01-31.`)
  const [from, to] = [span.from, span.to].map((end) => (end === undefined ? undefined : Number(end)))
  return (ledger, noteOn) => exportCsv(ledger, { table, from, to }, noteOn)
}

/** Text that begins like a day or is ms since the epoch; other text of `--to` names a file, as in earlier versions. */
const TIME = /^(?:\d{4}-\d{2}-\d{2}(?:T.*)?|\d{1,15})$/

function datesOf({ from, to }: Flags): { readonly from?: string; readonly to?: string } {
  const isTime = typeof to === 'string' && TIME.test(to)
  return { ...(typeof from === 'string' ? { from } : {}), ...(isTime ? { to } : {}) }
}

function fileAsked({ out, to }: Flags): string | undefined {
  if (typeof out === 'string') return out
  return typeof to === 'string' && !TIME.test(to) ? to : undefined
}

function zoneAsked({ zone = 'UTC' }: Flags): string {
  if (typeof zone === 'string' && isZone(zone)) return zone
  throw badValue(`"${zone}" is no time zone: write --zone such as Asia/Taipei.`)
}

function lotsAsked({ year = '', method = 'average', ...flags }: Flags): Rows {
  const zone = zoneAsked(flags)
  if (typeof year !== 'string' || !YEAR.test(year))
    throw badValue('Lots are of one calendar year: name it with --year, such as 2026.')
  const known = oneOf('--method', method, lotMethods)
  return (ledger) => exportLots(ledger, { year: Number(year), zone, method: known })
}

const YEAR = /^(?:19[7-9]\d|2\d{3})$/

async function write(lines: Readable, to: string | undefined): Promise<void> {
  if (to === undefined) return pipeline(lines, process.stdout, { end: false })
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
