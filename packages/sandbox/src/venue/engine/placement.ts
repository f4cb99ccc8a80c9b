/** A new order's way: funds, acknowledgement, the book, and how it ends when it does not rest. */

import { type OrderKind, type Prevent, bookOrder } from '../../matching/order.ts'
import type { OrderType } from '@spotdeck/wire'
import { clientKey, enter, holdingOf, leave } from './account.ts'
import { type Admitted, admit } from './admission.ts'
import type { NewOrder, Placed, Refusal } from '../contract/exchange.ts'
import { feesOf } from './fees.ts'
import { refusals } from '../contract/refusals.ts'
import { beginCommand } from './settlement.ts'
import { accountOf, move, release, emitOrder } from './state.ts'
import { type FeeScale, type Money, area, share, toMoney } from '../contract/units.ts'
import { canceledStatus, isOpen, recordOf, touch } from './venue-order.ts'
import type { Account, Market, Party, VenueOrder, VenueState } from './model.ts'

/** Matching rule of each order type. */
export const KINDS: Readonly<Record<OrderType, OrderKind>> = {
  LIMIT: 'rest',
  LIMIT_MAKER: 'post',
  IMMEDIATE_OR_CANCEL: 'take',
  FILL_OR_KILL: 'all',
  MARKET: 'take',
}

/** An admitted order with its funds found. */
type Funded = {
  readonly account: Account
  readonly market: Market
  readonly ticks: number
  readonly lots: number
  readonly budget?: bigint
  /** Locked amount. */
  readonly locked: Money
}

/** Checks an order, locks its funds and matches it. */
export function placeOrder(state: VenueState, order: NewOrder): Placed {
  const funded = fund(state, order)
  return 'code' in funded
    ? { ok: false, refusal: funded }
    : { ok: true, order: recordOf(enterOrder(state, order, funded)) }
}

/** Checks what the order would be refused for, and does nothing: the exchange's test call. */
export function checkOrder(state: VenueState, order: NewOrder): Refusal | undefined {
  const funded = fund(state, order)
  return 'code' in funded ? funded : undefined
}

/** Locks the funds, and lets the order meet the book. */
function enterOrder(state: VenueState, order: NewOrder, funded: Funded): VenueOrder {
  const { market, budget } = funded
  const created = create(state, order, funded)
  const side = created.side === 'BUY' ? 'bid' : 'ask'
  if (order.type === 'LIMIT' && state.holdsBack(recordOf(created))) {
    created.heldBack = market.book.crosses(side, created.ticks) ? 'taker' : 'maker'
    created.record = undefined
  }
  acknowledge(state, created)
  if (created.heldBack !== undefined) return created
  const resting = bookOrder({ id: created.orderId, owner: created, side, ticks: funded.ticks, lots: funded.lots })
  created.resting = resting
  beginCommand(state, market, order.time)
  const prevent = preventionOf(state, created)
  const bounds = budget === undefined && prevent === undefined ? undefined : { budget, prevent }
  created.stopped = market.book.submit(resting, KINDS[order.type], bounds)
  if (resting.level === undefined) finish(state, created, budget)
  return created
}

const PREVENTIONS = { cancel_maker: 'maker', cancel_taker: 'taker', cancel_both: 'both' } as const

/** MEXC: the arriving order's mode decides, and only between accounts of one group. */
function preventionOf(state: VenueState, { stpMode, account }: VenueOrder): Prevent<Party> | undefined {
  if (stpMode === undefined) return undefined
  return (maker) =>
    maker.account !== undefined && state.sameGroup(account.id, maker.account.id) ? PREVENTIONS[stpMode] : undefined
}

function repeatsClientId(account: Account, order: NewOrder): boolean {
  if (order.clientOrderId === undefined) return false
  const known = account.byClientId.get(clientKey(order.symbol, order.clientOrderId))
  return known !== undefined && isOpen(known.status)
}

function fund(state: VenueState, order: NewOrder): Funded | Refusal {
  const market = state.markets.get(order.symbol)
  if (market === undefined) return refusals.badSymbol
  const account = accountOf(state, order.account)
  const admitted = admit(order, market, account)
  if ('refusal' in admitted) return admitted.refusal
  if (repeatsClientId(account, order)) return refusals.badParameter
  if (order.side === 'BUY') return fundBuy({ account, market }, admitted, feesOf(state, account, market))
  const { ticks } = admitted
  const lots = admitted.lots ?? lotsFor(market, ticks, admitted.budget)
  const locked = BigInt(lots) * market.scale.lot
  if (holdingOf(account, market.rules.baseAsset).free < locked) return refusals.insufficientBase
  const funded = { account, market, ticks, lots, locked }
  return admitted.lots === undefined ? { ...funded, budget: admitted.budget } : funded
}

/**
 * A buy holds its notional at the limit. A taker's fee comes out of what is free, so one that would match at once must
 * have it; one by quote amount that has the amount but not the fee as well spends a little less.
 */
function fundBuy(of: Pick<Funded, 'account' | 'market'>, admitted: Admitted, fees: FeeScale): Funded | Refusal {
  const { scale, book, rules } = of.market
  const { free } = holdingOf(of.account, rules.quoteAsset)
  const { ticks } = admitted
  if (admitted.lots !== undefined) {
    const { lots } = admitted
    const notional = area(ticks, lots)
    const locked = notional * fees.lockedTickLot
    const fee = book.crosses('bid', ticks) ? share(notional * scale.tickLot, fees.taker) : 0n
    return free < locked + fee ? refusals.insufficientQuote : { ...of, ticks, lots, locked }
  }
  if (free < admitted.budget * scale.tickLot) return refusals.insufficientQuote
  const spendable = (free * fees.taker.over) / ((fees.taker.over + fees.taker.units) * scale.tickLot)
  const budget = admitted.budget < spendable ? admitted.budget : spendable
  return { ...of, ticks, lots: Number.MAX_SAFE_INTEGER, budget, locked: budget * scale.tickLot }
}

/** Returns how many lots the bids down to `ticks` buy for this budget (in ticks × lots). */
function lotsFor(market: Market, ticks: number, budget: bigint): number {
  let left = budget
  let lots = 0n
  for (const level of market.book.levels('bid', Infinity)) {
    if (level.ticks < ticks) break
    const fits = left / BigInt(level.ticks)
    const taken = fits < BigInt(level.lots) ? fits : BigInt(level.lots)
    lots += taken
    left -= taken * BigInt(level.ticks)
    if (taken < BigInt(level.lots)) break
  }
  return lots > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(lots)
}

function create(state: VenueState, order: NewOrder, funded: Funded): VenueOrder {
  const { account, market } = funded
  const byQuote = funded.budget !== undefined
  return {
    account,
    market,
    symbol: order.symbol,
    orderId: state.ids.orderId(order.time),
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.type,
    ticks: funded.ticks,
    lots: byQuote ? 0 : funded.lots,
    quote: byQuote
      ? askedQuote(order)
      : order.type === 'MARKET'
        ? 0n
        : area(funded.ticks, funded.lots) * market.scale.tickLot,
    byQuote,
    executedLots: 0,
    executedQuote: 0n,
    fills: 0,
    locked: funded.locked,
    status: 'NEW',
    resting: undefined,
    isMaker: false,
    heldBack: undefined,
    stpMode: order.stpMode,
    stopped: false,
    createdAt: order.time,
    updatedAt: order.time,
    record: undefined,
  }
}

function askedQuote(order: NewOrder): Money {
  return order.quoteQuantity === undefined ? 0n : toMoney(order.quoteQuantity)
}

/** Adds the order, locks its funds, and emits both before anything matches. */
function acknowledge(state: VenueState, order: VenueOrder): void {
  const { market, account, locked, createdAt: time } = order
  market.lastOrderCreateTime = time
  enter(account, order)
  emitOrder(state, order)
  const asset = order.side === 'BUY' ? market.rules.quoteAsset : market.rules.baseAsset
  if (locked > 0n) move(state, account, { asset, free: -locked, locked: locked, reason: 'ENTRUST_PLACE', time })
}

/** The end of an order that does not rest: filled, or its remainder dropped. */
function finish(state: VenueState, order: VenueOrder, budget: bigint | undefined): void {
  if (order.status === 'FILLED') return release(state, order, 'ENTRUST_UNFROZEN')
  const filled = !order.stopped && budget !== undefined && order.executedLots > 0 && onlyDustLeft(order, budget)
  touch(order, filled ? 'FILLED' : canceledStatus(order), order.createdAt)
  leave(order.account, order)
  emitOrder(state, order)
  release(state, order, filled ? 'ENTRUST_UNFROZEN' : 'ENTRUST_CANCEL')
}

/** MEXC: what is too little for one more lot stays unspent and the order counts as filled. */
function onlyDustLeft({ market, executedQuote, side, ticks }: VenueOrder, budget: bigint): boolean {
  const unspent = budget - executedQuote / market.scale.tickLot
  return market.book.crosses(side === 'BUY' ? 'bid' : 'ask', ticks) || unspent < BigInt(market.lastTicks)
}
