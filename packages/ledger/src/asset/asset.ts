/** One asset of an account, and the invariant of every balance change: previous + change = new. */

import { type AssetAmount, add, subtract, zero } from '@spotdeck/exact'

/** `free` is spendable, `locked` is held by open orders; their sum is the total. */
export type Balance = { readonly free: AssetAmount; readonly locked: AssetAmount }

/** One asset of an account: its balance and the last change of it. */
export type Asset = Balance & {
  readonly asset: string
  /** The exchange's change type of the last change, or RECONCILED. */
  readonly reason: string
  /** ms since the epoch of the last change. */
  readonly time: number
  /**
   * Time at which the exchange sent the push of the last change, in ms since the epoch; absent where it was read over
   * REST.
   */
  readonly sentAt?: number
}

/** One reported change of one asset: the values after it and the signed steps that led there. */
export type BalanceChange = Balance & {
  readonly asset: string
  readonly freeChange: AssetAmount
  readonly lockedChange: AssetAmount
  readonly reason: string
  readonly time: number
  /** Time at which the exchange sent the push, in ms since the epoch; absent where the change was read over REST. */
  readonly sentAt?: number
}

/** Reason of a change that was found by comparing with REST, not pushed. */
export const RECONCILED = 'RECONCILED'

/** The balance of an asset that the account does not hold. */
export const NO_BALANCE: Balance = { free: zero(), locked: zero() }

/** Total of a balance: free + locked. */
export function totalOf(balance: Balance): AssetAmount {
  return add(balance.free, balance.locked)
}

/** True if free and locked are equal. */
export function sameBalance(a: Balance, b: Balance): boolean {
  return a.free === b.free && a.locked === b.locked
}

/** Balance before the change. */
export function before(change: BalanceChange): Balance {
  return {
    free: subtract(change.free, change.freeChange),
    locked: subtract(change.locked, change.lockedChange),
  }
}

/** True if `change` starts at `balance`: previous + change = new. */
export function isContiguous(balance: Balance, change: BalanceChange): boolean {
  return sameBalance(balance, before(change))
}

/** Change from one balance to another, for a difference that REST showed. */
export function reconciledChange(asset: string, from: Balance, to: Balance, time: number): BalanceChange {
  return {
    asset,
    free: to.free,
    locked: to.locked,
    freeChange: subtract(to.free, from.free),
    lockedChange: subtract(to.locked, from.locked),
    reason: RECONCILED,
    time,
  }
}
