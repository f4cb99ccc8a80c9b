/** Settlement of a match: order, balances and deal of each side, then the public trade. */

import { defined } from '@spotdeck/ports'
import type { BookSink } from '../matching/order.ts'
import { leave, listIn } from './account.ts'
import type { DealRecord, OutsidePrint } from './exchange.ts'
import { type Fee, feeOf, feesOf } from './fees.ts'
import { priceOf } from './market-book.ts'
import { move, release, emit, emitOrder } from './state.ts'
import { type Money, area, fromMoney, textOf } from './units.ts'
import { dealIdOf, makerIdOf, takerIdOf } from './ids.ts'
import { LevelEvent, TradeEvent } from './public-events.ts'
import { isBotOrder } from './bot-order.ts'
import { canceledStatus, touch } from './venue-order.ts'
import type { Market, Party, Settlement, VenueOrder, VenueState } from './model.ts'

/** One side of a match. */
type Match = {
  readonly ticks: number
  readonly lots: number
  readonly isMaker: boolean
  readonly time: number
}

type Fill = Match & {
  readonly notional: Money
  readonly isSelfTrade: boolean
  readonly tradeId: string
}

/** The book's listener for one command on one symbol. */
export function settlementSink(state: VenueState, market: Market, time: number): BookSink<Party> {
  const sink = (market.sink ??= makeSink(state, market))
  sink.time = time
  sink.tellsLevels = state.wantsLevels(market.rules.symbol)
  return sink
}

function makeSink(state: VenueState, market: Market): Settlement {
  const sink: Settlement = {
    time: 0,
    tellsLevels: true,
    match(maker, taker, ticks, lots) {
      settle(state, market, maker.owner, taker.owner, ticks, lots, sink.time)
    },
    prevented(maker) {
      const order = maker.owner
      if (isBotOrder(order)) return order.prevent()
      order.stopped = true
      touch(order, canceledStatus(order), sink.time)
      leave(order.account, order)
      emitOrder(state, order, sink.time)
      release(state, order, 'ENTRUST_CANCEL', sink.time)
    },
    level(side, ticks, lots, before) {
      market.version++
      if (!sink.tellsLevels) return
      emit(state, new LevelEvent(market, side, { ticks, lots, before, time: sink.time }))
    },
  }
  return sink
}

/** Settles a match of two orders: balances and deals of both sides, then the public trade. */
export function settle(
  state: VenueState,
  market: Market,
  maker: Party,
  taker: Party,
  ticks: number,
  lots: number,
  time: number,
): void {
  market.lastTicks = ticks
  market.matches++
  state.ids.takePair(time)
  const { pairTime, pairCount } = state.ids
  const made = settleSide(state, maker, taker, { ticks, lots, isMaker: true, time })
  const taken = settleSide(state, taker, maker, { ticks, lots, isMaker: false, time })
  const isBots = made === undefined && taken === undefined
  const ownId = isBots
    ? undefined
    : `${made ?? makerIdOf(pairTime, pairCount)}_${taken ?? takerIdOf(pairTime, pairCount)}`
  const takerSide = isBotOrder(taker) ? taker.orderSide : taker.side
  emit(state, new TradeEvent(market, { ticks, lots, takerSide, pairTime, pairCount, ownId, time }))
}

/** Emits a print between parties that this venue does not have. */
export function printOutside(state: VenueState, market: Market, print: OutsidePrint): void {
  const { ticks, lots, takerSide, tradeId: ownId, time } = print
  market.lastTicks = ticks
  market.matches++
  state.ids.takePair(time)
  const { pairTime, pairCount } = state.ids
  emit(state, new TradeEvent(market, { ticks, lots, takerSide, pairTime, pairCount, ownId, time }))
}

/** Settles one side; returns the id of the deal of a person's order. */
function settleSide(state: VenueState, order: Party, other: Party, match: Match): string | undefined {
  const { ticks, lots, isMaker } = match
  if (isBotOrder(order)) {
    order.fill(state, ticks, lots, isMaker)
    return undefined
  }
  const tradeId = dealIdOf(order.orderId, order.fills++)
  const notional = area(ticks, lots) * order.market.scale.tickLot
  fill(state, order, { ...match, notional, tradeId, isSelfTrade: order.account === other.account })
  return tradeId
}

function fill(state: VenueState, order: VenueOrder, fill: Fill): void {
  const { market, account } = order
  order.executedLots += fill.lots
  order.executedQuote += fill.notional
  order.isMaker = fill.isMaker
  if (order.byQuote) order.lots = order.executedLots
  const whole = !order.byQuote && order.executedLots === order.lots
  touch(order, whole ? 'FILLED' : 'PARTIALLY_FILLED', fill.time)
  if (whole) leave(account, order)
  emitOrder(state, order, fill.time, textOf(fill.lots, market.scale.quantityDigits))
  const fee = feeOf(state, account, market, fill.notional, fill.isMaker)
  state.fees.set(fee.asset, (state.fees.get(fee.asset) ?? 0n) + fee.amount)
  if (order.side === 'BUY') payBuy(state, order, fill, fee)
  else paySell(state, order, fill, fee)
  if (!account.isBot) tellDeal(state, order, fill, fee)
}

/**
 * A maker's fee was locked with the order, a taker's comes out of what is free. What the limit held beyond the match
 * (price improvement) goes back.
 */
function payBuy(state: VenueState, order: VenueOrder, fill: Fill, fee: Fee): void {
  const { rules, scale } = order.market
  const { time } = fill
  const apart = state.feesApart()
  const quoteFee = fee.asset === rules.quoteAsset ? fee.amount : 0n
  const held = order.byQuote
    ? fill.notional
    : area(order.ticks, fill.lots) * feesOf(state, order.account, order.market).heldTickLot
  const spent = fill.isMaker ? fill.notional + quoteFee : fill.notional
  const back = held - spent
  order.held -= held
  const { account } = order
  const paid = fill.isMaker ? { free: 0n, locked: -quoteFee } : { free: -quoteFee, locked: 0n }
  const { free, locked } = apart ? { free: 0n, locked: 0n } : paid
  move(state, account, { asset: rules.quoteAsset, free, locked: locked - fill.notional, reason: 'ENTRUST', time })
  const bought = BigInt(fill.lots) * scale.lot
  move(state, account, { asset: rules.baseAsset, free: bought, locked: 0n, reason: 'ENTRUST', time })
  if (apart && quoteFee > 0n) {
    move(state, account, { asset: rules.quoteAsset, ...paid, reason: 'TRADE_FEE', time })
  }
  if (back > 0n) {
    move(state, account, { asset: rules.quoteAsset, free: back, locked: -back, reason: 'ENTRUST_UNFROZEN', time })
  }
  payMx(state, order, fee, time)
}

function paySell(state: VenueState, order: VenueOrder, fill: Fill, fee: Fee): void {
  const { rules, scale } = order.market
  const { time } = fill
  const sold = BigInt(fill.lots) * scale.lot
  const quoteFee = fee.asset === rules.quoteAsset ? fee.amount : 0n
  order.held -= sold
  const { account } = order
  move(state, account, { asset: rules.baseAsset, free: 0n, locked: -sold, reason: 'ENTRUST', time })
  const apart = state.feesApart() && quoteFee > 0n
  const proceeds = apart ? fill.notional : fill.notional - quoteFee
  move(state, account, { asset: rules.quoteAsset, free: proceeds, locked: 0n, reason: 'ENTRUST', time })
  if (apart) move(state, account, { asset: rules.quoteAsset, free: -quoteFee, locked: 0n, reason: 'TRADE_FEE', time })
  payMx(state, order, fee, time)
}

function payMx(state: VenueState, order: VenueOrder, fee: Fee, time: number): void {
  if (fee.asset === order.market.rules.quoteAsset || fee.amount === 0n) return
  move(state, order.account, { asset: fee.asset, free: -fee.amount, locked: 0n, reason: 'TRADE_FEE', time })
}

function tellDeal(state: VenueState, order: VenueOrder, fill: Fill, fee: Fee): void {
  const { market } = order
  const deal: DealRecord = defined({
    account: order.account.id,
    symbol: order.symbol,
    tradeId: fill.tradeId,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    price: priceOf(market, fill.ticks),
    quantity: textOf<'base'>(fill.lots, market.scale.quantityDigits),
    quoteQuantity: fromMoney<'quote'>(fill.notional),
    fee: fromMoney<'asset'>(fee.amount),
    feeAsset: fee.asset,
    isMaker: fill.isMaker,
    isSelfTrade: fill.isSelfTrade,
    time: fill.time,
  })
  listIn(order.account.deals, order.symbol).push(deal)
  emit(state, { type: 'deal', deal, time: fill.time })
}
