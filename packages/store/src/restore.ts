/** Restores a backup: verified first, while no gateway runs; existing ledgers are kept aside. */

import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { DataFolderError } from './data-folder-error.ts'
import { type Proved, copyArchive, verifyBackup } from './backup.ts'
import {
  accessPath,
  accountsIn,
  archivePath,
  journalPath,
  ledgerFolder,
  ledgerPath,
  orderedPath,
  witnessPath,
} from './layout.ts'
import { lockDirectory } from './lock.ts'
import { openSqlite } from './sqlite/database.ts'
import { clearPnl } from './sqlite/pnl.ts'
import { syncFolder } from './sync-folder.ts'
import { clearHeadCheckpoint } from './head-checkpoint.ts'

/** Source and target of a restore. */
export type RestoreOptions = {
  /** A folder that `backupData` made. */
  readonly from: string
  readonly data: string
  /** Folder for existing ledgers and archives, which must not exist; without it, these make the restore fail. */
  readonly keepIn?: string
  /** Called with how many tokens, links, sessions and codes of the backup were dropped. */
  readonly dropped?: (credentials: number) => void
}

/**
 * Restores every ledger of a backup with its archive files. Each begins a new epoch with its next start, so that subscribers take a new
 * snapshot. Daily order notional, access and notes are restored only where there are none: a daily limit is not granted twice, a revoked
 * link stays revoked, and no newer note is lost. Of access, people, masks and passkeys are restored, and no credential: which of them
 * were revoked since is not in the backup.
 * @throws {DataFolderError} `DATA_DIR_*`, `LEDGER_*`, `BACKUP_BAD`: the ledgers are unchanged
 */
export async function restoreData({ from, data, keepIn, dropped }: RestoreOptions): Promise<readonly Proved[]> {
  const accounts = accountsIn(from)
  if (accounts.length === 0) throw new DataFolderError('BACKUP_BAD', `${from} is no backup: it holds no ledger/*.db.`)
  makeFolder(ledgerFolder(data))
  const lock = lockDirectory(data)
  const coming = accounts.map((account): Coming => {
    return { account, path: join(data, `restoring-${account}.db`), archive: join(data, `restoring-${account}`) }
  })
  try {
    const standing = accounts.filter((account) => stands(data, account))
    if (standing.length > 0 && keepIn === undefined) throw inTheWay(standing, data)
    const proved: Proved[] = []
    for (const one of coming) proved.push(await bring(from, one))
    const ended = restoreAccess(accessPath(from), accessPath(data))
    if (ended !== undefined) dropped?.(ended)
    if (keepIn !== undefined) for (const account of standing) keepAside(data, account, keepIn)
    for (const one of coming) putInPlace(one, data)
    for (const account of accounts) copyIfMissing(orderedPath(from, account), orderedPath(data, account))
    copyIfMissing(journalPath(from), journalPath(data))
    syncFolder(ledgerFolder(data))
    return proved
  } catch (cause) {
    if (cause instanceof DataFolderError) throw cause
    throw new DataFolderError(
      'DATA_DIR_UNWRITABLE',
      `Cannot restore to ${data}: check its owner, its rights and the space left.`,
      { cause },
    )
  } finally {
    for (const { path, archive } of coming) removeLedger(path, archive)
    lock.release()
  }
}

/** A ledger on its way, and the folder of its archive files. */
type Coming = { readonly account: string; readonly path: string; readonly archive: string }

/** True where a ledger or an archive would be replaced. */
function stands(data: string, account: string): boolean {
  const archive = archivePath(data, account)
  return existsSync(ledgerPath(data, account)) || (existsSync(archive) && readdirSync(archive).length > 0)
}

/** Copies a ledger next to its target, migrates it to this version and verifies its chain. Its profit is computed again. */
async function bring(backup: string, { account, path, archive }: Coming): Promise<Proved> {
  const from = ledgerPath(backup, account)
  removeLedger(path, archive)
  copyFileSync(from, path)
  chmodSync(path, 0o600)
  const file = openSqlite(path)
  clearPnl(file)
  file.close()
  const folder = await copyArchive(path, archivePath(backup, account), archive)
  const proved = await verifyBackup(path, { archive: folder })
  if (proved.account === account) return proved
  throw new DataFolderError(
    'LEDGER_FOREIGN',
    `${from} is the ledger of the account ${proved.account}, not of ${account}.`,
  )
}

/** The copy is complete before the original is touched; archive files are moved. */
function keepAside(data: string, account: string, keepIn: string): void {
  makeFolder(keepIn)
  const path = ledgerPath(data, account)
  for (const part of ['', '-wal']) {
    if (existsSync(path + part)) copyPrivately(path + part, join(keepIn, `${account}.db${part}`))
  }
  if (existsSync(archivePath(data, account))) renameSync(archivePath(data, account), join(keepIn, `${account}.archive`))
  syncFolder(keepIn)
}

/** Moves the copies to their places; the next start finds no trace of the old epoch, even after a crash in between. */
function putInPlace({ account, path: from, archive }: Coming, data: string): void {
  const path = ledgerPath(data, account)
  if (existsSync(archive)) {
    makeFolder(join(data, 'archive'))
    rmSync(archivePath(data, account), { recursive: true, force: true })
    renameSync(archive, archivePath(data, account))
    syncFolder(join(data, 'archive'))
  }
  clearHeadCheckpoint(witnessPath(data, account))
  for (const part of ['-wal', '-shm']) rmSync(path + part, { force: true })
  renameSync(from, path)
}

/** Puts the copy in place when no credential is left in it. Returns how many there were; `undefined` where nothing is restored. */
function restoreAccess(from: string, to: string): number | undefined {
  if (!existsSync(from) || existsSync(to)) return undefined
  const coming = `${to}.restoring`
  for (const part of ['-wal', '-shm']) rmSync(coming + part, { force: true })
  copyFileSync(from, coming)
  chmodSync(coming, 0o600)
  const database = new Database(coming)
  let ended: number
  try {
    ended = database.prepare('DELETE FROM credential').run().changes
    // Everything is in the one file that is put in place.
    database.pragma('journal_mode = DELETE')
  } finally {
    database.close()
  }
  renameSync(coming, to)
  return ended
}

function copyIfMissing(from: string, to: string): void {
  if (!existsSync(from) || existsSync(to)) return
  copyFileSync(from, to)
  chmodSync(to, 0o600)
}

function copyPrivately(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL)
  chmodSync(to, 0o600)
}

function removeLedger(path: string, archive: string): void {
  rmSync(archive, { recursive: true, force: true })
  for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true })
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new DataFolderError('DATA_DIR_UNWRITABLE', `Cannot make ${path}: check its owner and its rights.`, {
      cause,
    })
  }
}

function inTheWay(accounts: readonly string[], data: string): DataFolderError {
  return new DataFolderError(
    'LEDGER_EXISTS',
    `${data} holds a ledger or an archive of ${accounts.join(', ')} already: add --replace to keep it aside and put the backup in its place.`,
  )
}
