/** Storage of a gateway, and the one that is a data directory with one writer. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Keyring } from '@spotdeck/mexc'
import type { PostgresLedgers, SharedLedgers } from '@spotdeck/cluster'
import { codeOf } from '@spotdeck/ports'
import { ownerOnlyFolder } from '@spotdeck/ports/node'
import {
  DataFolderError,
  archivePath,
  diskArchive,
  ledgerFolder,
  ledgerPath,
  orderedPath,
  witnessPath,
  type DirectoryLock,
  lockDirectory,
  type PageChecks,
  type LedgerIdentity,
  type MigrationProgress,
  type LedgerStore,
  readLedgerBinding,
  openSqliteStore,
  fileHeadCheckpoint,
} from '@spotdeck/store'
import { fileKeyring, type PairFile, pairFile } from '@spotdeck/follow'
import { type DailyNotional, dailyNotionalLog, fileSpent } from './trading/daily-notional.ts'

/** Owner of a ledger, as the ledger itself records it. */
export type Binding = { readonly user?: string | undefined; readonly key?: string | undefined }

/** Identity, epoch and key fingerprint of a ledger to open. */
export type OpenLedgerRequest = {
  /** Fencing token of the account's lease, where the storage is shared. */
  readonly token?: number | undefined
  readonly identity: LedgerIdentity
  readonly newEpoch: string
  readonly key: string
  readonly progress?: MigrationProgress
  /** Called with the first error of each code that keeps events of a file from being compressed; commits go on. */
  readonly unsealed?: (error: unknown) => void
}

/** Storage of the gateway: one ledger per account, one writer of each. */
export interface Storage {
  /** Reads without writing; `undefined` where the account has no ledger yet. */
  binding(account: string): Promise<Binding | undefined>
  /** Becomes the one user of the data directory. @throws {DataFolderError} `DATA_DIR_LOCKED`, `DATA_DIR_UNWRITABLE` */
  take(): void
  /** Opens a ledger to write. @throws {DataFolderError} `LEDGER_*`, `DATA_DIR_UNWRITABLE` @throws {StoreError} `LEASE_LOST`, `STORE_*` */
  open(wish: OpenLedgerRequest): Promise<LedgerStore>
  keyring(account: string): Keyring
  /** Pairs that were ever listed. */
  readonly pairs: PairFile
  /** True once damaged pages, or sealed events that cannot be read, were found in the open ledger of an account. */
  isDamaged(account: string): boolean
  /** Notional that the account has ordered this day. @param token of the account's lease, where the storage is shared */
  spent(account: string, token?: number): Promise<DailyNotional>
  /** Present where other processes may write the same ledgers: each is opened with the token of its lease. */
  readonly shared?: SharedLedgers | undefined
  /** Idempotent. */
  release(): Promise<void>
}

/**
 * One SQLite file an account under `DIR/ledger` and its archive under `DIR/archive`, guarded by `DIR/lock.db`. @param pages checks the files that were closed cleanly, while
 * they are served; without it, they are checked before
 */
export function diskStorage(dataDir: string, pages?: PageChecks): Storage {
  let lock: DirectoryLock | undefined
  const damaged = new Set<string>()
  return {
    binding: async (account) => readLedgerBinding(ledgerPath(dataDir, account)),
    take() {
      makeDirectory(dataDir)
      lock = lockDirectory(dataDir)
    },
    async open({ token: _token, ...wish }) {
      const { account } = wish.identity
      const witness = fileHeadCheckpoint(witnessPath(dataDir, account))
      const path = ledgerPath(dataDir, account)
      const unchecked = (unproven: () => void): void =>
        pages?.later(path, (found) => {
          unproven()
          if (found === 'damaged') damaged.add(account)
        })
      const archive = diskArchive(archivePath(dataDir, account))
      const unsealed = (error: unknown): void => {
        if (codeOf(error) === 'LEDGER_CORRUPT') damaged.add(account)
        wish.unsealed?.(error)
      }
      return openSqliteStore({ ...wish, path, witness, archive, unsealed, ...(pages && { unchecked }) })
    },
    isDamaged: (account) => damaged.has(account),
    pairs: pairFile(join(ledgerFolder(dataDir), 'pairs.json')),
    keyring: (account) => fileKeyring(join(ledgerFolder(dataDir), `${account}.listen-keys.json`)),
    spent: async (account) => fileSpent(orderedPath(dataDir, account)),
    async release() {
      pages?.close()
      lock?.release()
    },
  }
}

/** The same storage, whose ledgers are in a database. */
export const storageIn = (ledgers: PostgresLedgers, local: Storage): Storage => ({
  ...local,
  binding: (account) => ledgers.binding(account),
  open: (request) => ledgers.open(request),
  isDamaged: () => false,
  async spent(account, token = 0) {
    const lines = ledgers.ordered(account, token)
    return dailyNotionalLog(await lines.read(), (line, isNewDay) => lines.write(line, isNewDay))
  },
  shared: ledgers.shared,
  release: async () => void (await Promise.all([local.release(), ledgers.release()])),
})

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
