/**
 * How much one order and one day may be worth: valued in USDT, exact, before anything is sent. What cannot be valued is not
 * sent, since no limit could be kept.
 */

import { type Decimal, add, compare, decimal, max, multiply, notional } from '@spotdeck/exact'
import type { NewOrder, OrderOutcome } from '../desk.ts'

export type Usdt = Decimal<'USDT'>

export type TradingLimits = {
  /** USDT an order. */
  readonly maxOrderNotional: Usdt
  /** USDT a day of `zone`. What was ordered counts, filled or not. */
  readonly maxDailyNotional: Usdt
  /** An IANA name such as Asia/Taipei. */
  readonly zone: string
}

/** What an order is valued by. */
export type OrderPrices = {
  /** The last price of the symbol, quote per base. */
  readonly lastPrice: Decimal<'quote per base'> | undefined
  /** USDT for one of the symbol's quote asset. */
  readonly quotePrice: Decimal<'USDT per unit'> | undefined
}

export type Refused = Extract<OrderOutcome, { outcome: 'refused' }>

/** Where the configuration names none: enough to try, too little to ruin. */
export const DEFAULT_LIMITS: TradingLimits = {
  maxOrderNotional: decimal('1000'),
  maxDailyNotional: decimal('10000'),
  zone: 'UTC',
}

/**
 * The most an order can be worth in USDT; `undefined` where there is no price for it. A sale is worth at least the last price:
 * one far below the market fills at the market.
 */
export function worthOfOrder(order: NewOrder, { lastPrice, quotePrice }: OrderPrices): Usdt | undefined {
  const inQuote = quoteWorth(order, lastPrice)
  return inQuote === undefined || quotePrice === undefined ? undefined : multiply<'USDT'>(inQuote, quotePrice)
}

function quoteWorth(
  { side, price, quantity, quoteQuantity }: NewOrder,
  lastPrice: OrderPrices['lastPrice'],
): Decimal<'quote'> | undefined {
  if (quoteQuantity !== undefined) return decimal<'quote'>(quoteQuantity)
  if (quantity === undefined) return undefined
  const asked = price === undefined ? undefined : decimal<'quote per base'>(price)
  if (asked === undefined && lastPrice === undefined) return undefined
  const at =
    side === 'SELL' && asked !== undefined && lastPrice !== undefined ? max(asked, lastPrice) : (asked ?? lastPrice)
  return at === undefined ? undefined : notional(at, decimal<'base'>(quantity))
}

/** Why the limits refuse an order, or `undefined` when they let it pass. `spent`: what was ordered this day without it. */
export function refusalOf(
  { maxOrderNotional, maxDailyNotional, zone }: TradingLimits,
  worth: Usdt,
  spent: Usdt,
): Refused | undefined {
  if (compare(worth, maxOrderNotional) > 0) {
    return { outcome: 'refused', code: 'NOTIONAL_LIMIT', params: { notional: worth, limit: maxOrderNotional } }
  }
  const total = add(spent, worth)
  if (compare(total, maxDailyNotional) <= 0) return undefined
  return { outcome: 'refused', code: 'DAILY_LIMIT', params: { spent: total, limit: maxDailyNotional, zone } }
}
