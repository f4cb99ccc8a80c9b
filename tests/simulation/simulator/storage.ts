/** Storage of the simulated machine: what was not committed is lost at a crash; it can be full, or put back to an older copy. */

import { type LedgerStore } from '@spotdeck/store'
import { openMemoryStore } from '@spotdeck/store/testing'
import { type Storage, diskStorage } from '@spotdeck/gateway'
import { type MemoryDisks, memoryStorage } from '@spotdeck/gateway/testing'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SimulatedProcess } from './process.ts'

/** Storage that outlives the processes that use it. */
export interface SimulatedDisk {
  /** Commits fail while it is true. */
  isFull: boolean
  /** Time that the next commit takes, in ms. */
  commitMs: () => number
  readonly dataDir: string
  /** Storage for one process. */
  open(process: SimulatedProcess): Storage
  /** Keeps a copy of the ledgers as they are. */
  copy(): void
  /** Puts the copy back; the record of the last head is left alone. */
  putBack(): void
  /** A view of the ledger beside the process, for the last comparison. */
  reader(account: string): LedgerStore | undefined
  remove(): void
}

/** Memory: enough for all faults but a ledger that is put back to an older copy. */
export function memoryDisk(): SimulatedDisk {
  const disks: MemoryDisks = { ledgers: new Map(), listenKeys: new Map(), ordered: new Map() }
  const disk: SimulatedDisk = {
    isFull: false,
    commitMs: () => 0,
    dataDir: '/nowhere',
    open: (process) =>
      mortal(
        memoryStorage(disks, () => process.isDead),
        process,
        disk,
      ),
    copy() {},
    putBack() {},
    reader(account) {
      const found = disks.ledgers.get(account)
      return found === undefined ? undefined : openMemoryStore(found)
    },
    remove() {},
  }
  return disk
}

/** A data folder with SQLite files, as the product has it. */
export function folderDisk(): SimulatedDisk {
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-simulation-'))
  const dataDir = join(folder, 'data')
  const disk: SimulatedDisk = {
    isFull: false,
    commitMs: () => 0,
    dataDir,
    open: (process) => mortal(diskStorage(dataDir), process, disk),
    copy: () => replaceFolder(join(dataDir, 'ledger'), join(folder, 'copy')),
    putBack: () => replaceFolder(join(folder, 'copy'), join(dataDir, 'ledger')),
    reader: () => undefined,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  return disk
}

/** Makes `to` a copy of `from`; a folder that is not there leaves none. */
function replaceFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  if (existsSync(from)) cpSync(from, to, { recursive: true })
}

/** The storage as a process that may die at any of its waits uses it. */
function mortal(storage: Storage, process: SimulatedProcess, disk: SimulatedDisk): Storage {
  return {
    ...storage,
    take() {
      storage.take()
      process.onEnd(() => void storage.release())
    },
    async open(request) {
      const store = await storage.open(request)
      process.onEnd(() => void store.close())
      return changed(store, {
        commit: (commit) =>
          process.wait(async () => {
            const ms = disk.commitMs()
            if (ms > 0) await new Promise<void>((resolve) => void process.world.timers.after(ms, resolve))
            if (disk.isFull) throw Object.assign(new Error('No space left on the disk.'), { code: 'SQLITE_FULL' })
            return store.commit(commit)
          }),
        histories: (ids) => process.wait(() => store.histories(ids)),
      })
    },
  }
}

/** The store with some of its methods replaced; it may be an instance of a class with getters. */
function changed(store: LedgerStore, methods: Partial<LedgerStore>): LedgerStore {
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = Reflect.get(methods, name)
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
