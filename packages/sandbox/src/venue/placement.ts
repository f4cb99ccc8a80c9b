/** A new order's way: funds, acknowledgement, the book, and how it ends when it does not rest. */

import { type BookOrder, type OrderKind, type Prevent, bookOrder } from '../matching/order.ts'
import type { OrderType } from '@spotdeck/wire'
import { clientKey, enter, holdingOf, leave } from './account.ts'
import { type Admitted, admit } from './admission.ts'
import type { NewOrder, Placed, Refusal } from './exchange.ts'
import { feesOf } from './fees.ts'
import { refusals } from './refusals.ts'
import { settlementSink } from './settlement.ts'
import { accountOf, move, release, emitOrder } from './state.ts'
import { type FeeScale, type Money, area, share, toMoney } from './units.ts'
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
  readonly ticks: number
  readonly lots: number
  readonly budget?: bigint
  /** Locked amount. */
  readonly held: Money
}

/** Checks an order, locks its funds and matches it. */
export function placeOrder(state: VenueState, order: NewOrder): Placed {
  const market = state.markets.get(order.symbol)
  if (market === undefined) return { ok: false, refusal: refusals.badSymbol }
  const account = accountOf(state, order.account)
  const admitted = admit(order, market, account)
  if ('refusal' in admitted) return { ok: false, refusal: admitted.refusal }
  if (repeatsClientId(account, order)) return { ok: false, refusal: refusals.badParameter }
  const entered = enterOrder(state, order, admitted, market, account)
  return 'code' in entered ? { ok: false, refusal: entered } : { ok: true, order: recordOf(entered) }
}

/** Finds the funds of an admitted order, locks them, and lets the order meet the book. */
function enterOrder(
  state: VenueState,
  order: NewOrder,
  admitted: Admitted,
  market: Market,
  account: Account,
): VenueOrder | Refusal {
  const funded = fund(state, order, admitted, market)
  if ('code' in funded) return funded
  const created = create(state, order, funded, market, account)
  if (!account.isBot && order.type === 'LIMIT' && state.holdsBack(recordOf(created))) {
    const crosses = market.book.crosses(created.side === 'BUY' ? 'bid' : 'ask', created.ticks)
    created.heldBack = crosses ? 'taker' : 'maker'
    created.record = undefined
  }
  const resting = acknowledge(state, created, funded)
  if (created.heldBack !== undefined) return created
  created.resting = resting
  const sink = settlementSink(state, market, order.time)
  const prevent = preventionOf(state, created)
  const bounds = funded.budget === undefined && prevent === undefined ? undefined : { budget: funded.budget, prevent }
  created.stopped = market.book.submit(resting, KINDS[order.type], sink, bounds)
  if (resting.level === undefined) finish(state, created, resting, funded.budget, order.time)
  return created
}

/** Checks what the order would be refused for, and does nothing: the exchange's test call. */
export function checkOrder(state: VenueState, order: NewOrder): Refusal | undefined {
  const market = state.markets.get(order.symbol)
  if (market === undefined) return refusals.badSymbol
  const account = accountOf(state, order.account)
  const admitted = admit(order, market, account)
  if ('refusal' in admitted) return admitted.refusal
  if (repeatsClientId(account, order)) return refusals.badParameter
  const funded = fund(state, order, admitted, market)
  return 'code' in funded ? funded : undefined
}

const PREVENTIONS = { cancel_maker: 'maker', cancel_taker: 'taker', cancel_both: 'both' } as const

/** MEXC: the arriving order's mode decides, and only between accounts of one group. */
function preventionOf(state: VenueState, order: VenueOrder): Prevent<Party> | undefined {
  const { stpMode, account } = order
  if (stpMode === undefined) return undefined
  return (maker) => (state.sameGroup(account.id, maker.account.id) ? PREVENTIONS[stpMode] : undefined)
}

function repeatsClientId(account: Account, order: NewOrder): boolean {
  if (order.clientOrderId === undefined) return false
  const known = account.byClientId.get(clientKey(order.symbol, order.clientOrderId))
  return known !== undefined && isOpen(known.status)
}

function fund(state: VenueState, order: NewOrder, admitted: Admitted, market: Market): Funded | Refusal {
  const account = accountOf(state, order.account)
  if (order.side === 'BUY') {
    const free = holdingOf(account, market.rules.quoteAsset).free
    return fundBuy(admitted, market, { free, fees: feesOf(state, account, market) })
  }
  const { ticks } = admitted
  const lots = admitted.lots ?? lotsFor(market, ticks, admitted.budget)
  const held = BigInt(lots) * market.scale.lot
  if (holdingOf(account, market.rules.baseAsset).free < held) return refusals.insufficientBase
  return admitted.lots === undefined ? { ticks, lots, budget: admitted.budget, held } : { ticks, lots, held }
}

/**
 * A buy holds its notional at the limit. A taker's fee comes out of what is free, so one that would match at once must
 * have it; one by quote amount that has the amount but not the fee as well spends a little less.
 */
function fundBuy(
  admitted: Admitted,
  { scale, book }: Market,
  { free, fees }: { readonly free: Money; readonly fees: FeeScale },
): Funded | Refusal {
  const { ticks } = admitted
  if (admitted.lots !== undefined) {
    const { lots } = admitted
    const notional = area(ticks, lots)
    const held = notional * fees.heldTickLot
    const fee = book.crosses('bid', ticks) ? share(notional * scale.tickLot, fees.taker) : 0n
    return free < held + fee ? refusals.insufficientQuote : { ticks, lots, held }
  }
  if (free < admitted.budget * scale.tickLot) return refusals.insufficientQuote
  const spendable = (free * fees.taker.over) / ((fees.taker.over + fees.taker.units) * scale.tickLot)
  const budget = admitted.budget < spendable ? admitted.budget : spendable
  return { ticks, lots: Number.MAX_SAFE_INTEGER, budget, held: budget * scale.tickLot }
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

function create(state: VenueState, order: NewOrder, funded: Funded, market: Market, account: Account): VenueOrder {
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
    quote: byQuote ? askedQuote(order) : order.type === 'MARKET' || account.isBot ? 0n : notionalOf(funded, market),
    byQuote,
    executedLots: 0,
    executedQuote: 0n,
    fills: 0,
    held: funded.held,
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

function notionalOf(funded: Funded, market: Market): Money {
  return area(funded.ticks, funded.lots) * market.scale.tickLot
}

/** Adds the order, locks its funds, and emits both before anything matches. */
function acknowledge(state: VenueState, order: VenueOrder, funded: Funded): BookOrder<VenueOrder> {
  const { market, account, createdAt: time } = order
  market.lastOrderCreateTime = time
  enter(account, order)
  emitOrder(state, order, time)
  const asset = order.side === 'BUY' ? market.rules.quoteAsset : market.rules.baseAsset
  if (funded.held > 0n) {
    move(state, account, { asset, free: -funded.held, locked: funded.held, reason: 'ENTRUST_PLACE', time })
  }
  return bookOrder(order.orderId, order, order.side === 'BUY' ? 'bid' : 'ask', funded.ticks, funded.lots)
}

/** The end of an order that does not rest: filled, or its remainder dropped. */
function finish(
  state: VenueState,
  order: VenueOrder,
  left: BookOrder<VenueOrder>,
  budget: bigint | undefined,
  time: number,
): void {
  if (order.status === 'FILLED') return release(state, order, 'ENTRUST_UNFROZEN', time)
  const filled = !order.stopped && budget !== undefined && order.executedLots > 0 && onlyDustLeft(order, left, budget)
  touch(order, filled ? 'FILLED' : canceledStatus(order), time)
  leave(order.account, order)
  emitOrder(state, order, time)
  release(state, order, filled ? 'ENTRUST_UNFROZEN' : 'ENTRUST_CANCEL', time)
}

/** MEXC: what is too little for one more lot stays unspent and the order counts as filled. */
function onlyDustLeft(order: VenueOrder, left: BookOrder<VenueOrder>, budget: bigint): boolean {
  const { market } = order
  const unspent = budget - order.executedQuote / market.scale.tickLot
  return market.book.crosses(left.side, left.ticks) || unspent < BigInt(market.lastTicks)
}
