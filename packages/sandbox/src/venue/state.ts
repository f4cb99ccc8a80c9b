/** The venue's mutable heart: accounts, markets, ids, fees taken, and the events of the command under way. */

import type { Quantity } from '@spotdeck/exact'
import { holdingOf, newAccount } from './account.ts'
import type { AccountId, ChangeReason, VenueEvent } from './exchange.ts'
import { BalanceEvent } from './private-events.ts'
import { isOpen, recordOf } from './venue-order.ts'
import type { Account, Move, VenueOrder, VenueState } from './model.ts'

export function accountOf(state: VenueState, id: AccountId): Account {
  const known = state.accounts.get(id)
  if (known !== undefined) return known
  const fresh = newAccount(id)
  state.accounts.set(id, fresh)
  return fresh
}

/** Notes what happened. Most commands do one thing: its list is made to measure, where an empty one would grow to 17. */
export function emit(state: VenueState, event: VenueEvent): void {
  if (state.events === undefined) state.events = [event]
  else state.events.push(event)
}

export function move(state: VenueState, account: Account, change: Move): void {
  const holding = holdingOf(account, change.asset)
  holding.free += change.free
  holding.locked += change.locked
  if (account.isBot) return
  emit(state, new BalanceEvent(account.id, holding, change))
}

/** Tells the order as it stands now. */
export function emitOrder(state: VenueState, order: VenueOrder, time: number, lastDealQuantity?: Quantity): void {
  if (order.account.isBot) return
  const event = { type: 'order' as const, order: recordOf(order), time }
  emit(state, lastDealQuantity === undefined ? event : { ...event, lastDealQuantity })
}

/** Gives back what is still locked for an order. */
export function release(state: VenueState, order: VenueOrder, reason: ChangeReason, time: number): void {
  if (order.held === 0n || isOpen(order.status)) return
  const { baseAsset, quoteAsset } = order.market.rules
  const held = order.held
  order.held = 0n
  const asset = order.side === 'BUY' ? quoteAsset : baseAsset
  move(state, order.account, { asset, free: held, locked: -held, reason, time })
}
