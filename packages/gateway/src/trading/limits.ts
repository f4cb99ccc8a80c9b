/**
 * Limits on the notional of one order and of one day: valued in USDT, exact, before anything is sent. An order that
 * cannot be valued is rejected, because no limit could be checked.
 */

import { type Decimal, add, compare, decimal, isZero, max, min, multiply, notional, subtract } from '@spotdeck/exact'
import type { NewOrder, OrderOutcome } from '@spotdeck/edge'

/** An amount of USDT. */
export type Usdt = Decimal<'USDT'>

/** Trading limits of an account. */
export type TradingLimits = {
  /** Maximal notional of an order, in USDT. */
  readonly maxOrderNotional: Usdt
  /** Maximal notional of a day in `zone`, in USDT. Orders count whether filled or not. */
  readonly maxDailyNotional: Usdt
  /** An IANA name such as Asia/Taipei. */
  readonly zone: string
}

/** Prices for valuing an order. */
export type OrderPrices = {
  /** The last price of the symbol, quote per base. */
  readonly lastPrice: Decimal<'quote per base'> | undefined
  /** USDT for one of the symbol's quote asset. */
  readonly quotePrice: Decimal<'USDT per unit'> | undefined
  /**
   * Top of the book, best level first; needed for a market order by quantity only. Absent where it is unknown or out of
   * date.
   */
  readonly book?: TopOfBook | undefined
}

/** A level of the book. */
export type Level = readonly [price: Decimal<'quote per base'>, quantity: Decimal<'base'>]
/** Best levels of both sides, best first. */
export type TopOfBook = { readonly bids: readonly Level[]; readonly asks: readonly Level[] }

/**
 * Notional of an order in USDT: `bounded`, at most this much; `unbounded`, at least this much, because the known book
 * does not contain its quantity; `unknown`.
 */
export type OrderWorth = { readonly kind: 'bounded' | 'unbounded'; readonly worth: Usdt } | { readonly kind: 'unknown' }

/** An order that was rejected before it was sent. */
export type Refused = Extract<OrderOutcome, { outcome: 'refused' }>

/** Default limits: enough for a trial, too little for a serious loss. */
export const DEFAULT_LIMITS: TradingLimits = {
  maxOrderNotional: decimal('1000'),
  maxDailyNotional: decimal('10000'),
  zone: 'UTC',
}

/**
 * Values an order. A sale counts at least the last price: one far below the market fills at the market. A market order
 * by quantity takes level after level of the book, so the last price alone would not bound its cost in a thin book.
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

/** Values the side of the book that the order takes. The quantity beyond it costs a buyer at least the last level. */
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

/**
 * Returns the reason why the limits reject an order; `undefined` when they accept it. `spent`: notional of this day
 * without the order.
 */
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
