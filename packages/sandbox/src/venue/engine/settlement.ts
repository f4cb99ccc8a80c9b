/** Settlement of a match: order, balances and deal of each side, then the public trade. */

import { defined } from '@spotdeck/ports'
import { leave, listIn } from './account.ts'
import type { DealRecord, OutsidePrint } from '../contract/exchange.ts'
import { type Fee, feeOf, feesOf } from './fees.ts'
import { priceOf } from './market-book.ts'
import { move, release, emit, emitOrder } from './state.ts'
import { type Money, area, fromMoney, textOf } from '../contract/units.ts'
import { type IdSource, dealIdOf, makerIdOf, takerIdOf } from '../contract/ids.ts'
import { LevelEvent, TradeEvent } from './public-events.ts'
import { canceledStatus, touch } from './venue-order.ts'
import type { Market, Party, Settlement, VenueOrder, VenueState } from './model.ts'

/** A match at a price: both orders have their lots reduced already. */
type Match = {
  readonly maker: Party
  readonly taker: Party
  readonly ticks: number
  readonly lots: number
  readonly time: number
}

/** One side of a match. */
type Fill = Pick<Match, 'ticks' | 'lots' | 'time'> & {
  readonly isMaker: boolean
  readonly notional: Money
  readonly isSelfTrade: boolean
  readonly tradeId: string
  readonly fee: Fee
}

/** Sets the time of the next command on the market's book, and whether its level changes have a listener. */
export function beginCommand(state: VenueState, { sink, rules }: Market, time: number): void {
  sink.time = time
  sink.emitsLevels = state.wantsLevels(rules.symbol)
}

/** Creates the listener of a market's book. */
export function settlementOf(state: VenueState, market: Market): Settlement {
  const sink: Settlement = {
    time: 0,
    emitsLevels: true,
    match(maker, taker, lots) {
      settle(state, market, { maker: maker.owner, taker: taker.owner, ticks: maker.ticks, lots, time: sink.time })
    },
    prevented({ owner: order }) {
      if (order.account === undefined) return order.end()
      order.stopped = true
      touch(order, canceledStatus(order), sink.time)
      leave(order.account, order)
      emitOrder(state, order)
      release(state, order, 'ENTRUST_CANCEL')
    },
    level(side, { ticks, lots }, before) {
      market.version++
      if (!sink.emitsLevels) return
      emit(state, new LevelEvent(market, side, { ticks, lots, before, time: sink.time }))
    },
  }
  return sink
}

/** Settles a match of two orders: balances and deals of both sides, then the public trade. */
export function settle(state: VenueState, market: Market, match: Match): void {
  const { taker, ticks, lots, time } = match
  const { pairTime, pairCount } = beginPrint(state, market, match)
  const made = settleSide(state, match, true)
  const taken = settleSide(state, match, false)
  const isBots = made === undefined && taken === undefined
  const ownId = isBots
    ? undefined
    : `${made ?? makerIdOf(pairTime, pairCount)}_${taken ?? takerIdOf(pairTime, pairCount)}`
  const takerSide = taker.account === undefined ? (taker.side === 'bid' ? 'BUY' : 'SELL') : taker.side
  emit(state, new TradeEvent(market, { ticks, lots, takerSide, pairTime, pairCount, ownId, time }))
}

/** Emits a print between parties that this venue does not have. */
export function printOutside(state: VenueState, market: Market, print: OutsidePrint): void {
  const { pairTime, pairCount } = beginPrint(state, market, print)
  emit(state, new TradeEvent(market, { ...print, pairTime, pairCount, ownId: print.tradeId }))
}

/** Makes the price of a print the last one and sets its ids aside. */
function beginPrint({ ids }: VenueState, market: Market, { ticks, time }: Pick<Match, 'ticks' | 'time'>): IdSource {
  market.lastTicks = ticks
  market.matches++
  ids.reservePair(time)
  return ids
}

/** Settles one side; returns the id of the deal of a person's order. */
function settleSide(
  state: VenueState,
  { maker, taker, ticks, lots, time }: Match,
  isMaker: boolean,
): string | undefined {
  const [order, other] = isMaker ? [maker, taker] : [taker, maker]
  if (order.account === undefined) {
    if (order.lots === 0) order.end()
    return undefined
  }
  const tradeId = dealIdOf(order.orderId, order.fills++)
  const notional = area(ticks, lots) * order.market.scale.tickLot
  const fee = feeOf(state, order, { notional, isMaker })
  const isSelfTrade = order.account === other.account
  fill(state, order, { ticks, lots, time, isMaker, notional, tradeId, isSelfTrade, fee })
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
  emitOrder(state, order, textOf(fill.lots, market.scale.quantityDigits))
  const { asset, amount } = fill.fee
  state.fees.set(asset, (state.fees.get(asset) ?? 0n) + amount)
  if (order.side === 'BUY') payBuy(state, order, fill)
  else paySell(state, order, fill)
  if (asset !== market.rules.quoteAsset && amount > 0n)
    move(state, account, { asset, free: -amount, locked: 0n, reason: 'TRADE_FEE', time: fill.time })
  emitDeal(state, order, fill)
}

/**
 * A maker's fee was locked with the order, a taker's comes out of what is free. What the limit held beyond the match
 * (price improvement) goes back.
 */
function payBuy(state: VenueState, order: VenueOrder, fill: Fill): void {
  const { rules, scale } = order.market
  const { time, fee } = fill
  const apart = state.feesApart()
  const quoteFee = fee.asset === rules.quoteAsset ? fee.amount : 0n
  const unlocked = order.byQuote
    ? fill.notional
    : area(order.ticks, fill.lots) * feesOf(state, order.account, order.market).lockedTickLot
  const spent = fill.isMaker ? fill.notional + quoteFee : fill.notional
  const back = unlocked - spent
  order.locked -= unlocked
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
}

function paySell(state: VenueState, order: VenueOrder, fill: Fill): void {
  const { rules, scale } = order.market
  const { time, fee } = fill
  const sold = BigInt(fill.lots) * scale.lot
  const quoteFee = fee.asset === rules.quoteAsset ? fee.amount : 0n
  order.locked -= sold
  const { account } = order
  move(state, account, { asset: rules.baseAsset, free: 0n, locked: -sold, reason: 'ENTRUST', time })
  const apart = state.feesApart() && quoteFee > 0n
  const proceeds = apart ? fill.notional : fill.notional - quoteFee
  move(state, account, { asset: rules.quoteAsset, free: proceeds, locked: 0n, reason: 'ENTRUST', time })
  if (apart) move(state, account, { asset: rules.quoteAsset, free: -quoteFee, locked: 0n, reason: 'TRADE_FEE', time })
}

function emitDeal(state: VenueState, order: VenueOrder, fill: Fill): void {
  const { market } = order
  const { fee } = fill
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
