/**
 * Backs up a data directory, while a gateway may be running on it: complete or not at all, and verified before it is
 * named.
 */

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DataFolderError } from './data-folder-error.ts'
import { accessPath, accountsIn, journalPath, ledgerFolder, ledgerPath, orderedPath } from './layout.ts'
import { readSqlite } from './sqlite/database.ts'
import { readLedger } from './sqlite/reader.ts'
import { syncFolder } from './sync-folder.ts'

/** A verified ledger: its account and its number of events. */
export type Proved = { readonly account: string; readonly events: number; readonly head: string }

/**
 * Copies every ledger of `data`, its daily order notional, access credentials and the owner's notes into the folder `to`, which must be
 * empty. Listen keys and API keys are excluded. Returns the verified copies.
 * @throws {DataFolderError} `LEDGER_*`, `BACKUP_BAD`: then there is no folder `to`
 */
export async function backupData(data: string, to: string): Promise<readonly Proved[]> {
  const accounts = accountsIn(data)
  if (accounts.length === 0)
    throw new DataFolderError(
      'LEDGER_MISSING',
      `There is no ledger in ${data}: name the gateway's data directory with --data.`,
    )
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new DataFolderError('BACKUP_BAD', `${to} is not empty: name a folder that does not exist yet.`)
  const part = `${to}.part`
  rmSync(part, { recursive: true, force: true })
  try {
    mkdirSync(dirname(to), { recursive: true })
    mkdirSync(part, { mode: 0o700 })
    mkdirSync(ledgerFolder(part), { mode: 0o700 })
    const proved: Proved[] = []
    for (const account of accounts) proved.push(await copyLedger(data, part, account))
    for (const pathIn of [accessPath, journalPath])
      if (existsSync(pathIn(data))) copyDatabase(pathIn(data), pathIn(part))
    syncFolder(part)
    if (existsSync(to)) rmSync(to, { recursive: true })
    renameSync(part, to)
    return proved
  } catch (cause) {
    rmSync(part, { recursive: true, force: true })
    if (cause instanceof DataFolderError) throw cause
    throw new DataFolderError(
      'BACKUP_BAD',
      `The backup could not be written to ${to}: check its owner, its rights and the space left.`,
      { cause },
    )
  }
}

/**
 * Verifies the hash chain of a ledger file. @throws {DataFolderError} `LEDGER_*`, with the event at which it breaks
 */
export async function verifyBackup(path: string): Promise<Proved> {
  const ledger = readLedger(path)
  try {
    const found = await ledger.verify()
    if (!found.ok)
      throw new DataFolderError('LEDGER_CORRUPT', `The ledger ${path} breaks at event ${found.n}: ${found.what}`)
    return { account: ledger.identity.account, events: found.events, head: found.head }
  } finally {
    await ledger.close()
  }
}

async function copyLedger(data: string, to: string, account: string): Promise<Proved> {
  const path = ledgerPath(to, account)
  // The copy is checked as a whole: what cannot be read cannot be copied.
  const ledger = readLedger(ledgerPath(data, account), { isProven: true })
  try {
    ledger.copyTo(path)
  } finally {
    await ledger.close()
  }
  chmodSync(path, 0o600)
  const ordered = orderedPath(data, account)
  const copied = join(ledgerFolder(to), `${account}.ordered`)
  if (existsSync(ordered)) copyFileSync(ordered, copied)
  if (existsSync(copied)) chmodSync(copied, 0o600)
  return verifyBackup(path)
}

function copyDatabase(from: string, to: string): void {
  const file = readSqlite(from)
  try {
    file.run('VACUUM INTO ?', to)
  } finally {
    file.close()
  }
  chmodSync(to, 0o600)
}
