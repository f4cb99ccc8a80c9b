/** Ledger of one account in one SQLite file: events, the resulting state, and projections, in one transaction. */

import { EMPTY_STATE, type StateRow, stateFromRows } from '@spotdeck/ledger'
import { DataFolderError } from '../data-folder-error.ts'
import { FIRST_HASH, link } from '../chain.ts'
import type { Commit, LedgerIdentity, LedgerStore, Verification, VerifyProgress } from '../port.ts'
import { ArchiveChain } from '../archive/archive-chain.ts'
import { archiveEvents } from '../archive/archive-events.ts'
import { type ArchiveFolder, NO_ARCHIVE } from '../archive/folder.ts'
import { verifyArchived } from '../archive/verify-archived.ts'
import type { HeadCheckpoint } from '../head-checkpoint.ts'
import { ownerOf } from '../owner.ts'
import { storedLists } from '../sql/lists.ts'
import { storedPnl } from '../sql/pnl.ts'
import { archiveSource } from './archive-source.ts'
import { archivedFiles } from './archived.ts'
import { type MigrationProgress, type OpenOptions, openSqlite, temporarySqlite } from './database.ts'
import { type SqliteFile } from './file.ts'
import { storedEquity } from './equity.ts'
import { EventLog } from './event-log.ts'
import { listHistory } from './history.ts'
import { rebuildProjections } from './rebuild-projections.ts'
import { listRows } from './list-rows.ts'
import { listEvent } from './lists.ts'
import { pnlRows, removePnl } from './pnl.ts'
import { Sealing, type SealingParts } from './sealing.ts'
import { readPastState } from './state-marks.ts'

/** Options of opening a ledger. */
export type SqliteOptions = {
  readonly path: string
  readonly identity: LedgerIdentity
  /** Epoch of a new ledger: hex, 8 to 64 characters. */
  readonly newEpoch: string
  /** Fingerprint of the API key: the ledger is bound to it and to the user, and either of them opens it. */
  readonly key?: string
  /** Called with the progress while an older ledger is migrated. */
  readonly progress?: MigrationProgress
  /** See `OpenOptions`. */
  readonly unchecked?: OpenOptions['unchecked']
  /** Head checkpoint of the ledger; a ledger that does not contain that event gets `newEpoch`. */
  readonly witness?: HeadCheckpoint
  /** Folder of its archive files. */
  readonly archive?: ArchiveFolder
  /** See `SealingParts`; its codes are `SQLITE_*`, and `LEDGER_CORRUPT` for sealed events that are damaged. */
  readonly unsealed?: SealingParts['unsealed']
}

/**
 * Opens the ledger of `identity`, or creates it.
 * @throws {DataFolderError} `LEDGER_FOREIGN` when the file belongs to another account; `LEDGER_CORRUPT`,
 * `LEDGER_NEWER`, `DATA_DIR_UNWRITABLE`
 */
export function openSqliteStore(options: SqliteOptions): LedgerStore {
  const file = openSqlite(options.path, options)
  try {
    const epoch = bind(file, options)
    checkEnd(file, options.path)
    const { identity, witness, archive, unsealed } = options
    return storeOver(file, { identity, epoch: epochSeen(file, options, epoch), witness, archive, unsealed })
  } catch (cause) {
    options.witness?.close()
    file.close()
    throw cause
  }
}

/** A ledger without records in a temporary file, in place of one that cannot be opened or that nobody has begun. */
export const emptyStore = (identity: LedgerIdentity, epoch: string): LedgerStore =>
  storeOver(temporarySqlite(), { identity, epoch })

function bind(file: SqliteFile, { identity, newEpoch, key, path }: SqliteOptions): string {
  const known = metaOf(file)
  const { user, ...place } = identity
  const owner = ownerOf({ user: known.get('user'), key: known.get('key') }, { user, key }, () => isUntracked(file))
  for (const name of ['account', 'host'] as const) {
    if (known.has('epoch') && known.get(name) !== place[name]) throw foreign(path, NAMES[name], known.get(name))
  }
  if (known.has('epoch') && owner === undefined) throw foreign(path, NAMES.user, known.get('user'))
  const epoch = known.get('epoch') ?? newEpoch
  const bound = { ...place, user: owner ?? user, epoch, head: known.get('head') ?? FIRST_HASH, key }
  file.transaction(() => {
    for (const [name, value] of Object.entries(bound)) {
      if (value !== undefined && value !== known.get(name)) setMeta(file, name, value)
    }
  })
  return epoch
}

/** True while no record of an account is stored: a status alone binds nobody. */
function isUntracked(file: SqliteFile): boolean {
  const sql = "SELECT 1 FROM state WHERE key <> 'head' OR json_extract(value, '$.checkedAt') IS NOT NULL LIMIT 1"
  return file.all(sql).length === 0
}

function foreign(path: string, what: string, known: string | undefined): DataFolderError {
  return new DataFolderError(
    'LEDGER_FOREIGN',
    `The ledger ${path} belongs to another ${what} (${known ?? 'unknown'}): use the key it was begun with, or name another data directory.`,
  )
}

/** Checks that the last event is the stored head; `verify` checks the whole chain. */
function checkEnd(file: SqliteFile, path: string): void {
  const log = new EventLog(file)
  const head = log.last === 0 ? FIRST_HASH : log.hashAt(log.last)
  if (head === metaOf(file).get('head')) return
  throw new DataFolderError(
    'LEDGER_CORRUPT',
    `The end of the ledger ${path} is damaged: put a backup in its place, or move it away to begin a new one.`,
  )
}

/** The ledger's epoch, or a new one where the ledger does not contain the checkpoint's event. */
function epochSeen(file: SqliteFile, { newEpoch, witness }: SqliteOptions, known: string): string {
  if (witness === undefined || isAsSeen(file, known, witness)) return known
  setMeta(file, 'epoch', newEpoch)
  return newEpoch
}

/** True if the ledger contains the checkpoint's event. A ledger without events has no checkpoint. */
function isAsSeen(file: SqliteFile, epoch: string, witness: HeadCheckpoint): boolean {
  if (file.all('SELECT 1 FROM events LIMIT 1').length === 0) return true
  const seen = witness.read()
  if (seen === undefined || seen.epoch !== epoch) return false
  if (seen.n === 0) return true
  return new EventLog(file).hashAt(seen.n) === seen.head
}

const NAMES = { account: 'account', host: 'exchange', user: 'user of the exchange' } as const

/** Reads the ledger's metadata by key. */
export function metaOf(file: Pick<SqliteFile, 'all'>): ReadonlyMap<string, string> {
  return new Map(file.all('SELECT key, value FROM meta').map((row) => [text(row['key']), text(row['value'])]))
}

function setMeta(file: SqliteFile, key: string, value: string): void {
  file.run(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    value,
  )
}

/** Identity, epoch, head checkpoint and archive folder of an open ledger, and who is told of unsealed events. */
export type StoreOptions = {
  readonly identity: LedgerIdentity
  readonly epoch: string
  readonly witness?: HeadCheckpoint | undefined
  readonly archive?: ArchiveFolder | undefined
  readonly unsealed?: SealingParts['unsealed']
}

/** Implements the store on an open file; each commit and each new epoch updates the checkpoint. */
export function storeOver(
  file: SqliteFile,
  { identity, epoch, witness, archive: folder = NO_ARCHIVE, unsealed }: StoreOptions,
): LedgerStore {
  let [head, current] = [metaOf(file).get('head') ?? FIRST_HASH, epoch]
  const log = new EventLog(file)
  const sealing = new Sealing({ file, log, unsealed })
  const checkpoint = (): void => witness?.write({ epoch: current, n: log.last, head })
  if (witness !== undefined) checkpoint()
  return {
    identity,
    get epoch() {
      return current
    },
    async beginEpoch(next) {
      setMeta(file, 'epoch', next)
      current = next
      if (witness !== undefined) checkpoint()
    },
    async load() {
      const rows = stateRows(file)
      return rows.length === 0 ? EMPTY_STATE : stateFromRows(rows)
    },
    async commit(commit) {
      const linked = link(head, commit.events)
      file.transaction(() => write(file, log, commit, linked))
      head = linked.head
      try {
        if (witness !== undefined) checkpoint()
      } catch {
        // The commit is durable; a checkpoint may lag.
      }
      sealing.begin()
      return linked.links.map(({ hash }) => hash)
    },
    async publicAfter(seq, limit) {
      return log.publicAfter(seq, limit)
    },
    async eventsAfter(n, limit) {
      return log.eventsAfter(n, limit)
    },
    pastState: (until, turn) => readPastState({ file, log, folder }, until, turn),
    get archived() {
      return log.archived
    },
    async archives() {
      return archivedFiles(file)
    },
    async archive(request) {
      await sealing.settled()
      const { account, host: exchange } = identity
      return archiveEvents(archiveSource(file, log, { folder, ledger: { account, exchange, epoch: current } }), request)
    },
    ...storedLists(listRows(file, log)),
    ...storedEquity(file),
    ...storedPnl(pnlRows(file)),
    async verify(progress) {
      return verifyFile(file, folder, { identity, progress })
    },
    async close() {
      sealing.close()
      witness?.close()
      file.close()
    },
  }
}

type Linked = ReturnType<typeof link>

function write(file: SqliteFile, log: EventLog, commit: Commit, linked: Linked): void {
  log.append(linked.links)
  for (const event of commit.events) listEvent(file, event)
  listHistory(file, commit.events)
  removePnl(file, commit.events)
  for (const [key, value] of commit.rows) {
    if (value === undefined) file.run('DELETE FROM state WHERE key = ?', key)
    else file.run('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)', key, JSON.stringify(value))
  }
  setMeta(file, 'head', linked.head)
}

async function verifyFile(
  file: SqliteFile,
  folder: ArchiveFolder,
  { identity, progress }: { readonly identity: LedgerIdentity; readonly progress: VerifyProgress | undefined },
): Promise<Verification> {
  const log = new EventLog(file)
  const lists = rebuildProjections(file)
  const total = log.last
  const { account, host: exchange } = identity
  const ledger = { account, exchange }
  const chain = new ArchiveChain({ folder, files: archivedFiles(file), ledger, hashAt: (n) => log.hashAt(n) })
  const tell = (n: number): void | Promise<void> => progress?.({ done: n, total })
  const read = (n: number, limit: number) => log.after(n, limit)
  try {
    const head = metaOf(file).get('head') ?? FIRST_HASH
    return await verifyArchived({ archived: log.archived, read, tell, head, rows: stateRows(file) }, chain, lists)
  } finally {
    lists.close()
  }
}

function stateRows(file: SqliteFile): readonly StateRow[] {
  return file
    .all('SELECT key, value FROM state')
    .map((row): StateRow => [text(row['key']), JSON.parse(text(row['value']))])
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
