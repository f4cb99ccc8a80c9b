/** Why MEXC would refuse an order, known before sending it; and prices and quantities brought onto its grid. */

import {
  add,
  type Amount,
  type AnyDecimal,
  as,
  compare,
  type Decimal,
  isPositive,
  multiply,
  notional,
  type Price,
  type Quantity,
  roundDown,
  scaleOf,
  stepOf,
  subtract,
  tryDecimal,
  zero,
} from '@spotdeck/exact'
import type { OrderSide } from '@spotdeck/wire'
import { isUsableClientOrderId } from '../orders/client-order-id.ts'
import type { NewOrder } from '../orders/place-order.ts'
import type { TradingRules } from './symbol-rules.ts'

export type OrderProblemCode =
  | 'SYMBOL_OFFLINE'
  | 'SYMBOL_CLOSED_TO_API'
  | 'SIDE_CLOSED'
  | 'TYPE_CLOSED'
  | 'CLIENT_ORDER_ID_UNUSABLE'
  | 'PRICE_MISSING'
  | 'QUANTITY_MISSING'
  | 'NOT_A_POSITIVE_NUMBER'
  | 'TOO_MANY_DIGITS'
  | 'BELOW_MIN_QUANTITY'
  | 'BELOW_MIN_NOTIONAL'
  | 'ABOVE_MAX_NOTIONAL'
  | 'PRICE_OUTSIDE_BAND'

/** `words` is an English sentence; `params` are its values, for saying it in another language. */
export type OrderProblem = {
  readonly code: OrderProblemCode
  readonly params: Readonly<Record<string, string>>
  readonly words: string
}

/** What is known of the market; without a last price the band and the notional of a MARKET order are not judged. */
export type OrderMarket = { readonly lastPrice?: Price }

/** Everything that speaks against the order by the symbol's rules; empty when nothing does. Funds are not looked at. */
export function checkOrder(rules: TradingRules, order: NewOrder, market: OrderMarket = {}): readonly OrderProblem[] {
  const price = numberOf('price', order.price, rules.priceDigits)
  const quantity = numberOf('quantity', order.quantity, rules.quantityDigits)
  const amount = numberOf('quoteOrderQty', order.quoteOrderQty, rules.priceDigits)
  const isMarket = order.type === 'MARKET'
  // MEXC: of both, a MARKET buy is by amount and a MARKET sell by quantity; a price with MARKET is ignored.
  const byAmount =
    isMarket && order.quoteOrderQty !== undefined && (order.side === 'BUY' || order.quantity === undefined)
  const used = isMarket ? [byAmount ? amount : quantity] : [price, quantity]
  const numbers: Numbers = {
    price: isMarket ? market.lastPrice : valueOf<'quote per base'>(price),
    quantity: byAmount ? undefined : valueOf<'base'>(quantity),
    amount: byAmount ? valueOf<'quote'>(amount) : undefined,
  }
  return [
    ...closedFor(rules, order),
    ...missing(order),
    ...used.flatMap((number) => (number?.problem === undefined ? [] : [number.problem])),
    ...sizeProblems(rules, isMarket, numbers),
    ...(isMarket ? [] : bandProblem(rules, order.side, numbers.price, market.lastPrice)),
  ]
}

function problem(code: OrderProblemCode, words: string, params: Readonly<Record<string, string>> = {}): OrderProblem {
  return { code, params, words }
}

function closedFor(rules: TradingRules, { side, type, clientOrderId }: NewOrder): readonly OrderProblem[] {
  const { symbol } = rules
  const problems: OrderProblem[] = []
  if (!rules.isOnline) problems.push(problem('SYMBOL_OFFLINE', `${symbol} is not trading.`, { symbol }))
  if (!rules.isOpenToApi) {
    problems.push(problem('SYMBOL_CLOSED_TO_API', `${symbol} takes no orders through the API.`, { symbol }))
  }
  if (!(side === 'BUY' ? rules.canBuy : rules.canSell)) {
    problems.push(problem('SIDE_CLOSED', `${symbol} takes no ${side} orders now.`, { symbol, side }))
  }
  const listed = type === 'IMMEDIATE_OR_CANCEL' || type === 'FILL_OR_KILL' ? 'LIMIT' : type
  if (!rules.orderTypes.includes(listed)) {
    problems.push(problem('TYPE_CLOSED', `${symbol} takes no ${type} orders.`, { symbol, type }))
  }
  if (clientOrderId !== undefined && !isUsableClientOrderId(clientOrderId)) {
    problems.push(problem('CLIENT_ORDER_ID_UNUSABLE', 'A client order id is 1 to 32 letters, digits, - and _.'))
  }
  return problems
}

function missing({ type, price, quantity, quoteOrderQty }: NewOrder): readonly OrderProblem[] {
  if (type === 'MARKET') {
    if (quantity !== undefined || quoteOrderQty !== undefined) return []
    return [problem('QUANTITY_MISSING', 'A MARKET order needs a quantity or an amount to spend.')]
  }
  return [
    ...(price === undefined ? [problem('PRICE_MISSING', `A ${type} order needs a price.`)] : []),
    ...(quantity === undefined ? [problem('QUANTITY_MISSING', `A ${type} order needs a quantity.`)] : []),
  ]
}

type Read = { readonly value?: AnyDecimal; readonly problem?: OrderProblem }

function numberOf(field: string, text: string | undefined, digits: number): Read | undefined {
  if (text === undefined) return undefined
  const value = tryDecimal<never>(text)
  if (value === undefined || !isPositive(value)) {
    return {
      problem: problem('NOT_A_POSITIVE_NUMBER', `The ${field} is not a positive plain decimal number.`, { field }),
    }
  }
  if (scaleOf(value) <= digits) return { value }
  const words = `The ${field} has more than ${digits} digits after the point.`
  return { value, problem: problem('TOO_MANY_DIGITS', words, { field, digits: String(digits) }) }
}

function valueOf<U extends string>(read: Read | undefined): Decimal<U> | undefined {
  return read?.value === undefined ? undefined : as<U>(read.value)
}

type Numbers = {
  readonly price: Price | undefined
  readonly quantity: Quantity | undefined
  readonly amount: Amount | undefined
}

function sizeProblems(rules: TradingRules, isMarket: boolean, numbers: Numbers): readonly OrderProblem[] {
  const { price, quantity } = numbers
  const { minQuantity, baseAsset, quoteAsset } = rules
  const problems: OrderProblem[] = []
  if (quantity !== undefined && minQuantity !== undefined && compare(quantity, minQuantity) < 0) {
    const words = `The least quantity is ${minQuantity} ${baseAsset}.`
    problems.push(problem('BELOW_MIN_QUANTITY', words, { least: minQuantity, asset: baseAsset }))
  }
  const amount = numbers.amount ?? (price && quantity ? notional(price, quantity) : undefined)
  const [least, most] = isMarket
    ? [rules.minMarketNotional, rules.maxMarketNotional]
    : [rules.minNotional, rules.maxNotional]
  if (amount !== undefined && least !== undefined && compare(amount, least) < 0) {
    const words = `The least an order may be worth is ${least} ${quoteAsset}.`
    problems.push(problem('BELOW_MIN_NOTIONAL', words, { least, asset: quoteAsset }))
  }
  if (amount !== undefined && most !== undefined && compare(amount, most) > 0) {
    const words = `The most an order may be worth is ${most} ${quoteAsset}.`
    problems.push(problem('ABOVE_MAX_NOTIONAL', words, { most, asset: quoteAsset }))
  }
  return problems
}

/** MEXC: the documented formula cannot be meant literally; it is read as last × (1 ± fraction). */
function bandProblem(
  { priceBand }: TradingRules,
  side: OrderSide,
  price: Price | undefined,
  last: Price | undefined,
): readonly OrderProblem[] {
  if (priceBand === undefined || price === undefined || last === undefined) return []
  const most = add(last, multiply<'quote per base'>(last, priceBand.up))
  const least = subtract(last, multiply<'quote per base'>(last, priceBand.down))
  if (side === 'BUY' ? compare(price, most) <= 0 : compare(price, least) >= 0) return []
  const words = side === 'BUY' ? `A buy may not be above ${most} now.` : `A sell may not be below ${least} now.`
  return [problem('PRICE_OUTSIDE_BAND', words, { side, limit: side === 'BUY' ? most : least })]
}

/** The nearest price on the grid that is no worse for the one who asks: down for BUY, up for SELL. */
export function roundPrice({ priceDigits }: Pick<TradingRules, 'priceDigits'>, side: OrderSide, price: Price): Price {
  const down = roundDown(price, priceDigits)
  return side === 'BUY' || down === price ? down : add(down, stepOf<'quote per base'>(priceDigits))
}

/** The largest quantity on the grid that is not above this one; zero when that is below one step. */
export function roundQuantity({ quantityDigits }: Pick<TradingRules, 'quantityDigits'>, quantity: Quantity): Quantity {
  return roundDown(quantity, quantityDigits)
}

/** The same for an amount to spend. */
export function roundAmount({ priceDigits }: Pick<TradingRules, 'priceDigits'>, amount: Amount): Amount {
  return isPositive(amount) ? roundDown(amount, priceDigits) : zero()
}
