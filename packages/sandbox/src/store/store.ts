/** The port behind which the venue is kept: what a command changed, in one transaction, and all of it at the start. */

import type { AccountId, AccountPast, BalanceRecord, DealRecord, OrderRecord } from '../venue/exchange.ts'
import type { IdState } from '../venue/ids.ts'
import type { ApiKey } from '../venue/keys.ts'
import type { ListenKeyRecord } from '../venue/listen-key-ring.ts'
import type { WalletRow } from '../venue/wallet.ts'

/** One thing that is different now. Every change carries the whole new value, so that applying it twice is harmless. */
export type VenueChange =
  | { readonly type: 'order'; readonly order: OrderRecord }
  | { readonly type: 'deal'; readonly deal: DealRecord }
  | {
      readonly type: 'balance'
      readonly account: AccountId
      readonly asset: string
      readonly balance: BalanceRecord
    }
  | { readonly type: 'mxDeduct'; readonly account: AccountId; readonly on: boolean }
  /** Never a built-in key: its secret is not written. */
  | { readonly type: 'key'; readonly key: ApiKey }
  /** `undefined`: the listen key is gone. */
  | { readonly type: 'listenKey'; readonly listenKey: string; readonly record: ListenKeyRecord | undefined }
  | { readonly type: 'wallet'; readonly row: WalletRow }
  | { readonly type: 'ids'; readonly ids: IdState }
  | { readonly type: 'seed'; readonly seed: string }

/** Everything that was committed. */
export type StoredVenue = {
  readonly seed?: string
  readonly ids?: IdState
  readonly accounts: ReadonlyMap<AccountId, AccountPast>
  readonly keys: readonly ApiKey[]
  readonly listenKeys: readonly ListenKeyRecord[]
  readonly wallet: readonly WalletRow[]
}

export interface VenueStore {
  load(): StoredVenue
  /**
   * All changes or none, durable against the end of the process when it returns.
   * @throws when they cannot be written: then nothing of the command may be acknowledged
   */
  commit(changes: readonly VenueChange[]): void
  /** Idempotent. */
  close(): void
}
