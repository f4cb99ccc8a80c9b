/** Storage of a gateway, and the one that is a data directory with one writer. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Keyring } from '@spotdeck/mexc'
import { type Clock, codeOf } from '@spotdeck/ports'
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
import { type DailyNotional, fileSpent } from './trading/daily-notional.ts'

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

/** Right to write one account's ledger, which this process tries to get and keeps for as long as it can. */
export interface KeptLease {
  /** Fencing token to write with; `undefined` while the process may not write. */
  readonly token: number | undefined
  /** Tells that a write with this token was refused (`LEASE_LOST`). */
  fenced(token: number): void
  /** Releases it. Idempotent. */
  close(): Promise<void>
}

/** Told of a lease: granted with a fencing token, or lost, after which it is tried for again. */
export type LeaseEvents = { readonly held: (token: number) => void; readonly lost: (why: LeaseLoss) => void }
/** Reason for losing a lease: not renewed in time, or another process holds it. */
export type LeaseLoss = 'expired' | 'taken'

/**
 * A stored ledger at one moment: its epoch, its last event with its chain hash, and the time for which somebody may still write it, in
 * ms.
 */
export type LedgerSight = {
  readonly epoch: string
  readonly n: number
  readonly hash: string
  readonly leaseMs: number
}

/** Accounts spread over the processes of a storage. */
export interface DeskBalance {
  /** Tells the others which accounts this process can follow, and reads who runs and follows what. Resolves with the processes, as text. @throws {StoreError} */
  beat(accounts: readonly string[]): Promise<string>
  /** The next move of an account from this process, as of the last beat. @param isSteady false for an account that is not to be moved now */
  next(isSteady: (account: string) => boolean): AccountMove | undefined
  /** Gives the lease to the other process. Resolves with false where this one does not have it. @throws {StoreError} */
  give(move: AccountMove): Promise<boolean>
}

/** A move of an account to the process of a name. */
export type AccountMove = { readonly account: string; readonly from: string; readonly to: string }

/** Ledgers that several processes share, one of which writes each. */
export interface SharedLedgers {
  /** A clock that is never set, by which the silence of the storage is measured: ms since any moment. */
  readonly monotonic: Clock
  /** Present where accounts are spread over the processes. */
  readonly balance?: DeskBalance | undefined
  /** Begins to try for the lease of an account. */
  keepLease(account: string, events: LeaseEvents): KeptLease
  /** The ledger as it is stored now; `undefined` where there is none. @throws {StoreError} */
  look(account: string): Promise<LedgerSight | undefined>
  /**
   * Opens a ledger that is only read. @param owner refuses a ledger that these would not open
   * @throws {DataFolderError} `LEDGER_MISSING`, `LEDGER_FOREIGN` @throws {StoreError}
   */
  read(account: string, owner?: OpenLedgerRequest): Promise<LedgerStore>
  /** Accounts that have a ledger, by name. @throws {StoreError} */
  accounts(): Promise<readonly string[]>
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
