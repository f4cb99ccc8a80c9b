/** The order ticket's rules: what a draft comes to, and every reason why it cannot be sent, before it is sent. */

import type { BookData, Market, NewOrderRequest, PlaceableType, Side } from '@spotdeck/api'
import {
  type Decimal,
  add,
  compare,
  decimal,
  divide,
  divideDown,
  isPositive,
  max,
  multiply,
  roundDown,
  roundUp,
  scaleOf,
  stepOf,
  subtract,
} from '@spotdeck/exact'
import { readAmount } from '../../format/typed-amount.ts'
import { type Estimate, estimate } from './ladder.ts'
import { type TicketWarning, crossing } from './ticket-warnings.ts'

/** Content of the ticket's fields, as typed. */
export type Draft = {
  readonly side: Side
  readonly type: PlaceableType
  readonly price: string
  /** Base. */
  readonly quantity: string
  /** Quote: what a market buy spends, or the typed total of a limit order. */
  readonly spend: string
}

/** Facts that the draft is checked against. Absent values are not known yet. */
export type TicketWorld = {
  readonly market: Market
  readonly freeBase: string | undefined
  readonly freeQuote: string | undefined
  readonly book: BookData | undefined
  /** Fee that a buy pays in quote on top, as a fraction; 0 unless known. */
  readonly buyFee?: string | undefined
}

/** One reason; `params` go into its sentence. Figures are exact text. */
export type TicketTrouble = {
  readonly code:
    | 'market'
    | 'api'
    | 'price'
    | 'priceText'
    | 'priceDigits'
    | 'quantity'
    | 'quantityText'
    | 'quantityDigits'
    | 'minQuantity'
    | 'minNotional'
    | 'short'
    | 'crosses'
  readonly params: Readonly<Record<string, string>>
}

/** Result of checking a draft. */
export type Checked = {
  /** Ready to be sent; absent while there is any trouble. */
  readonly order: NewOrderRequest | undefined
  readonly troubles: readonly TicketTrouble[]
  /** Said before the order is sent. */
  readonly warnings: readonly TicketWarning[]
  /** Fields that are still empty say nothing: there is nothing wrong yet. */
  readonly isEmpty: boolean
  /** Notional in quote, by the limit price or by walking the book; absent while it is not known. */
  readonly quote: string | undefined
  /** The most that it may come to in quote: a sale below the best bid fills at that bid. Absent while unknown. */
  readonly worth: string | undefined
  /** The average price that a market order would get from the book shown. */
  readonly averagePrice: string | undefined
  /** Price of the last level that a market order would take. */
  readonly worstPrice: string | undefined
  /** Quantity in base; of a market buy by the book shown. */
  readonly base: string | undefined
  /** Quote that a limit order pays or gets at once by the book shown, and at its price later; absent while unknown. */
  readonly parts: { readonly now: string; readonly later: string } | undefined
}

/** True if the draft states the amount to spend instead of the quantity to buy. */
export function isBySpend({ side, type }: Draft): boolean {
  return type === 'MARKET' && side === 'BUY'
}

/** Checks a draft: the order to send, errors, warnings and the estimate. */
export function checkTicket(draft: Draft, world: TicketWorld): Checked {
  const { market } = world
  const bySpend = isBySpend(draft)
  const price = draft.type === 'MARKET' ? undefined : readAmount<'price'>(draft.price)
  const amount = readAmount<'amount'>(bySpend ? draft.spend : draft.quantity)
  const isEmpty = (bySpend ? draft.spend : draft.quantity).trim() === ''
  const { exceeds, ...cost } = costOf(draft, world, price, amount)
  const troubles = [
    ...marketTroubles(market),
    ...(draft.type === 'MARKET' ? [] : priceTroubles(draft, price, world)),
    ...amountTroubles(draft, amount, cost.quote, world),
  ]
  const order = troubles.length === 0 && !isEmpty ? requestOf(draft, market, price, amount) : undefined
  const warnings: readonly TicketWarning[] = [
    ...(draft.type === 'LIMIT_MAKER' || order === undefined
      ? []
      : crossing(draft.side, price ?? cost.worstPrice, world.book)),
    ...(exceeds ? [{ code: 'exceeds', params: {}, asks: true } as const] : []),
  ]
  const worth = draft.side === 'SELL' && price !== undefined ? saleWorth(price, amount, world.book) : cost.quote
  return { order, troubles, warnings, isEmpty, worth, ...cost }
}

const trouble = (code: TicketTrouble['code'], params: TicketTrouble['params'] = {}): TicketTrouble => ({ code, params })

/** Something stands in the field, and it is no number. */
const isUnread = (typed: string, value: string | undefined) => value === undefined && typed.trim() !== ''

function marketTroubles({ status, apiTrading, baseAsset, quoteAsset }: Market): readonly TicketTrouble[] {
  const symbol = `${baseAsset}/${quoteAsset}`
  if (status !== 'online') return [trouble('market', { symbol })]
  return apiTrading ? [] : [trouble('api', { symbol })]
}

function priceTroubles(
  draft: Draft,
  price: Decimal<'price'> | undefined,
  world: TicketWorld,
): readonly TicketTrouble[] {
  const { market, book } = world
  if (isUnread(draft.price, price)) return [trouble('priceText', { text: draft.price.trim() })]
  if (price === undefined || !isPositive(price)) return [trouble('price')]
  if (scaleOf(price) > market.priceDigits) {
    return [trouble('priceDigits', { digits: String(market.priceDigits), step: stepOf<'price'>(market.priceDigits) })]
  }
  const facing = draft.side === 'BUY' ? book?.asks[0]?.[0] : book?.bids[0]?.[0]
  if (draft.type !== 'LIMIT_MAKER' || facing === undefined) return []
  const gap = compare(price, decimal<'price'>(facing))
  const crosses = draft.side === 'BUY' ? gap >= 0 : gap <= 0
  return crosses ? [trouble('crosses', { price: facing })] : []
}

function amountTroubles(
  draft: Draft,
  amount: Decimal<'amount'> | undefined,
  quote: string | undefined,
  { market, freeBase, freeQuote }: TicketWorld,
): readonly TicketTrouble[] {
  const typed = isBySpend(draft) ? draft.spend : draft.quantity
  if (isUnread(typed, amount)) return [trouble('quantityText', { text: typed.trim() })]
  if (amount === undefined || !isPositive(amount)) return [trouble('quantity')]
  const found: TicketTrouble[] = []
  if (!isBySpend(draft)) {
    if (scaleOf(amount) > market.quantityDigits) {
      const step = stepOf<'amount'>(market.quantityDigits)
      found.push(trouble('quantityDigits', { digits: String(market.quantityDigits), step }))
    }
    if (compare(amount, decimal<'amount'>(market.minQuantity)) < 0) {
      found.push(trouble('minQuantity', { least: market.minQuantity, asset: market.baseAsset }))
    }
  }
  if (quote !== undefined && compare(decimal<'quote'>(quote), decimal<'quote'>(market.minNotional)) < 0) {
    found.push(trouble('minNotional', { least: market.minNotional, asset: market.quoteAsset }))
  }
  const [needed, free, asset] =
    draft.side === 'BUY' ? [quote, freeQuote, market.quoteAsset] : [amount, freeBase, market.baseAsset]
  if (needed !== undefined && free !== undefined && compare(decimal<'any'>(needed), decimal<'any'>(free)) > 0) {
    const digits = draft.side === 'BUY' ? Math.max(2, market.priceDigits) : market.quantityDigits
    const up = (value: string): string => roundUp(decimal<'any'>(value), digits)
    const missing = up(subtract(decimal<'any'>(needed), decimal<'any'>(free)))
    found.push(trouble('short', { needed: up(needed), free: roundDown(decimal<'any'>(free), digits), missing, asset }))
  }
  return found
}

function costOf(
  draft: Draft,
  { book }: TicketWorld,
  price: Decimal<'price'> | undefined,
  amount: Decimal<'amount'> | undefined,
): Pick<Checked, 'averagePrice' | 'worstPrice' | 'quote' | 'base' | 'parts'> & Pick<Estimate, 'exceeds'> {
  const none = { quote: undefined, base: undefined, averagePrice: undefined, worstPrice: undefined, parts: undefined }
  const unknown = { ...none, exceeds: false }
  if (amount === undefined || !isPositive(amount)) return unknown
  if (draft.type !== 'MARKET') {
    if (price === undefined) return { ...unknown, base: amount }
    return {
      ...unknown,
      base: amount,
      quote: multiply<'quote'>(price, amount),
      parts: partsOf(draft, book, { price, amount }),
    }
  }
  const bySpend = isBySpend(draft)
  if (book === undefined) return { ...unknown, ...(bySpend ? { quote: amount } : { base: amount }) }
  const walked = estimate(draft.side === 'BUY' ? book.asks : book.bids, amount, bySpend ? 'quote' : 'base')
  return { ...walked, quote: bySpend ? amount : walked.quote, parts: undefined }
}

/** Levels at the price or better are taken first; the rest waits at the price. */
function partsOf(
  { side, type }: Draft,
  book: BookData | undefined,
  { price, amount }: { readonly price: Decimal<'price'>; readonly amount: Decimal<'amount'> },
) {
  const isWithin = ([level]: readonly [string, string]): boolean =>
    compare(decimal<'price'>(level), price) * (side === 'BUY' ? 1 : -1) <= 0
  const levels = type === 'LIMIT' ? ((side === 'BUY' ? book?.asks : book?.bids) ?? []).filter(isWithin) : []
  const taken = estimate(levels, amount, 'base')
  return { now: taken.quote, later: multiply<'quote'>(price, subtract(amount, decimal<'amount'>(taken.base))) }
}

function saleWorth(price: Decimal<'price'>, amount: Decimal<'amount'> | undefined, book: BookData | undefined) {
  const bid = book?.bids[0]?.[0]
  if (amount === undefined || bid === undefined) return undefined
  return multiply<'quote'>(max(price, decimal<'price'>(bid)), amount)
}

function requestOf(
  { side, type, ...draft }: Draft,
  { symbol }: Market,
  price: Decimal<'price'> | undefined,
  amount: Decimal<'amount'> | undefined,
): NewOrderRequest | undefined {
  if (amount === undefined) return undefined
  const common = { symbol, side, type }
  if (isBySpend({ side, type, ...draft })) return { ...common, quoteQuantity: amount }
  return { ...common, quantity: amount, price }
}

/** `percent` of a quantity, cut to `digits`. */
export function shareOf(free: string, percent: number, digits: number): string {
  const part = multiply<'free'>(decimal<'free'>(free), decimal(String(percent)))
  return divideDown<'free'>(part, decimal<'share'>('100'), digits)
}

/** `percent` of what is free, as the ticket's amount: base, or quote for a market buy; never more than there is. */
export function amountOfShare(draft: Draft, world: TicketWorld, percent: number): string | undefined {
  const { market, freeBase, freeQuote, buyFee = '0' } = world
  const free = draft.side === 'BUY' ? freeQuote : freeBase
  if (free === undefined) return undefined
  // MEXC: the fee of a buy is paid in quote, on top of what is spent.
  const withFee = add(decimal<'share'>('1'), decimal<'share'>(draft.side === 'BUY' ? buyFee : '0'))
  const whole = multiply<'share'>(withFee, decimal('100'))
  const part = divideDown<'free'>(multiply<'free'>(decimal<'free'>(free), decimal(String(percent))), whole)
  if (isBySpend(draft)) return roundDown(part, 2)
  if (draft.side === 'SELL') return roundDown(part, market.quantityDigits)
  const price = readAmount<'price'>(draft.price)
  return price === undefined || !isPositive(price) ? undefined : divideDown<'base'>(part, price, market.quantityDigits)
}

/** The nearest price to the middle of the book that the market takes; for a first price in an empty field. */
export function middlePrice({ bids, asks }: BookData, digits: number): string | undefined {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]]
  if (bid === undefined || ask === undefined) return bid ?? ask
  const both = add(decimal<'price'>(bid), decimal<'price'>(ask))
  return roundDown(divide<'price'>(both, decimal<'two'>('2')), digits)
}
