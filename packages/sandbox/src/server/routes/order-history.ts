/** Routes for the history of orders and their fills. */

import { DAY_MS } from '@spotdeck/ports'
import { type AnyDecimal, isZero, multiply } from '@spotdeck/exact'
import { type MyTradeAnswer, type OrderAnswer, allOrders, myTrades, openOrders, queryOrder } from '@spotdeck/wire'
import { coinIdOf } from '../../venue/listing/coins.ts'
import { DEALS_REACH_MS, ORDERS_REACH_MS } from '../../venue/contract/reach.ts'
import type { DealRecord, OrderRecord } from '../../venue/contract/exchange.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import { fail, ok } from '../call/reply.ts'
import type { Switches } from '../../switches.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, integer, limit, listOf, needed, signed, text } from '../call/route.ts'
import { wholeSecond } from '../call/rows.ts'
import { MAX_SYMBOLS, orderIdOf } from './orders.ts'

const orderMissing = { code: -2013, msg: 'Order does not exist.' }

/** Routes for past orders and fills. */
export function tradeRoutes(world: RouteServices): readonly Route[] {
  const { exchange, switches } = world
  /** MEXC: reading calls lag behind the matching; by how much is not documented. */
  const isSeen = (time: number, now: number): boolean => now - time >= Number(switches.restDelayMs)
  return [
    signed(queryOrder, (call) => {
      const id = orderIdOf(call)
      if ('code' in id) return fail(id)
      const order = exchange.order(call.account, needed(call, 'symbol'), id)
      const shown = order !== undefined && !isForgotten(order, call.now) && isSeen(order.createdAt, call.now)
      return shown ? ok(settledAnswer(world, order)) : fail(orderMissing)
    }),
    signed(openOrders, (call) => {
      const symbols = listOf(text(call, 'symbol'))
      if (symbols.length > MAX_SYMBOLS) return fail(refusals.badParameter)
      if (symbols.some((symbol) => !exchange.rules.has(symbol))) return fail(refusals.badSymbol)
      const orders =
        symbols.length === 0
          ? exchange.openOrders(call.account)
          : symbols.flatMap((symbol) => exchange.openOrders(call.account, symbol))
      return ok(orders.filter((order) => isSeen(order.createdAt, call.now)).map((order) => openAnswer(world, order)))
    }),
    signed(allOrders, (call) => {
      const symbol = needed(call, 'symbol')
      if (!exchange.rules.has(symbol)) return fail(refusals.badSymbol)
      const to = integer(call, 'endTime') ?? call.now
      const from = Math.max(integer(call, 'startTime') ?? to - DAY_MS, call.now - ORDERS_REACH_MS)
      const rows = exchange
        .orders(call.account, symbol)
        .filter((order) => order.createdAt >= from && order.createdAt <= to && isSeen(order.createdAt, call.now))
      return ok(rows.slice(0, limit(call, { size: 500, most: 1_000 })).map((order) => settledAnswer(world, order)))
    }),
    signed(myTrades, (call) => {
      const symbol = needed(call, 'symbol')
      if (!exchange.rules.has(symbol)) return fail(refusals.badSymbol)
      const orderId = text(call, 'orderId')
      const to = integer(call, 'endTime') ?? call.now
      const from = Math.max(integer(call, 'startTime') ?? 0, call.now - DEALS_REACH_MS)
      const rows = exchange.deals(call.account, symbol).filter((deal) => {
        const time = wholeSecond(deal.time)
        if (!isSeen(deal.time, call.now)) return false
        return time >= wholeSecond(from) && time <= to && (orderId === undefined || deal.orderId === orderId)
      })
      return ok(rows.slice(0, limit(call, { size: 100, most: 1_000 })).map((deal) => tradeAnswer(world, deal)))
    }),
  ]
}

function isForgotten(order: OrderRecord, now: number): boolean {
  const open = order.status === 'NEW' || order.status === 'PARTIALLY_FILLED'
  return !open && now - order.updatedAt > ORDERS_REACH_MS
}

/** MEXC: one order, and the list of all, have their times on whole seconds. */
function settledAnswer({ switches }: RouteServices, order: OrderRecord): OrderAnswer {
  const answer = orderAnswer(switches, order)
  if (switches.orderTimes === 'milliseconds') return answer
  return { ...answer, time: wholeSecond(order.createdAt), updateTime: wholeSecond(order.updatedAt) }
}

/** MEXC: the list of open orders has milliseconds, no time of the last change, and empty text where there is no client id. */
function openAnswer({ switches }: RouteServices, order: OrderRecord): OrderAnswer {
  const answer = orderAnswer(switches, order)
  if (switches.orderTimes === 'milliseconds') return answer
  return { ...answer, clientOrderId: order.clientOrderId ?? '', updateTime: null }
}

/** MEXC: never send a `code` key here, since clients take it for a refusal. */
function orderAnswer(switches: Switches, order: OrderRecord): OrderAnswer {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId ?? null,
    price: order.price,
    origQty: order.quantity,
    executedQty: order.executedQuantity,
    cummulativeQuoteQty: order.executedQuoteQuantity,
    status: order.status,
    timeInForce: null,
    type: order.type,
    side: order.side,
    stopPrice: null,
    icebergQty: null,
    time: order.createdAt,
    updateTime: order.updatedAt,
    isWorking: true,
    stpMode: order.stpMode ?? '',
    cancelReason: order.cancelReason ?? null,
    origQuoteOrderQty: switches.marketQuote === 'product' ? quoteAsked(order) : order.quoteQuantity,
  }
}

/** MEXC: older answers had, of a market order by quantity, its protective price times its quantity. */
function quoteAsked({ type, price, quantity, quoteQuantity }: OrderRecord): AnyDecimal {
  return type === 'MARKET' && isZero(quoteQuantity) ? multiply(price, quantity) : quoteQuantity
}

/** MEXC: no `isBuyerMaker` here: clients would derive the side from it. */
function tradeAnswer(world: RouteServices, deal: DealRecord): MyTradeAnswer {
  return {
    symbol: deal.symbol,
    id: world.switches.tradeIds === 'same' ? deal.tradeId : coinIdOf(`trade ${deal.tradeId}`),
    orderId: deal.orderId,
    orderListId: -1,
    price: deal.price,
    qty: deal.quantity,
    quoteQty: deal.quoteQuantity,
    commission: deal.fee,
    commissionAsset: deal.feeAsset,
    time: wholeSecond(deal.time),
    isBuyer: deal.side === 'BUY',
    isMaker: deal.isMaker,
    isBestMatch: true,
    isSelfTrade: deal.isSelfTrade,
    clientOrderId: deal.clientOrderId ?? null,
  }
}
