/** Adopts an account with its past: from the store after a restart, or with a generated past. */

import { type AnyDecimal, toUnits } from '@spotdeck/exact'
import { bookOrder } from '../../matching/order.ts'
import { enter, listIn, remember } from './account.ts'
import type { AccountId, AccountPast, OrderRecord } from '../contract/exchange.ts'
import { feesOf } from './fees.ts'
import { accountOf } from './state.ts'
import { area, toMoney } from '../contract/units.ts'
import { isOpen } from './venue-order.ts'
import type { Account, Market, VenueOrder, VenueState } from './model.ts'

/**
 * Adds the past to the account. Open orders rest in the book again without an event, other than those held back from it; adopt before trading starts, since an
 * order that would cross by then cannot rest.
 * @throws {RangeError} for an order of an unknown symbol or an open order that would cross
 */
export function adoptAccount(state: VenueState, id: AccountId, past: AccountPast): void {
  const account = accountOf(state, id)
  for (const [asset, balance] of past.balances) {
    account.holdings.set(asset, { free: toMoney(balance.free), locked: toMoney(balance.locked) })
  }
  for (const record of past.orders) adoptOrder(state, account, record)
  for (const list of account.orders.values()) list.sort(byAge)
  for (const deal of past.deals) listIn(account.deals, deal.symbol).push(deal)
  if (past.mxDeduct !== undefined) account.mxDeduct = past.mxDeduct
}

/** Ids rise with time, so they settle who of two orders of one moment came first. */
export function byAge(a: Aged, b: Aged): number {
  return a.createdAt - b.createdAt || (a.orderId < b.orderId ? -1 : 1)
}

type Aged = { readonly createdAt: number; readonly orderId: string }

function adoptOrder(state: VenueState, account: Account, record: OrderRecord): void {
  const market = state.markets.get(record.symbol)
  if (market === undefined) throw new RangeError(`Order ${record.orderId} is of a symbol this venue lacks.`)
  const order = orderOf(account, market, record)
  if (!isOpen(record.status)) return remember(account, order)
  enter(account, order)
  const left = order.lots - order.executedLots
  order.locked = lockedBy(state, order, left)
  if (order.heldBack !== undefined) return
  const side = order.side === 'BUY' ? 'bid' : 'ask'
  const resting = bookOrder({ id: order.orderId, owner: order, side, ticks: order.ticks, lots: left })
  order.resting = resting
  market.sink.emitsLevels = false
  market.book.submit(resting, 'post')
  if (resting.level === undefined) throw new RangeError(`Order ${record.orderId} would cross the book.`)
}

function lockedBy(state: VenueState, { account, market, side, ticks }: VenueOrder, left: number): bigint {
  if (side === 'SELL') return BigInt(left) * market.scale.lot
  return area(ticks, left) * feesOf(state, account, market).lockedTickLot
}

function orderOf(account: Account, market: Market, record: OrderRecord): VenueOrder {
  const steps = (value: AnyDecimal, digits: number): number => Number(toUnits(value, digits))
  const executedLots = steps(record.executedQuantity, market.scale.quantityDigits)
  return {
    account,
    market,
    symbol: record.symbol,
    orderId: record.orderId,
    clientOrderId: record.clientOrderId,
    side: record.side,
    type: record.type,
    ticks: steps(record.price, market.scale.priceDigits),
    lots: steps(record.quantity, market.scale.quantityDigits),
    quote: toMoney(record.quoteQuantity),
    byQuote: false,
    executedLots,
    executedQuote: toMoney(record.executedQuoteQuantity),
    fills: executedLots,
    locked: 0n,
    status: record.status,
    resting: undefined,
    isMaker: record.isMaker,
    heldBack: record.heldBack,
    stpMode: record.stpMode,
    stopped: record.cancelReason !== undefined,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    record,
  }
}
