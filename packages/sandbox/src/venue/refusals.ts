/** What the venue refuses, in MEXC's codes and texts. Clients match some of the texts: they are literal. */

import type { AnyDecimal } from '@spotdeck/exact'
import type { Refusal } from './exchange.ts'

const refusal = (code: number, msg: string): Refusal => ({ code, msg })

export const refusals = {
  badSymbol: refusal(10007, 'bad symbol'),
  notForApi: refusal(10007, 'symbol not support api'),
  suspended: refusal(30000, 'suspended transaction for the symbol'),
  offline: refusal(30016, 'trading disabled'),
  sideClosed: refusal(30001, 'The current transaction direction is not allowed to place an order'),
  noMarketOrders: refusal(30019, 'api market order is disabled'),
  typeClosed: refusal(30041, 'current order type can not place order'),
  priceScale: refusal(400, 'price scale is invalid'),
  quantityScale: refusal(400, 'quantity scale is invalid'),
  amountScale: refusal(400, 'amount scale is invalid'),
  noPrice: refusal(30010, 'no valid trade price'),
  badParameter: refusal(33333, 'param is error'),
  priceBand: refusal(30087, 'Order price exceeds allowed range'),
  insufficientQuote: refusal(30004, 'Insufficient position'),
  insufficientBase: refusal(30005, 'Oversold'),
  tooManyOrders: refusal(30029, 'Cannot exceed the maximum order limit'),
  positionLimit: refusal(30032, 'Exceeded the maximum position'),
  unknownOrder: refusal(-2011, 'Unknown order sent.'),
  insufficientBalance: refusal(10101, 'Insufficient balance'),
  unknownCoin: refusal(10232, 'The currency does not exist'),
  wrongAmount: refusal(10097, 'Error amount'),
  longRemark: refusal(10268, 'The remark is too long'),
  tooManyDecimals: refusal(10096, 'The number of decimals of the amount is too large'),
  illegalCharacters: (name?: string): Refusal =>
    refusal(700008, `Illegal characters found in parameter${name === undefined ? '' : ` '${name}'`}`),
  missing: (...names: readonly string[]): Refusal => refusal(700004, missingText(names)),
  below: (least: AnyDecimal, asset: string): Refusal =>
    refusal(30002, `The minimum transaction volume cannot be less than:${least}${asset}`),
  above: (most: AnyDecimal, asset: string): Refusal =>
    refusal(30003, `The maximum transaction volume cannot be greater than:${most}${asset}`),
} as const

function missingText(names: readonly string[]): string {
  const listed = names.map((name) => `'${name}'`).join(' or ')
  if (names.length === 2) return `Param ${listed} must be sent, but both were empty/null`
  return `Mandatory parameter ${listed} was not sent, was empty/null, or malformed.`
}
