/** The stores that pass every contract, each with how it is opened and opened again after a kill. */

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ArchiveFolder, diskArchive } from './archive/folder.ts'
import { MemoryDisk, openMemoryStore } from './testing/memory.ts'
import type { LedgerIdentity, LedgerStore } from './port.ts'
import { openSqliteStore } from './sqlite/sqlite.ts'

const identity: LedgerIdentity = { account: 'main', host: 'api.mexc.com', user: '70011223' }
/** A new empty folder. */
export const directory = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-store-'))
/** Opens the ledger file at `path`; its archive is the folder beside it by default. */
export const at = (
  path: string,
  over: Partial<LedgerIdentity> = {},
  archive: ArchiveFolder = diskArchive(`${path}-archive`),
): LedgerStore => openSqliteStore({ path, identity: { ...identity, ...over }, newEpoch: 'abcdef0123456789', archive })
const disks = new Map<LedgerStore, MemoryDisk>()
const openDisk = (disk: MemoryDisk): LedgerStore => {
  const store = openMemoryStore(disk)
  disks.set(store, disk)
  return store
}
/** Arguments of a contract: name, `open` and `reopen`. */
export const inMemory = [
  'memory',
  (archive?: ArchiveFolder) => {
    const disk = new MemoryDisk(identity, 'abcdef0123456789')
    if (archive !== undefined) disk.archived.folder = archive
    return openDisk(disk)
  },
  (store: LedgerStore) => openDisk(disks.get(store) ?? new MemoryDisk(identity, '00000000')),
] as const

const paths = new Map<LedgerStore, string>()
const openPath = (path: string, archive?: ArchiveFolder): LedgerStore => {
  const store = at(path, {}, archive)
  paths.set(store, path)
  return store
}
/** The same of a ledger file. */
export const inSqlite = [
  'sqlite',
  (archive?: ArchiveFolder) => openPath(join(directory(), 'main.db'), archive),
  (store: LedgerStore) => openPath(paths.get(store) ?? ''),
] as const
