/** Reads a ledger file without changing it, while a gateway may be writing: for verify, export and backup. */

import { existsSync } from 'node:fs'
import type { ArchiveFolder } from '../archive/folder.ts'
import { DataFolderError } from '../data-folder-error.ts'
import type { LedgerStore } from '../port.ts'
import { type CopyProgress, copyPages } from './copy-pages.ts'
import { readSqlite, refuseNewer, versionOf } from './database.ts'
import { type SqliteFile } from './file.ts'
import { hasOldRows } from './move-old.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { type StoreOptions, metaOf, storeOver } from './sqlite.ts'

/** Read-only part of a ledger store. */
export type LedgerReader = Pick<
  LedgerStore,
  | 'identity'
  | 'epoch'
  | 'archived'
  | 'archives'
  | 'pastState'
  | 'load'
  | 'verify'
  | 'orders'
  | 'deals'
  | 'dealsAscending'
  | 'flows'
  | 'flowsAscending'
  | 'history'
  | 'close'
> & {
  /** Copies the ledger as it is at one moment to a file that does not exist yet. @throws when it cannot */
  copyTo(path: string, progress?: CopyProgress): Promise<void>
}

/** Account and key that a ledger file was written for, as far as it states them. */
export type LedgerBinding = { readonly user?: string | undefined; readonly key?: string | undefined }

/** Identity that a ledger file states; `undefined` where there is none. */
export function readLedgerBinding(path: string): LedgerBinding | undefined {
  if (!existsSync(path)) return undefined
  const file = readSqlite(path)
  try {
    if (!hasMeta(file)) return {}
    const { user, key } = Object.fromEntries(metaOf(file))
    return { user, key }
  } finally {
    file.close()
  }
}

/** `isProven`: pages are not checked before; one that is damaged throws where it is read. `archive`: the archive files, for `verify`. */
export type ReadOptions = { readonly isProven?: boolean; readonly archive?: ArchiveFolder | undefined }

/**
 * Opens an existing ledger. @throws {DataFolderError} `LEDGER_MISSING`, `LEDGER_CORRUPT`, `LEDGER_NEWER`,
 * `LEDGER_OLDER`
 */
export function readLedger(path: string, { isProven = false, archive }: ReadOptions = {}): LedgerReader {
  if (!existsSync(path)) throw new DataFolderError('LEDGER_MISSING', `There is no ledger ${path}.`)
  const file = readSqlite(path)
  try {
    if (!hasMeta(file)) throw damaged(path)
    if (!isProven) checkPages(file, path)
    checkVersion(file, path)
    const meta = metaOf(file)
    const [account, host, user, epoch] = ['account', 'host', 'user', 'epoch'].map((key) => meta.get(key))
    if (account === undefined || host === undefined || user === undefined || epoch === undefined) throw damaged(path)
    return readerOver(file, { identity: { account, host, user }, epoch, archive })
  } catch (cause) {
    file.close()
    throw cause
  }
}

/**
 * Opens a ledger that this process is writing for the reports of a worker: its pages and version have been checked by the writer.
 * @throws {GatewayStartError} `LEDGER_CORRUPT`, `DATA_DIR_UNWRITABLE`
 */
export function readOpenLedger(
  path: string,
): Omit<
  LedgerStore,
  'beginEpoch' | 'commit' | 'archive' | 'archived' | 'saveEquity' | 'pruneEquity' | 'saveStretches' | 'savePnl'
> {
  const file = readSqlite(path)
  const store = storeOver(file, { identity: { account: '', host: '', user: '' }, epoch: '' })
  return { ...store, load: () => atOneMoment(file, () => store.load()) }
}

function readerOver(file: SqliteFile, options: StoreOptions): LedgerReader {
  const store = storeOver(file, options)
  return {
    ...store,
    verify: (progress) => atOneMoment(file, () => store.verify(progress)),
    copyTo: (path, progress) => atOneMoment(file, () => copyPages(file, path, progress)),
  }
}

/** Runs queries over one snapshot of the file, whatever is written meanwhile. */
async function atOneMoment<T>(file: SqliteFile, read: () => Promise<T>): Promise<T> {
  file.run('BEGIN')
  try {
    return await read()
  } finally {
    file.run('ROLLBACK')
  }
}

function checkPages(file: SqliteFile, path: string): void {
  const found = file.all('PRAGMA integrity_check(1)').flatMap((row) => Object.values(row))
  if (found[0] !== 'ok') throw damaged(path)
}

function checkVersion(file: SqliteFile, path: string): void {
  const version = versionOf(file)
  refuseNewer(version, path)
  if (version === SCHEMA_VERSION && !hasOldRows(file)) return
  throw new DataFolderError(
    'LEDGER_OLDER',
    `The ledger ${path} was written by an older Spotdeck: start a gateway on it once, which brings it up to date.`,
  )
}

function hasMeta(file: SqliteFile): boolean {
  return file.all("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").length > 0
}

function damaged(path: string): DataFolderError {
  return new DataFolderError(
    'LEDGER_CORRUPT',
    `The ledger ${path} is damaged or no ledger at all: restore a backup with spotdeck restore, or move it away to begin a new one.`,
  )
}
