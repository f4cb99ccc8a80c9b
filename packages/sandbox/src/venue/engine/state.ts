/** Changes of the venue's mutable state, and their events. */

import type { Quantity } from '@spotdeck/exact'
import { holdingOf, newAccount } from './account.ts'
import type { AccountId, ChangeReason, VenueEvent } from '../contract/exchange.ts'
import { BalanceEvent } from './private-events.ts'
import { isOpen, recordOf } from './venue-order.ts'
import type { Account, Move, VenueOrder, VenueState } from './model.ts'

/** Returns the account of the id; creates an empty one the first time. */
export function accountOf(state: VenueState, id: AccountId): Account {
  const known = state.accounts.get(id)
  if (known !== undefined) return known
  const fresh = newAccount(id)
  state.accounts.set(id, fresh)
  return fresh
}

/**
 * Adds an event of the running command. Most commands emit one event: a list of one is smaller than a grown empty one.
 */
export function emit(state: VenueState, event: VenueEvent): void {
  if (state.events === undefined) state.events = [event]
  else state.events.push(event)
}

/** Changes a balance and emits the change. */
export function move(state: VenueState, account: Account, change: Move): void {
  const holding = holdingOf(account, change.asset)
  holding.free += change.free
  holding.locked += change.locked
  emit(state, new BalanceEvent(account.id, holding, change))
}

/** Emits the order's current state. */
export function emitOrder(state: VenueState, order: VenueOrder, lastDealQuantity?: Quantity): void {
  const event = { type: 'order' as const, order: recordOf(order), time: order.updatedAt }
  emit(state, lastDealQuantity === undefined ? event : { ...event, lastDealQuantity })
}

/** Unlocks what is still locked for an order that ended. */
export function release(state: VenueState, order: VenueOrder, reason: ChangeReason): void {
  if (order.locked === 0n || isOpen(order.status)) return
  const { baseAsset, quoteAsset } = order.market.rules
  const locked = order.locked
  order.locked = 0n
  const asset = order.side === 'BUY' ? quoteAsset : baseAsset
  move(state, order.account, { asset, free: locked, locked: -locked, reason, time: order.updatedAt })
}
