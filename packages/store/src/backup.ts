/**
 * Backs up a data directory, while a gateway may be running on it: complete or not at all, and verified before it is
 * named.
 */

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DataFolderError } from './data-folder-error.ts'
import { type ArchiveFolder, diskArchive } from './archive/folder.ts'
import { accessPath, accountsIn, archivePath, journalPath, ledgerFolder, ledgerPath, orderedPath } from './layout.ts'
import type { ArchiveFinding, VerifyProgress } from './port.ts'
import { readSqlite } from './sqlite/database.ts'
import { readLedger } from './sqlite/reader.ts'
import { syncFolder, syncPath } from './sync-folder.ts'

/**
 * A verified ledger: its account and its number of events. `missing`: archive files that are not there; then the other events are
 * verified by their hashes, and the state is not.
 */
export type Proved = {
  readonly account: string
  readonly events: number
  readonly head: string
  readonly missing: readonly ArchiveFinding[]
}

/** Progress of a backup: bytes copied, or events verified, of `total`. */
export type BackupProgress = {
  readonly account: string
  readonly step: 'copying' | 'verifying'
  readonly done: number
  readonly total: number
}

/** Progress and cancellation of a backup. */
export type BackupOptions = {
  /** Called now and then, and awaited, so that it may let other work run. */
  readonly progress?: (progress: BackupProgress) => void | Promise<void>
  /** Its abort ends the backup, with its reason as the error; nothing is left. */
  readonly signal?: AbortSignal
}

/**
 * Copies every ledger of `data`, its archive files, its daily order notional, access credentials and the owner's notes into the folder `to`, which must be
 * empty. Listen keys and API keys are excluded. Returns the verified copies.
 * @throws {DataFolderError} `LEDGER_*`, `BACKUP_BAD`: then there is no folder `to`
 */
export async function backupData(data: string, to: string, options: BackupOptions = {}): Promise<readonly Proved[]> {
  const accounts = accountsIn(data)
  if (accounts.length === 0)
    throw new DataFolderError(
      'LEDGER_MISSING',
      `There is no ledger in ${data}: name the gateway's data directory with --data.`,
    )
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new DataFolderError('BACKUP_BAD', `${to} is not empty: name a folder that does not exist yet.`)
  const part = `${to}.part`
  try {
    mkdirSync(dirname(to), { recursive: true })
    rmSync(part, { recursive: true, force: true })
    mkdirSync(part, { mode: 0o700 })
    mkdirSync(ledgerFolder(part), { mode: 0o700 })
    const proved: Proved[] = []
    for (const account of accounts) proved.push(await copyLedger({ data, to: part, account }, options))
    for (const pathIn of [accessPath, journalPath])
      if (existsSync(pathIn(data))) copyDatabase(pathIn(data), pathIn(part))
    syncFolder(part)
    // Files that came into it meanwhile are not ours: then there is no backup.
    if (existsSync(to)) rmdirSync(to)
    renameSync(part, to)
    syncPath(dirname(to))
    return proved
  } catch (cause) {
    // Below a file there is nothing to remove, and no way to try.
    if (existsSync(part)) rmSync(part, { recursive: true, force: true })
    if (cause instanceof DataFolderError || cause === options.signal?.reason) throw cause
    throw new DataFolderError(
      'BACKUP_BAD',
      `The backup could not be written to ${to}: check its owner, its rights and the space left.`,
      { cause },
    )
  }
}

/** Archive files of a ledger to verify, and where to tell how far it is. */
export type VerifyOptions = {
  readonly archive?: ArchiveFolder | undefined
  readonly progress?: VerifyProgress | undefined
}

/**
 * Verifies the hash chain of a ledger file and its archive files. @throws {DataFolderError} `LEDGER_*`, with the event at which it
 * breaks, or the archive files that are damaged or foreign
 */
export async function verifyBackup(path: string, { archive, progress }: VerifyOptions = {}): Promise<Proved> {
  const ledger = readLedger(path, { archive })
  try {
    const { account } = ledger.identity
    const found = await ledger.verify(progress)
    if (found.ok) return { account, events: found.events, head: found.head, missing: [] }
    const { archives: missing = [], rest, n, what } = found
    if (rest !== undefined && missing.every((one) => one.what === 'missing')) return { account, ...rest, missing }
    const where = rest === undefined ? ` breaks at event ${n}` : ' and its archive do not fit'
    throw new DataFolderError('LEDGER_CORRUPT', `The ledger ${path}${where}: ${what}`)
  } finally {
    await ledger.close()
  }
}

/** Copies the archive files that a ledger records, as far as they are there. */
export async function copyArchive(ledgerFile: string, from: string, to: string): Promise<ArchiveFolder> {
  const ledger = readLedger(ledgerFile, { isProven: true })
  const [source, target] = [diskArchive(from), diskArchive(to)]
  try {
    for (const { name } of await ledger.archives()) {
      const bytes = source.read(name)
      if (bytes !== undefined) target.write(name, bytes)
    }
    return target
  } finally {
    await ledger.close()
  }
}

type LedgerCopy = { readonly data: string; readonly to: string; readonly account: string }

async function copyLedger({ data, to, account }: LedgerCopy, { progress, signal }: BackupOptions): Promise<Proved> {
  const path = ledgerPath(to, account)
  const tell = (step: BackupProgress['step']): VerifyProgress => {
    return async (far) => {
      signal?.throwIfAborted()
      await progress?.({ account, step, ...far })
    }
  }
  // The copy is checked as a whole.
  const ledger = readLedger(ledgerPath(data, account), { isProven: true })
  try {
    await ledger.copyTo(path, tell('copying'))
  } finally {
    await ledger.close()
  }
  compact(path)
  chmodSync(path, 0o600)
  const ordered = orderedPath(data, account)
  const copied = join(ledgerFolder(to), `${account}.ordered`)
  if (existsSync(ordered)) copyFileSync(ordered, copied)
  if (existsSync(copied)) chmodSync(copied, 0o600)
  const archive = await copyArchive(path, archivePath(data, account), archivePath(to, account))
  return verifyBackup(path, { archive, progress: tell('verifying') })
}

/** A copy with so many free pages is written anew without them. */
const MAX_FREE = 0.1

function compact(path: string): void {
  const file = readSqlite(path)
  const numberOf = (name: string): number => Number(file.all(`PRAGMA ${name}`)[0]?.[name])
  try {
    if (numberOf('freelist_count') <= MAX_FREE * numberOf('page_count')) return
    file.run('VACUUM INTO ?', `${path}.compact`)
  } finally {
    file.close()
  }
  renameSync(`${path}.compact`, path)
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
