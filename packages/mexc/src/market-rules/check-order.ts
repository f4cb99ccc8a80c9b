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
import type { OrderSide, OrderType } from '@spotdeck/wire'
import type { SymbolRules } from './symbol-rules.ts'

export type CheckedOrder = {
  readonly side: OrderSide
  readonly type: OrderType
  readonly price?: string
  readonly quantity?: string
  readonly quoteOrderQty?: string
}

export type OrderProblemCode =
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

export type OrderProblem = {
  readonly code: OrderProblemCode
  /** What is wrong and what would be right. */
  readonly message: string
}

/**
 * All that is wrong with the order, most fundamental first; empty when MEXC would take it, funds aside. `lastPrice` lets
 * the price band and a MARKET order's notional be checked too.
 */
export function checkOrder(rules: SymbolRules, order: CheckedOrder, lastPrice?: Price): readonly OrderProblem[] {
  const amounts =
    order.type === 'MARKET' ? marketProblems(rules, order, lastPrice) : limitProblems(rules, order, lastPrice)
  return [...symbolProblems(rules, order), ...amounts]
}

function symbolProblems(rules: SymbolRules, { side, type }: CheckedOrder): OrderProblem[] {
  const { symbol, status, sides } = rules
  const problems: OrderProblem[] = []
  if (status === 'paused' || status === 'offline') {
    problems.push({ code: 'SYMBOL_NOT_ONLINE', message: `${symbol} is ${status}: no orders are taken.` })
  }
  if (!rules.apiTrading) {
    const message = `${symbol} is closed to orders through the API: trade it on the website or in the app.`
    problems.push({ code: 'API_TRADING_OFF', message })
  }
  if (sides !== 'both' && sides !== side.toLowerCase()) {
    const open = sides === 'none' ? 'neither side is open' : `only ${sides.toUpperCase()} is open`
    problems.push({ code: 'SIDE_CLOSED', message: `${symbol} does not take a ${side} now: ${open}.` })
  }
  const listedAs = type === 'IMMEDIATE_OR_CANCEL' || type === 'FILL_OR_KILL' ? 'LIMIT' : type
  if (!rules.orderTypes.includes(listedAs)) {
    const message = `${symbol} takes no ${type}: use ${rules.orderTypes.join(' or ') || 'another symbol'}.`
    problems.push({ code: 'TYPE_NOT_ALLOWED', message })
  }
  return problems
}

function limitProblems(rules: SymbolRules, order: CheckedOrder, lastPrice: Price | undefined): OrderProblem[] {
  const price = readPrice(rules, order.price)
  const quantity = readQuantity(rules, order.quantity)
  const problems = [...price.problems, ...quantity.problems]
  if (price.value !== undefined) problems.push(...bandProblems(rules, order.side, price.value, lastPrice))
  if (price.value === undefined || quantity.value === undefined) return problems
  const value = notional(price.value, quantity.value)
  return [...problems, ...notionalProblems(rules, value, rules.minNotional, rules.maxNotional)]
}

function marketProblems(rules: SymbolRules, order: CheckedOrder, lastPrice: Price | undefined): OrderProblem[] {
  const { minMarketNotional, maxMarketNotional } = rules
  if (order.quoteOrderQty !== undefined) {
    const amount = readNumber<'quote'>(order.quoteOrderQty, rules.priceDigits, {
      missing: ['QUANTITY_MISSING', 'A MARKET order needs a quantity or an amount to spend.'],
      notPositive: ['QUANTITY_NOT_POSITIVE', 'The amount must be a plain decimal number above zero.'],
      tooFine: ['AMOUNT_TOO_FINE', `The amount may have ${rules.priceDigits} digits after the point.`],
    })
    if (amount.value === undefined) return amount.problems
    return [...amount.problems, ...notionalProblems(rules, amount.value, minMarketNotional, maxMarketNotional)]
  }
  const quantity = readQuantity(rules, order.quantity)
  if (quantity.value === undefined || lastPrice === undefined) return quantity.problems
  const about = notional(lastPrice, quantity.value)
  return [...quantity.problems, ...notionalProblems(rules, about, minMarketNotional, maxMarketNotional)]
}

function readPrice(rules: SymbolRules, text: string | undefined): Reading<'quote per base'> {
  return readNumber(text, rules.priceDigits, {
    missing: ['PRICE_MISSING', 'Every type but MARKET needs a price.'],
    notPositive: ['PRICE_NOT_POSITIVE', 'The price must be a plain decimal number above zero.'],
    tooFine: ['PRICE_TOO_FINE', `The price must be a multiple of ${rules.tickSize}.`],
  })
}

function readQuantity(rules: SymbolRules, text: string | undefined): Reading<'base'> {
  const reading = readNumber<'base'>(text, rules.quantityDigits, {
    missing: ['QUANTITY_MISSING', 'The order needs a quantity.'],
    notPositive: ['QUANTITY_NOT_POSITIVE', 'The quantity must be a plain decimal number above zero.'],
    tooFine: ['QUANTITY_TOO_FINE', `The quantity must be a multiple of ${rules.lotSize}.`],
  })
  if (reading.value === undefined || compare(reading.value, rules.minQuantity) >= 0) return reading
  const message = `The quantity must be at least ${rules.minQuantity} ${rules.baseAsset}.`
  return { ...reading, problems: [...reading.problems, { code: 'QUANTITY_TOO_SMALL', message }] }
}

type Reading<U extends string> = { readonly value?: Decimal<U>; readonly problems: OrderProblem[] }
type Wording = readonly [code: OrderProblemCode, message: string]
type Wordings = { readonly missing: Wording; readonly notPositive: Wording; readonly tooFine: Wording }

function readNumber<U extends string>(text: string | undefined, digits: number, words: Wordings): Reading<U> {
  const problem = ([code, message]: Wording): OrderProblem => ({ code, message })
  if (text === undefined || text === '') return { problems: [problem(words.missing)] }
  const value = tryDecimal<U>(text)
  if (value === undefined || !isPositive(value)) return { problems: [problem(words.notPositive)] }
  return { value, problems: scaleOf(value) > digits ? [problem(words.tooFine)] : [] }
}

function bandProblems(rules: SymbolRules, side: OrderSide, price: Price, lastPrice: Price | undefined): OrderProblem[] {
  if (rules.priceBand === undefined || lastPrice === undefined) return []
  const one = fromInteger<'fraction'>(1)
  const factor = side === 'BUY' ? add(one, rules.priceBand.up) : subtract(one, rules.priceBand.down)
  const bound = multiply<'quote per base'>(lastPrice, factor)
  const outside = side === 'BUY' ? compare(price, bound) > 0 : compare(price, bound) < 0
  if (!outside) return []
  const word = side === 'BUY' ? 'at most' : 'at least'
  return [
    {
      code: 'PRICE_OUTSIDE_BAND',
      message: `A ${side} may stand at ${word} ${bound} while the last price is ${lastPrice}.`,
    },
  ]
}

function notionalProblems(rules: SymbolRules, value: Amount, least: Amount, most: Amount | undefined): OrderProblem[] {
  const { quoteAsset } = rules
  if (compare(value, least) < 0) {
    return [
      {
        code: 'NOTIONAL_TOO_SMALL',
        message: `The order is worth ${value} ${quoteAsset}; at least ${least} is needed.`,
      },
    ]
  }
  if (most !== undefined && compare(value, most) > 0) {
    return [
      { code: 'NOTIONAL_TOO_LARGE', message: `The order is worth ${value} ${quoteAsset}; at most ${most} is taken.` },
    ]
  }
  return []
}
