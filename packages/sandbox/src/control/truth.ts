/** Everything the exchange knows of an account, complete and exact: what a client's own books are judged by. */

import type { AccountId, BalanceRecord, DealRecord, Exchange, OrderRecord } from '../venue/exchange.ts'
import type { KeyRing } from '../venue/keys.ts'

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

/** The truth of a key's account at `now`; `undefined` for an unknown key. */
export function truthOf(house: TruthSource, apiKey: string, now: number): AccountTruth | undefined {
  const key = house.keys.find(apiKey)
  if (key === undefined) return undefined
  const { exchange } = house
  const symbols = [...exchange.rules.keys()]
  const byTime = <T>(list: readonly T[], time: (one: T) => number): readonly T[] =>
    [...list].sort((a, b) => time(a) - time(b))
  const orders = symbols.flatMap((symbol) => [...exchange.orders(key.account, symbol)].reverse())
  const deals = symbols.flatMap((symbol) => [...exchange.deals(key.account, symbol)].reverse())
  return {
    account: key.account,
    balances: Object.fromEntries(exchange.balances(key.account)),
    orders: byTime(orders, (order) => order.createdAt),
    deals: byTime(deals, (deal) => deal.time),
    time: now,
  }
}
