/** Orders that are held back from the book: nobody sees or matches them, and they fill by command alone. */

import { findOrder } from './account.ts'
import { BotOrder } from './bot-order.ts'
import type { AccountId, OrderRecord } from '../contract/exchange.ts'
import { settle } from './settlement.ts'
import { release } from './state.ts'
import { isOpen, recordOf } from './venue-order.ts'
import type { VenueOrder, VenueState } from './model.ts'

/** A fill of an order that is held back. */
export type HeldBackFill = {
  readonly account: AccountId
  readonly symbol: string
  readonly orderId: string
  /** Share of the ordered quantity, above 0; more than what is left fills the rest. At least one lot. */
  readonly share: number
  readonly time: number
}

/** Fills a part at the order's own price; `undefined` for an order that has ended or is not held back. */
export function fillHeldBack(state: VenueState, { share, time, ...fill }: HeldBackFill): OrderRecord | undefined {
  const account = state.accounts.get(fill.account)
  const order = account === undefined ? undefined : findOrder(account, fill.symbol, { orderId: fill.orderId })
  if (order?.heldBack === undefined || !isOpen(order.status)) return undefined
  const lots = Math.min(order.lots - order.executedLots, Math.max(1, Math.floor(order.lots * share)))
  const other = counterparty(order)
  const [maker, taker] = order.heldBack === 'maker' ? [order, other] : [other, order]
  settle(state, order.market, { maker, taker, ticks: order.ticks, lots, time })
  release(state, order, 'ENTRUST_UNFROZEN')
  return recordOf(order)
}

/** A bot's order on the other side. */
export function counterparty({ market, side, ticks }: VenueOrder): BotOrder {
  return new BotOrder({ market, ended: 0 }, { side: side === 'BUY' ? 'ask' : 'bid', ticks, lots: 0 })
}
