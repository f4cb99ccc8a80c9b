/** Everything the exchange knows of an account, complete and exact: what a client's own books are judged by. */

import type { AccountId, BalanceRecord, DealRecord, Exchange, OrderRecord } from '../../venue/contract/exchange.ts'
import type { VenueStore } from '../../store/store.ts'
import type { KeyRing } from '../../venue/access/keys.ts'

/** The exchange's exact state of one account. */
export type AccountTruth = {
  readonly account: AccountId
  readonly balances: Readonly<Record<string, BalanceRecord>>
  /** Oldest first. */
  readonly orders: readonly OrderRecord[]
  /** Oldest first. */
  readonly deals: readonly DealRecord[]
  /** The exchange's time, ms since the epoch. */
  readonly time: number
}

/** Parts of the exchange that the truth is read from. */
type TruthSource = { readonly keys: Pick<KeyRing, 'find'>; readonly exchange: Exchange }

/**
 * The truth of a key's account at `now`; `undefined` for an unknown key. Orders and deals are read from the store, which
 * has every command before its answer.
 */
export function truthOf(
  { keys, exchange }: TruthSource,
  store: Pick<VenueStore, 'historyOf'>,
  { apiKey, now }: { readonly apiKey: string; readonly now: number },
): AccountTruth | undefined {
  const key = keys.find(apiKey)
  if (key === undefined) return undefined
  const { orders, deals } = store.historyOf(key.account)
  return {
    account: key.account,
    balances: Object.fromEntries(exchange.balances(key.account)),
    orders: orders.toSorted((a, b) => a.createdAt - b.createdAt),
    deals: deals.toSorted((a, b) => a.time - b.time),
    time: now,
  }
}
