/** Filters that decide whether an order is accepted, in MEXC's order, each with its code and literal text. */

import { type AnyDecimal, isNegative, powerOfTen, scaleOf, toScaled } from '@spotdeck/exact'
import type { OrderSide } from '@spotdeck/wire'
import type { NewOrder, Refusal } from '../contract/exchange.ts'
import { refusals } from '../contract/refusals.ts'
import { area, stepsOf, toMoney } from '../contract/units.ts'
import type { BookOrder } from '../../matching/order.ts'
import type { Account, Market } from './model.ts'

/** Open orders an account may have over all symbols. */
const MAX_OPEN_ORDERS = 500
/** Longest client id. MEXC: V3 documents no limit; longer ones were refused on V2. */
const MAX_CLIENT_ID = 32

/** An order in integers. `lots` is undefined for one that is bounded by a quote amount, in ticks × lots. */
export type Admitted = { readonly ticks: number } & (
  | { readonly lots: number; readonly budget?: undefined }
  | { readonly lots?: undefined; readonly budget: bigint }
)

/** An accepted order in integers, or a refusal. */
type Admission = Admitted | { readonly refusal: Refusal }

/** Checks everything but funds. */
export function admit(order: NewOrder, market: Market, account: Account): Admission {
  const closed = closedFor(order, market, account)
  if (closed !== undefined) return { refusal: closed }
  return order.type === 'MARKET' ? admitMarket(order, market) : admitLimit(order, market)
}

function closedFor(order: NewOrder, market: Market, account: Account): Refusal | undefined {
  const { rules } = market
  if (order.clientOrderId !== undefined && order.clientOrderId.length > MAX_CLIENT_ID) return refusals.badParameter
  const stopped = stoppedFor(market)
  if (stopped !== undefined) return stopped
  if (!rules.apiTrading) return refusals.notForApi
  if (!sideOpen(rules.tradeSideType, order.side)) return refusals.sideClosed
  if (order.type === 'MARKET' && !rules.orderTypes.includes('MARKET')) return refusals.noMarketOrders
  if (order.type === 'LIMIT_MAKER' && !rules.orderTypes.includes('LIMIT_MAKER')) return refusals.typeClosed
  if (order.type !== 'MARKET' && !rules.orderTypes.includes('LIMIT')) return refusals.typeClosed
  const mayRest = order.type === 'LIMIT' || order.type === 'LIMIT_MAKER'
  return mayRest && account.open.size >= MAX_OPEN_ORDERS ? refusals.tooManyOrders : undefined
}

/** Refuses orders in a symbol that is not online. */
function stoppedFor({ rules }: Market): Refusal | undefined {
  if (rules.status === 'paused') return refusals.suspended
  return rules.status === 'offline' ? refusals.offline : undefined
}

function sideOpen(tradeSideType: 1 | 2 | 3 | 4, side: OrderSide): boolean {
  return tradeSideType === 1 || tradeSideType === (side === 'BUY' ? 2 : 3)
}

function admitLimit(order: NewOrder, market: Market): Admission {
  const { scale } = market
  if (order.price === undefined) return { refusal: refusals.missing('price') }
  if (order.quantity === undefined) return { refusal: refusals.missing('quantity') }
  const ticks = toSteps(order.price, scale.priceDigits)
  if (ticks === 'scale') return { refusal: refusals.priceScale }
  if (ticks === 'size') return { refusal: refusals.noPrice }
  const lots = toSteps(order.quantity, scale.quantityDigits)
  if (typeof lots !== 'number') return { refusal: wrongQuantity(lots, order.quantity, market) }
  const refusal = wrongSteps(market, ticks, lots)
  if (refusal !== undefined) return { refusal }
  if (outsideBand(market, order.side, ticks)) return { refusal: refusals.priceBand }
  const side = order.side === 'BUY' ? 'bid' : 'ask'
  return market.book.hasRoom(side, ticks, lots) ? { ticks, lots } : { refusal: refusals.positionLimit }
}

/** Returns whether a bot's order is accepted. It is held to the symbol's sizes, not to the rules made for people. */
export function admitsSteps(
  market: Market,
  { side, ticks, lots }: Pick<BookOrder<unknown>, 'side' | 'ticks' | 'lots'>,
): boolean {
  if (stoppedFor(market) !== undefined || wrongSteps(market, ticks, lots) !== undefined) return false
  return market.book.hasRoom(side, ticks, lots)
}

function wrongSteps(market: Market, ticks: number, lots: number): Refusal | undefined {
  return isUsualSize(market, ticks, lots) ? undefined : wrongSize(market, { notional: area(ticks, lots), lots })
}

/** Returns whether the sizes are valid, computed with plain numbers only. */
function isUsualSize({ sizes }: Market, ticks: number, lots: number): boolean {
  const notional = ticks * lots
  const { quick } = sizes
  return quick !== undefined && lots >= sizes.leastLots && notional >= quick.least && notional <= quick.most
}

function admitMarket(order: NewOrder, market: Market): Admission {
  const { scale } = market
  const now = market.lastTicks
  const ticks = protectiveTicks(now, order.side)
  const byQuote = order.quoteQuantity !== undefined && (order.side === 'BUY' || order.quantity === undefined)
  if (byQuote) return admitAmount(order.quoteQuantity, market, ticks)
  if (order.quantity === undefined) return { refusal: refusals.missing('quantity', 'quoteOrderQty') }
  const lots = toSteps(order.quantity, scale.quantityDigits)
  if (typeof lots !== 'number') return { refusal: wrongQuantity(lots, order.quantity, market) }
  const refusal = wrongSize(market, { notional: area(now, lots), lots, isMarket: true })
  return refusal === undefined ? { ticks, lots } : { refusal }
}

function admitAmount(amount: AnyDecimal | undefined, market: Market, ticks: number): Admission {
  const { scale } = market
  if (amount === undefined || isNegative(amount)) return { refusal: refusals.badParameter }
  if (scaleOf(amount) > (market.rules.quoteDigits ?? scale.priceDigits)) return { refusal: refusals.amountScale }
  const budget = toMoney(amount) / scale.tickLot
  const refusal = wrongSize(market, { notional: budget, isMarket: true })
  return refusal === undefined ? { ticks, budget } : { refusal }
}

function wrongQuantity(what: 'scale' | 'size', quantity: AnyDecimal, market: Market): Refusal {
  const { rules } = market
  if (what === 'scale') return refusals.quantityScale
  if (isNegative(quantity)) return refusals.badParameter
  return quantity === '0'
    ? refusals.below(rules.minNotional, rules.quoteAsset)
    : refusals.above(rules.maxNotional, rules.quoteAsset)
}

type Size = { readonly notional: bigint; readonly lots?: number; readonly isMarket?: true }

/** Sizes: least quantity, least and most notional (in ticks × lots). */
function wrongSize({ rules, sizes }: Market, { notional, lots, isMarket }: Size): Refusal | undefined {
  if (lots !== undefined && lots < sizes.leastLots) return refusals.below(rules.minQuantity, rules.baseAsset)
  if (notional < (isMarket ? sizes.leastMarket : sizes.least)) {
    return refusals.below((isMarket ? rules.minMarketNotional : undefined) ?? rules.minNotional, rules.quoteAsset)
  }
  if (notional <= (isMarket ? sizes.mostMarket : sizes.most)) return undefined
  return refusals.above(isMarket ? rules.maxMarketNotional : rules.maxNotional, rules.quoteAsset)
}

/** MEXC: the documented formula cannot be meant literally; it is read as last × (1 ± fraction). */
function outsideBand(market: Market, side: OrderSide, ticks: number): boolean {
  const band = market.rules.priceBand
  if (band === undefined) return false
  const { coefficient, scale } = toScaled(side === 'BUY' ? band.up : band.down)
  const one = powerOfTen(scale)
  const last = BigInt(market.lastTicks)
  const at = BigInt(ticks) * one
  return side === 'BUY' ? at > last * (one + coefficient) : at < last * (one - coefficient)
}

/** MEXC: a MARKET order has a protective price 5 % beyond the last one, cut to the tick, and never trades past it. */
function protectiveTicks(last: number, side: OrderSide): number {
  return Math.max(1, Number((BigInt(last) * (side === 'BUY' ? 105n : 95n)) / 100n))
}

/** A positive safe count of steps, or what is wrong with it. */
function toSteps(value: AnyDecimal, digits: number): number | 'scale' | 'size' {
  const steps = stepsOf(value, digits)
  if (steps !== undefined && steps > 0) return steps
  return scaleOf(value) > digits ? 'scale' : 'size'
}
