/** Orders that are held back from the book: nobody sees or matches them, and they fill by command alone. */

import { findOrder } from './account.ts'
import { BotBalances } from './bot-balances.ts'
import { BotOrder } from './bot-order.ts'
import { BOT_PREFIX, type AccountId, type OrderRecord } from './exchange.ts'
import { settle } from './settlement.ts'
import { accountOf, move, release } from './state.ts'
import { area } from './units.ts'
import { isOpen, recordOf } from './venue-order.ts'
import type { Account, Market, VenueOrder, VenueState } from './model.ts'

/** The other side of every such fill. */
const COUNTERPARTY: AccountId = `${BOT_PREFIX}counterparty`

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
  const other = counterparty(state, order, { lots, time })
  const [maker, taker] = order.heldBack === 'maker' ? [order, other] : [other, order]
  settle(state, order.market, maker, taker, order.ticks, lots, time)
  release(state, order, 'ENTRUST_UNFROZEN', time)
  return recordOf(order)
}

/** A bot's order that matches these lots, with its funds found and locked. */
export function counterparty(
  state: VenueState,
  { market, side, ticks }: VenueOrder,
  { lots, time }: { readonly lots: number; readonly time: number },
): BotOrder {
  const account = accountOf(state, COUNTERPARTY)
  const opposite = side === 'BUY' ? 'SELL' : 'BUY'
  const { rules, scale } = market
  // Twice the notional pays for every fee.
  const asset = opposite === 'SELL' ? rules.baseAsset : rules.quoteAsset
  const funds = opposite === 'SELL' ? BigInt(lots) * scale.lot : area(ticks, lots) * scale.heldTickLot * 2n
  move(state, account, { asset, free: funds, locked: 0n, reason: 'DEPOSIT', time })
  const balances = balancesOf(account, market)
  balances.lock(opposite, ticks, lots, true)
  return new BotOrder(balances, opposite === 'BUY' ? 'bid' : 'ask', ticks, lots)
}

function balancesOf(account: Account, market: Market): BotBalances {
  const known = account.purses.find((one) => one instanceof BotBalances && one.market === market)
  return known instanceof BotBalances ? known : new BotBalances(account, market)
}
