/** Storage of a gateway: a data directory with one writer, or the memory of a simulation. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Keyring } from '@spotdeck/mexc'
import { ownerOnlyFolder } from '@spotdeck/ports/node'
import {
  DataFolderError,
  fileKeyring,
  ledgerFolder,
  ledgerPath,
  orderedPath,
  witnessPath,
  type DirectoryLock,
  lockDirectory,
  MemoryDisk,
  type PageChecks,
  openMemoryStore,
  type LedgerIdentity,
  type MigrationProgress,
  type LedgerStore,
  readLedgerBinding,
  openSqliteStore,
  fileHeadCheckpoint,
} from '@spotdeck/follow'
import { type DailyNotional, type DailyNotionalEntry, fileSpent, dailyNotionalLog } from './trading/daily-notional.ts'

/** Owner of a ledger, as the ledger itself records it. */
export type Binding = { readonly user?: string | undefined; readonly key?: string | undefined }

/** Identity, epoch and key fingerprint of a ledger to open. */
export type OpenLedgerRequest = {
  readonly identity: LedgerIdentity
  readonly newEpoch: string
  readonly key: string
  readonly progress?: MigrationProgress
}

/** Storage of the gateway: one ledger per account, one writer. */
export interface Storage {
  /** Reads without writing; `undefined` where the account has no ledger yet. */
  binding(account: string): Binding | undefined
  /** Becomes the one writer. @throws {DataFolderError} `DATA_DIR_LOCKED`, `DATA_DIR_UNWRITABLE` */
  take(): void
  /** @throws {DataFolderError} `LEDGER_*`, `DATA_DIR_UNWRITABLE` */
  open(wish: OpenLedgerRequest): LedgerStore
  keyring(account: string): Keyring
  /** True once a check has found damaged pages in the open ledger of an account. */
  isDamaged(account: string): boolean
  /** Notional that the account has ordered this day. */
  spent(account: string): DailyNotional
  /** Idempotent. */
  release(): void
}

/**
 * One SQLite file an account under `DIR/ledger`, guarded by `DIR/lock.db`. @param pages checks the files that were closed cleanly, while
 * they are served; without it, they are checked before
 */
export function diskStorage(dataDir: string, pages?: PageChecks): Storage {
  let lock: DirectoryLock | undefined
  const damaged = new Set<string>()
  return {
    binding: (account) => readLedgerBinding(ledgerPath(dataDir, account)),
    take() {
      makeDirectory(dataDir)
      lock = lockDirectory(dataDir)
    },
    open(wish) {
      const { account } = wish.identity
      const witness = fileHeadCheckpoint(witnessPath(dataDir, account))
      const path = ledgerPath(dataDir, account)
      const unchecked = (unproven: () => void): void =>
        pages?.later(path, (found) => {
          unproven()
          if (found === 'damaged') damaged.add(account)
        })
      return openSqliteStore({ ...wish, path, witness, ...(pages && { unchecked }) })
    },
    isDamaged: (account) => damaged.has(account),
    keyring: (account) => fileKeyring(join(ledgerFolder(dataDir), `${account}.listen-keys.json`)),
    spent: (account) => fileSpent(orderedPath(dataDir, account)),
    release() {
      pages?.close()
      lock?.release()
    },
  }
}

function makeDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    ownerOnlyFolder(ledgerFolder(dataDir))
  } catch (cause) {
    throw new DataFolderError(
      'DATA_DIR_UNWRITABLE',
      `Cannot make ${dataDir}: check its owner and its rights, or name another directory with --data.`,
      { cause },
    )
  }
}

/** Storage of a simulated machine that survives the end of its process: pass the same disks to the next process. */
export type MemoryDisks = {
  readonly ledgers: Map<string, MemoryDisk>
  readonly listenKeys: Map<string, Set<string>>
  /** Notional ordered, by account. */
  readonly ordered?: Map<string, DailyNotionalEntry[]>
}

/** Memory with the semantics of a crash: once `crashed` answers true, nothing more is stored. */
export function memoryStorage(disks: MemoryDisks, crashed: () => boolean = () => false): Storage {
  const keysOf = (account: string): Set<string> => {
    const keys = disks.listenKeys.get(account) ?? new Set()
    disks.listenKeys.set(account, keys)
    return keys
  }
  return {
    binding: (account) => disks.ledgers.get(account)?.identity,
    take() {},
    open({ identity, newEpoch }) {
      const disk = disks.ledgers.get(identity.account) ?? new MemoryDisk(identity, newEpoch)
      disks.ledgers.set(identity.account, disk)
      return openMemoryStore(disk, crashed)
    },
    isDamaged: () => false,
    keyring: (account) => ({
      load: () => [...keysOf(account)],
      add: (listenKey) => void keysOf(account).add(listenKey),
      remove: (listenKey) => void keysOf(account).delete(listenKey),
    }),
    spent(account) {
      const lines = disks.ordered?.get(account) ?? []
      disks.ordered?.set(account, lines)
      return dailyNotionalLog(lines, (line) => void lines.push(line))
    },
    release() {},
  }
}
