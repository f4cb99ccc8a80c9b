/** Refusals of the venue in MEXC's codes and texts. Clients compare some of the texts: they are literal. */

import type { AnyDecimal } from '@spotdeck/exact'
import { errorOf } from '@spotdeck/wire'
import type { Switches } from '../../switches.ts'
import type { Refusal } from './exchange.ts'

const refusal = (code: number, msg: string): Refusal => ({ code, msg })
/** MEXC: the trading core writes the text before the code; an answer keeps the order of these fields. */
const coreRefusal = (code: number, msg: string): Refusal => ({ msg, code })
/** MEXC: market data writes the text first as well, and a field that is always null. */
const parameterRefusal = (code: number, msg: string): Refusal & { readonly _extend: null } => ({
  msg,
  code,
  _extend: null,
})

/** The refusal of a code in the text that the table of codes has for it; `suffix` follows it at once. */
export function listed(code: number, suffix = ''): Refusal {
  return { code, msg: `${errorOf(code)?.text ?? ''}${suffix}` }
}

/** A refusal as MEXC's list prints it or as it was seen, by the switch; what follows the text stays. */
export function worded<Told extends Refusal>(refusal: Told, { errorTexts }: Pick<Switches, 'errorTexts'>): Told {
  const { text, printed = [] } = errorOf(refusal.code) ?? {}
  const [words] = printed
  if (errorTexts === 'seen' || text === undefined || words === undefined || !refusal.msg.startsWith(text))
    return refusal
  return { ...refusal, msg: `${words}${refusal.msg.slice(text.length)}` }
}

/** Refusals by name. */
export const refusals = {
  badSymbol: refusal(10007, 'bad symbol'),
  notForApi: refusal(10007, 'symbol not support api'),
  suspended: coreRefusal(30000, 'suspended transaction for the symbol'),
  offline: coreRefusal(30016, 'trading disabled'),
  sideClosed: coreRefusal(30001, 'The current transaction direction is not allowed to place an order'),
  noMarketOrders: coreRefusal(30051, 'api market order is disabled'),
  noMarketOrdersOlder: coreRefusal(30019, 'api market order is disabled'),
  typeClosed: coreRefusal(30041, 'current order type can not place order'),
  unknownType: coreRefusal(500, 'invalid type'),
  priceScale: coreRefusal(400, 'price scale is invalid'),
  /** MEXC: quantity and amount were seen with a space in front; no live text of the price was. */
  quantityScale: coreRefusal(400, ' quantity scale is invalid'),
  amountScale: coreRefusal(400, ' amount scale is invalid'),
  noPrice: coreRefusal(30010, 'no valid trade price'),
  /** MEXC: this answer too has its text first. */
  tooLongAgo: coreRefusal(400, 'The start time cannot be earlier than 90 days'),
  badParameter: refusal(33333, 'param is error'),
  badInterval: parameterRefusal(-1121, 'Invalid interval.'),
  unknownSymbol: parameterRefusal(-1121, 'Invalid symbol.'),
  wrongCombination: parameterRefusal(-1128, 'Combination of optional parameters invalid.'),
  windowTooWide: parameterRefusal(-1127, 'More than 1 hours between startTime and endTime.'),
  priceBand: coreRefusal(30087, 'Order price exceeds allowed range'),
  insufficientQuote: coreRefusal(30004, 'Insufficient position'),
  insufficientBase: coreRefusal(30005, 'Oversold'),
  tooManyOrders: coreRefusal(30029, 'Cannot exceed the maximum order limit'),
  positionLimit: coreRefusal(30032, listed(30032).msg),
  unknownOrder: refusal(-2011, 'Unknown order sent.'),
  insufficientBalance: refusal(10101, 'Insufficient balance'),
  amountMissing: listed(10095),
  coinMissing: listed(10222),
  notPositive: listed(10102),
  sameAccount: listed(10103),
  notSupported: listed(730003),
  /** MEXC: seen live with the coin's largest withdrawal behind the colon. */
  aboveLargestWithdrawal: (most: AnyDecimal): Refusal => listed(10255, most),
  unknownCoin: listed(10232),
  /** MEXC: no text of a closed network was seen; these are the nearest of its list. */
  withdrawalsClosed: listed(10211),
  noAddress: listed(10216),
  wrongAmount: listed(10097),
  longRemark: listed(10268),
  tooManyDecimals: listed(10096),
  illegalCharacters: (name?: string): Refusal =>
    refusal(700008, `Illegal characters found in parameter${name === undefined ? '' : ` '${name}'`}`),
  missing: (...names: readonly string[]): Refusal => refusal(700004, missingText(names)),
  below: (least: AnyDecimal, asset: string): Refusal =>
    coreRefusal(30002, `The minimum transaction volume cannot be less than:${least}${asset}`),
  above: (most: AnyDecimal, asset: string): Refusal =>
    coreRefusal(30003, `The maximum transaction volume cannot be greater than:${most}${asset}`),
} as const

function missingText(names: readonly string[]): string {
  const listed = names.map((name) => `'${name}'`).join(' or ')
  if (names.length === 2) return `Param ${listed} must be sent, but both were empty/null`
  return `Mandatory parameter ${listed} was not sent, was empty/null, or malformed.`
}
