/** Functions on an account: balances, open orders and the history of orders. */

import type { AccountId, BalanceRecord } from '../contract/exchange.ts'
import type { Reach } from '../contract/reach.ts'
import { fromMoney } from '../contract/units.ts'
import { isOpen } from './venue-order.ts'
import type { Account, Holding, VenueOrder } from './model.ts'

/** Creates an empty account. */
export function newAccount(id: AccountId): Account {
  return {
    id,
    holdings: new Map(),
    open: new Map(),
    byId: new Map(),
    byClientId: new Map(),
    orders: new Map(),
    deals: new Map(),
    mxDeduct: false,
    feeScales: new Map(),
  }
}

/** Returns the account's balance of the asset. */
export function holdingOf(account: Account, asset: string): Holding {
  const known = account.holdings.get(asset)
  if (known !== undefined) return known
  const fresh: Holding = { free: 0n, locked: 0n }
  account.holdings.set(asset, fresh)
  return fresh
}

/** Returns the balance as decimal text. */
export function balanceOf(holding: Holding): BalanceRecord {
  return { free: fromMoney(holding.free), locked: fromMoney(holding.locked) }
}

/** Adds a new order to the account. */
export function enter(account: Account, order: VenueOrder): void {
  account.open.set(order.orderId, order)
  remember(account, order)
}

/** Adds an order to its ids and its history. */
export function remember(account: Account, order: VenueOrder): void {
  account.byId.set(order.orderId, order)
  if (order.clientOrderId !== undefined) account.byClientId.set(clientKey(order.symbol, order.clientOrderId), order)
  listIn(account.orders, order.symbol).push(order)
}

/** Removes an order from the open ones; the history keeps it. */
export function leave(account: Account, order: VenueOrder): void {
  account.open.delete(order.orderId)
}

/** Forgets closed orders and deals beyond the reach of the exchange's calls. */
export function forgetPast(account: Account, reach: Reach): void {
  for (const [symbol, orders] of account.orders) {
    const kept: VenueOrder[] = []
    for (const order of orders) {
      if (isOpen(order.status) || order.updatedAt >= reach.orders) kept.push(order)
      else forgetOrder(account, order)
    }
    if (kept.length < orders.length) account.orders.set(symbol, kept)
  }
  for (const [symbol, deals] of account.deals) {
    const old = deals.findIndex(({ time }) => time >= reach.deals)
    if (old !== 0) account.deals.set(symbol, old < 0 ? [] : deals.slice(old))
  }
}

function forgetOrder(account: Account, order: VenueOrder): void {
  account.byId.delete(order.orderId)
  if (order.clientOrderId === undefined) return
  const key = clientKey(order.symbol, order.clientOrderId)
  if (account.byClientId.get(key) === order) account.byClientId.delete(key)
}

/** Returns the list of the key; creates an empty one the first time. */
export function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key)
  if (known !== undefined) return known
  const fresh: T[] = []
  lists.set(key, fresh)
  return fresh
}

/** Client ids are looked up within a symbol. */
export function clientKey(symbol: string, clientOrderId: string): string {
  return `${symbol}:${clientOrderId}`
}

/** The order of that exchange id or, failing that, of that client id. */
export function findOrder(
  account: Account,
  symbol: string,
  id: { readonly orderId?: string; readonly clientOrderId?: string },
): VenueOrder | undefined {
  const byId = id.orderId === undefined ? undefined : account.byId.get(id.orderId)
  if (byId !== undefined) return byId.symbol === symbol ? byId : undefined
  if (id.orderId !== undefined || id.clientOrderId === undefined) return undefined
  return account.byClientId.get(clientKey(symbol, id.clientOrderId))
}
