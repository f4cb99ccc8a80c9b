/** One asset of an account, and the invariant of every balance change: previous + change = new. */

import { type AssetAmount, add, subtract, zero } from '@spotdeck/exact'

/** `free` is spendable, `locked` is held by open orders; their sum is the total. */
export type Balance = { readonly free: AssetAmount; readonly locked: AssetAmount }

export type Asset = Balance & {
  readonly asset: string
  /** The exchange's change type of the last change, or RECONCILED. */
  readonly reason: string
  /** ms since the epoch of the last change. */
  readonly time: number
  /** When the exchange sent the push of the last change; absent where it was read. ms since the epoch. */
  readonly sentAt?: number
}

/** One reported change of one asset: the values after it and the signed steps that led there. */
export type BalanceChange = Balance & {
  readonly asset: string
  readonly freeChange: AssetAmount
  readonly lockedChange: AssetAmount
  readonly reason: string
  readonly time: number
  /** When the exchange sent the push; absent where the change was read. ms since the epoch. */
  readonly sentAt?: number
}

/** The reason of a change that was found by comparing with REST, not pushed. */
export const RECONCILED = 'RECONCILED'

export const NO_BALANCE: Balance = { free: zero(), locked: zero() }

export function totalOf(balance: Balance): AssetAmount {
  return add(balance.free, balance.locked)
}

export function sameBalance(a: Balance, b: Balance): boolean {
  return a.free === b.free && a.locked === b.locked
}

/** The balance a change started from. */
export function before(change: BalanceChange): Balance {
  return {
    free: subtract(change.free, change.freeChange),
    locked: subtract(change.locked, change.lockedChange),
  }
}

/** Whether `change` starts where `balance` stands: previous + change = new. */
export function isContiguous(balance: Balance, change: BalanceChange): boolean {
  return sameBalance(balance, before(change))
}

/** The change that leads from one balance to another, for what REST found. */
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
