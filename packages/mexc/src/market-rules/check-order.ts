/** Why MEXC would refuse an order, said before it is sent: a code for programs, words for people. */

import {
  add,
  type Amount,
  compare,
  type Decimal,
  fromInteger,
  isPositive,
  multiply,
  notional,
  type Price,
  scaleOf,
  subtract,
  tryDecimal,
} from '@spotdeck/exact'
import { type OrderSide, type OrderType, plainSymbol } from '@spotdeck/wire'
import type { SymbolRules } from './symbol-rules.ts'

/** The part of an order that the rules of its symbol decide on. */
export type CheckedOrder = {
  /** Symbol of the order; if present, it must be the symbol of the rules. */
  readonly symbol?: string | undefined
  readonly side: OrderSide
  readonly type: OrderType
  readonly price?: string | undefined
  readonly quantity?: string | undefined
  readonly quoteOrderQty?: string | undefined
}

/** Stable code of a rule that an order breaks. */
export type OrderProblemCode =
  | 'OTHER_SYMBOL'
  | 'SYMBOL_NOT_ONLINE'
  | 'API_TRADING_OFF'
  | 'SIDE_CLOSED'
  | 'TYPE_NOT_ALLOWED'
  | 'PRICE_MISSING'
  | 'PRICE_NOT_POSITIVE'
  | 'PRICE_TOO_FINE'
  | 'PRICE_OUTSIDE_BAND'
  | 'QUANTITY_MISSING'
  | 'QUANTITY_NOT_POSITIVE'
  | 'QUANTITY_TOO_FINE'
  | 'QUANTITY_TOO_SMALL'
  | 'AMOUNT_TOO_FINE'
  | 'NOTIONAL_TOO_SMALL'
  | 'NOTIONAL_TOO_LARGE'

/** One rule that an order breaks, with the values and the text that explain it. */
export type OrderProblem = {
  readonly code: OrderProblemCode
  /** The values of the sentence, for saying it in another language. */
  readonly params: Readonly<Record<string, string>>
  /** The problem and the correction, in English. */
  readonly words: string
}

/**
 * All that is wrong with the order, most fundamental first; empty when MEXC would take it, funds aside. `lastPrice`
 * lets the price band and a MARKET order's notional be checked too.
 */
export function checkOrder(rules: SymbolRules, order: CheckedOrder, lastPrice?: Price): readonly OrderProblem[] {
  const amounts =
    order.type === 'MARKET' ? marketProblems(rules, order, lastPrice) : limitProblems(rules, order, lastPrice)
  return [...symbolProblems(rules, order), ...amounts]
}

function problem(code: OrderProblemCode, words: string, params: Params = {}): OrderProblem {
  return { code, params, words }
}

function symbolProblems(rules: SymbolRules, { side, type, symbol: named }: CheckedOrder): OrderProblem[] {
  const { symbol, status, sides } = rules
  const problems: OrderProblem[] = []
  if (named !== undefined && plainSymbol(named) !== symbol) {
    const words = `The order is for ${named}, these are the rules of ${symbol}: check it by its own.`
    problems.push(problem('OTHER_SYMBOL', words, { symbol, named }))
  }
  if (status === 'paused' || status === 'offline') {
    problems.push(problem('SYMBOL_NOT_ONLINE', `${symbol} is ${status}: no orders are taken.`, { symbol, status }))
  }
  if (!rules.apiTrading) {
    const words = `${symbol} is closed to orders through the API: trade it on the website or in the app.`
    problems.push(problem('API_TRADING_OFF', words, { symbol }))
  }
  if (sides !== 'both' && sides !== side.toLowerCase()) {
    const open = sides === 'none' ? 'neither side is open' : `only ${sides.toUpperCase()} is open`
    problems.push(
      problem('SIDE_CLOSED', `${symbol} does not take a ${side} now: ${open}.`, { symbol, side, open: sides }),
    )
  }
  const listedAs = type === 'IMMEDIATE_OR_CANCEL' || type === 'FILL_OR_KILL' ? 'LIMIT' : type
  if (!rules.orderTypes.includes(listedAs)) {
    const allowed = rules.orderTypes.join(' or ') || 'another symbol'
    problems.push(problem('TYPE_NOT_ALLOWED', `${symbol} takes no ${type}: use ${allowed}.`, { symbol, type, allowed }))
  }
  return problems
}

function limitProblems(rules: SymbolRules, order: CheckedOrder, lastPrice: Price | undefined): OrderProblem[] {
  const price = readPrice(rules, order.price)
  const quantity = readQuantity(rules, order.quantity)
  const problems = [...price.problems, ...quantity.problems]
  if (price.value !== undefined)
    problems.push(...bandProblems(rules, { side: order.side, price: price.value }, lastPrice))
  if (price.value === undefined || quantity.value === undefined) return problems
  const value = notional(price.value, quantity.value)
  return [...problems, ...notionalProblems(rules, value, { least: rules.minNotional, most: rules.maxNotional })]
}

function marketProblems(rules: SymbolRules, order: CheckedOrder, lastPrice: Price | undefined): OrderProblem[] {
  const bounds = { least: rules.minMarketNotional, most: rules.maxMarketNotional }
  // MEXC: where both are given, a BUY goes by the amount and a SELL by the quantity.
  if (order.quoteOrderQty !== undefined && (order.side === 'BUY' || order.quantity === undefined)) {
    const digits = String(rules.priceDigits)
    const amount = readNumber<'quote'>(order.quoteOrderQty, rules.priceDigits, {
      missing: ['QUANTITY_MISSING', 'A MARKET order needs a quantity or an amount to spend.'],
      notPositive: ['QUANTITY_NOT_POSITIVE', 'The amount must be a plain decimal number above zero.'],
      tooFine: ['AMOUNT_TOO_FINE', `The amount may have ${digits} digits after the point.`, { digits }],
    })
    if (amount.value === undefined) return amount.problems
    return [...amount.problems, ...notionalProblems(rules, amount.value, bounds)]
  }
  const quantity = readQuantity(rules, order.quantity)
  if (quantity.value === undefined || lastPrice === undefined) return quantity.problems
  const about = notional(lastPrice, quantity.value)
  return [...quantity.problems, ...notionalProblems(rules, about, bounds)]
}

function readPrice(rules: SymbolRules, text: string | undefined): Reading<'quote per base'> {
  return readNumber(text, rules.priceDigits, {
    missing: ['PRICE_MISSING', 'Every type but MARKET needs a price.'],
    notPositive: ['PRICE_NOT_POSITIVE', 'The price must be a plain decimal number above zero.'],
    tooFine: ['PRICE_TOO_FINE', `The price must be a multiple of ${rules.tickSize}.`, { step: rules.tickSize }],
  })
}

function readQuantity(rules: SymbolRules, text: string | undefined): Reading<'base'> {
  const reading = readNumber<'base'>(text, rules.quantityDigits, {
    missing: ['QUANTITY_MISSING', 'The order needs a quantity.'],
    notPositive: ['QUANTITY_NOT_POSITIVE', 'The quantity must be a plain decimal number above zero.'],
    tooFine: ['QUANTITY_TOO_FINE', `The quantity must be a multiple of ${rules.lotSize}.`, { step: rules.lotSize }],
  })
  if (reading.value === undefined || compare(reading.value, rules.minQuantity) >= 0) return reading
  const { minQuantity: least, baseAsset: asset } = rules
  const small = problem('QUANTITY_TOO_SMALL', `The quantity must be at least ${least} ${asset}.`, { least, asset })
  return { ...reading, problems: [...reading.problems, small] }
}

type Reading<U extends string> = { readonly value?: Decimal<U>; readonly problems: OrderProblem[] }
type Params = OrderProblem['params']
type Wording = readonly [code: OrderProblemCode, words: string, params?: Params]
type Wordings = { readonly missing: Wording; readonly notPositive: Wording; readonly tooFine: Wording }

function readNumber<U extends string>(text: string | undefined, digits: number, words: Wordings): Reading<U> {
  if (text === undefined || text === '') return { problems: [problem(...words.missing)] }
  const value = tryDecimal<U>(text)
  if (value === undefined || !isPositive(value)) return { problems: [problem(...words.notPositive)] }
  return { value, problems: scaleOf(value) > digits ? [problem(...words.tooFine)] : [] }
}

function bandProblems(
  rules: SymbolRules,
  order: { readonly side: OrderSide; readonly price: Price },
  lastPrice: Price | undefined,
): OrderProblem[] {
  const { side, price } = order
  if (rules.priceBand === undefined || lastPrice === undefined) return []
  const one = fromInteger<'fraction'>(1)
  const factor = side === 'BUY' ? add(one, rules.priceBand.up) : subtract(one, rules.priceBand.down)
  const bound = multiply<'quote per base'>(lastPrice, factor)
  const outside = side === 'BUY' ? compare(price, bound) > 0 : compare(price, bound) < 0
  if (!outside) return []
  const word = side === 'BUY' ? 'at most' : 'at least'
  const words = `A ${side} may stand at ${word} ${bound} while the last price is ${lastPrice}.`
  return [problem('PRICE_OUTSIDE_BAND', words, { side, bound, lastPrice })]
}

type Bounds = { readonly least: Amount; readonly most: Amount | undefined }

function notionalProblems({ quoteAsset: asset }: SymbolRules, value: Amount, { least, most }: Bounds): OrderProblem[] {
  if (compare(value, least) < 0) {
    const words = `The order is worth ${value} ${asset}; at least ${least} is needed.`
    return [problem('NOTIONAL_TOO_SMALL', words, { value, least, asset })]
  }
  if (most === undefined || compare(value, most) <= 0) return []
  const words = `The order is worth ${value} ${asset}; at most ${most} is taken.`
  return [problem('NOTIONAL_TOO_LARGE', words, { value, most, asset })]
}
