/** The port behind which the venue is kept: what a command changed, in one transaction, and all of it at the start. */

import type { AccountId, AccountPast, BalanceRecord, DealRecord, OrderRecord } from '../venue/contract/exchange.ts'
import type { IdState } from '../venue/contract/ids.ts'
import type { ApiKey } from '../venue/access/keys.ts'
import type { ListenKeyRecord } from '../venue/access/listen-key-ring.ts'
import { type Reach, reachAt } from '../venue/contract/reach.ts'
import { NO_RECORDS, type RecordChange, type StoredRecords, VENUE_RECORD_ID } from '../venue/contract/records.ts'
import type { WalletRow } from '../venue/wallet/wallet-row.ts'

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
  /** Never a built-in key: its secret is not written. `undefined`: the key is gone. */
  | { readonly type: 'key'; readonly apiKey: string; readonly key: ApiKey | undefined }
  /** `undefined`: the listen key is gone. */
  | { readonly type: 'listenKey'; readonly listenKey: string; readonly record: ListenKeyRecord | undefined }
  | { readonly type: 'wallet'; readonly row: WalletRow }
  | { readonly type: 'ids'; readonly ids: IdState }
  | { readonly type: 'seed'; readonly seed: string }
  | RecordChange

/** Everything that was committed. */
export type StoredVenue = {
  readonly seed?: string | undefined
  readonly ids?: IdState | undefined
  readonly accounts: ReadonlyMap<AccountId, AccountPast>
  readonly keys: readonly ApiKey[]
  readonly listenKeys: readonly ListenKeyRecord[]
  readonly wallet: readonly WalletRow[]
  readonly records: StoredRecords
}

/** All orders and deals of one account, oldest first. */
export type StoredHistory = Pick<AccountPast, 'orders' | 'deals'>

/** A moment of the exchange that can be gone back to, and what it has. */
export type Snapshot = {
  readonly id: string
  /** The exchange's time, ms since the epoch. */
  readonly time: number
  readonly accounts: number
  readonly orders: number
  readonly deals: number
}

/** Store of the exchange's state and its snapshots. */
export interface VenueStore {
  /**
   * Everything; with a time, only what the exchange's calls reach then: of orders and deals those of the last days and
   * all open ones. The time is that of the last id, where that is later.
   */
  load(now?: number): StoredVenue
  /** The complete history of an account, oldest first; empty for an unknown one. */
  historyOf(account: AccountId): StoredHistory
  /** Returns whether the account ever had an order. */
  hasOrders(account: AccountId): boolean
  /**
   * All changes or none, durable against the end of the process when it returns.
   * @throws when they cannot be written: then nothing of the command may be acknowledged
   */
  commit(changes: readonly VenueChange[]): void
  /** Forgets everything and keeps `all` instead, in one transaction. @throws as `commit` does */
  replace(all: StoredVenue): void
  /** The moments that were kept, oldest first. `replace` leaves them alone. */
  snapshots(): readonly Snapshot[]
  /** Keeps everything as it is. @throws as `commit` does */
  keepSnapshot(id: string, time: number): Snapshot
  /** The content of a moment; `undefined` for an unknown one. */
  snapshot(id: string): StoredVenue | undefined
  /** Forgets a moment; one that is not there is no trouble. @throws as `commit` does */
  dropSnapshot(id: string): void
  /** Idempotent. */
  close(): void
}

/** A whole venue as the changes that make it from nothing. */
export function changesOf(all: StoredVenue): readonly VenueChange[] {
  const changes: VenueChange[] = []
  if (all.seed !== undefined) changes.push({ type: 'seed', seed: all.seed })
  if (all.ids !== undefined) changes.push({ type: 'ids', ids: all.ids })
  for (const [account, past] of all.accounts) {
    for (const [asset, balance] of past.balances) changes.push({ type: 'balance', account, asset, balance })
    for (const order of past.orders) changes.push({ type: 'order', order })
    for (const deal of past.deals) changes.push({ type: 'deal', deal })
    if (past.mxDeduct === true) changes.push({ type: 'mxDeduct', account, on: true })
  }
  for (const key of all.keys) changes.push({ type: 'key', apiKey: key.apiKey, key })
  for (const record of all.listenKeys) changes.push({ type: 'listenKey', listenKey: record.listenKey, record })
  for (const row of all.wallet) changes.push({ type: 'wallet', row })
  const { subAccount, stpGroup, symbolSwitch, venue } = all.records
  const record = { type: 'record' } as const
  for (const value of subAccount) changes.push({ ...record, kind: 'subAccount', id: value.account, value })
  for (const value of stpGroup) changes.push({ ...record, kind: 'stpGroup', id: String(value.id), value })
  for (const value of symbolSwitch) changes.push({ ...record, kind: 'symbolSwitch', id: value.id, value })
  for (const value of venue) changes.push({ ...record, kind: 'venue', id: VENUE_RECORD_ID, value })
  return changes
}

/** The content of a store that nobody has used. */
export const NOTHING_STORED: StoredVenue = {
  accounts: new Map(),
  keys: [],
  listenKeys: [],
  wallet: [],
  records: NO_RECORDS,
}

/** A moment with the counts of what it has. */
export function snapshotOf(id: string, time: number, { accounts }: StoredVenue): Snapshot {
  let orders = 0
  let deals = 0
  for (const past of accounts.values()) {
    orders += past.orders.length
    deals += past.deals.length
  }
  return { id, time, accounts: accounts.size, orders, deals }
}

/** Returns how far calls reach at `now`, or at the time of the last id where that is later; everything without a time. */
export function loadReach(now: number | undefined, ids: IdState | undefined): Reach {
  if (now === undefined) return { orders: Number.NEGATIVE_INFINITY, deals: Number.NEGATIVE_INFINITY }
  return reachAt(Math.max(now, ids?.time ?? 0))
}
