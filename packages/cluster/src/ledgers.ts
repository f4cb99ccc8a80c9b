/** Port: ledgers that several gateways share, one of which writes each. */

import type { Clock } from '@spotdeck/ports'
import type { LedgerIdentity, LedgerStore } from '@spotdeck/store'
import type { BalanceMove, LeaseLoss, LedgerSight } from '@spotdeck/store/postgres'

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

/** Accounts spread over the processes of a storage. */
export interface DeskBalance {
  /** Tells the others which accounts this process can follow, and reads who runs and follows what. Resolves with the processes, as text. @throws {StoreError} */
  beat(accounts: readonly string[]): Promise<string>
  /** The next move of an account from this process, as of the last beat. @param isSteady false for an account that is not to be moved now */
  next(isSteady: (account: string) => boolean): BalanceMove | undefined
  /** Gives the lease to the other process. Resolves with false where this one does not have it. @throws {StoreError} */
  give(move: BalanceMove): Promise<boolean>
}

/** Owner of a ledger: whoever has another one is refused it. */
export type LedgerOwner = { readonly identity: LedgerIdentity; readonly key: string }

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
  read(account: string, owner?: LedgerOwner): Promise<LedgerStore>
  /** Accounts that have a ledger, by name. @throws {StoreError} */
  accounts(): Promise<readonly string[]>
}
