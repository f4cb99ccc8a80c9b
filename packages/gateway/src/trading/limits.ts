/**
 * How much one order and one day may be worth: valued in USDT, exact, before anything is sent. What cannot be valued is not
 * sent, since no limit could be kept.
 */

import { type Decimal, add, compare, decimal, isZero, max, min, multiply, notional, subtract } from '@spotdeck/exact'
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
  /** The top of the book, best first; needed for a market order by quantity alone. Absent where it is not known or out of date. */
  readonly book?: TopOfBook | undefined
}

export type Level = readonly [price: Decimal<'quote per base'>, quantity: Decimal<'base'>]
export type TopOfBook = { readonly bids: readonly Level[]; readonly asks: readonly Level[] }

/**
 * What an order can be worth in USDT: `bounded`, at most so much; `unbounded`, at least so much, since the book that is known does
 * not hold its quantity; `unknown`, nothing can be said.
 */
export type OrderWorth = { readonly kind: 'bounded' | 'unbounded'; readonly worth: Usdt } | { readonly kind: 'unknown' }

export type Refused = Extract<OrderOutcome, { outcome: 'refused' }>

/** Where the configuration names none: enough to try, too little to ruin. */
export const DEFAULT_LIMITS: TradingLimits = {
  maxOrderNotional: decimal('1000'),
  maxDailyNotional: decimal('10000'),
  zone: 'UTC',
}

/**
 * Values an order. A sale is worth at least the last price: one far below the market fills at the market. A market order by
 * quantity takes level after level of the book, so the last price alone would let a thin book cost any amount.
 */
export function orderNotional(order: NewOrder, prices: OrderPrices): OrderWorth {
  const { quotePrice } = prices
  const found = quoteWorth(order, prices)
  if (found === undefined || quotePrice === undefined) return { kind: 'unknown' }
  return { kind: found.kind, worth: multiply<'USDT'>(found.quote, quotePrice) }
}

type QuoteWorth = { readonly kind: 'bounded' | 'unbounded'; readonly quote: Decimal<'quote'> }

function quoteWorth(order: NewOrder, { lastPrice, book }: OrderPrices): QuoteWorth | undefined {
  const { side, price, quantity, quoteQuantity } = order
  if (quoteQuantity !== undefined) return { kind: 'bounded', quote: decimal<'quote'>(quoteQuantity) }
  if (quantity === undefined) return undefined
  if (price === undefined) return marketWorth(side, decimal<'base'>(quantity), { lastPrice, book })
  const asked = decimal<'quote per base'>(price)
  const at = side === 'SELL' && lastPrice !== undefined ? max(asked, lastPrice) : asked
  return { kind: 'bounded', quote: notional(at, decimal<'base'>(quantity)) }
}

/** Walks the side of the book that the order takes. What is left beyond it is worth at least its last level to a buyer. */
function marketWorth(
  side: NewOrder['side'],
  quantity: Decimal<'base'>,
  { lastPrice, book }: Pick<OrderPrices, 'lastPrice' | 'book'>,
): QuoteWorth | undefined {
  const levels = (side === 'BUY' ? book?.asks : book?.bids) ?? []
  const worst = levels.at(-1)
  if (worst === undefined || lastPrice === undefined) return undefined
  let left = quantity
  let quote = decimal<'quote'>('0')
  for (const [price, offered] of levels) {
    const taken = min(left, offered)
    quote = add(quote, notional(price, taken))
    left = subtract(left, taken)
  }
  if (!isZero(left)) return { kind: 'unbounded', quote: add(quote, notional(worst[0], left)) }
  return { kind: 'bounded', quote: max(quote, notional(lastPrice, quantity)) }
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
