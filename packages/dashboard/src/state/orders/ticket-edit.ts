/** Edits that work one field of the ticket out from others. All exact. */

import { type Market, type OrderData, placeableTypes } from '@spotdeck/api'
import { add, decimal, divideDown, isPositive, multiply, pad, roundDown, stepOf } from '@spotdeck/exact'
import { readAmount } from '../../format/typed-amount.ts'
import type { Draft } from './ticket.ts'

/**
 * `draft` with `change`. A limit order's total, once typed, sets the quantity until a quantity is typed; one that is no
 * number stands as the quantity too, which is refused then.
 */
export function edited(
  draft: Draft,
  change: Partial<Draft>,
  { quantityDigits }: Pick<Market, 'quantityDigits'>,
): Draft {
  const next = { ...draft, ...change }
  if (change.quantity !== undefined) return { ...next, spend: change.spend ?? '' }
  if (next.type === 'MARKET') return next
  const [total, price] = [readAmount<'quote'>(next.spend), readAmount<'quote per base'>(next.price)]
  if (total === undefined) return { ...next, quantity: change.spend ?? next.quantity }
  if (price === undefined || !isPositive(price)) return next
  return { ...next, quantity: divideDown<'base'>(total, price, quantityDigits) }
}

/** Total of a limit order in quote: as typed, else price × quantity; empty while one is missing. */
export function totalOf({ spend, price, quantity }: Draft): string {
  if (spend !== '') return spend
  const [at, base] = [readAmount<'quote per base'>(price), readAmount<'base'>(quantity)]
  return at === undefined || base === undefined ? '' : multiply<'quote'>(at, base)
}

/** A typed amount moved by whole steps of `digits` places; `undefined` where nothing above 0 comes of it. */
export function stepped(typed: string, steps: number, digits: number): string | undefined {
  const from = typed.trim() === '' ? decimal<'any'>('0') : readAmount<'any'>(typed)
  if (from === undefined) return undefined
  const moved = add(roundDown(from, digits), multiply<'any'>(stepOf<'any'>(digits), decimal(String(steps))))
  return isPositive(moved) ? pad(moved, digits) : undefined
}

/** A price moved by whole percent, cut to the market's digits; `undefined` for text that is no price. */
export function shifted(price: string, percent: number, digits: number): string | undefined {
  const from = readAmount<'price'>(price)
  if (from === undefined || !isPositive(from)) return undefined
  const moved = multiply<'price'>(from, multiply(decimal(String(100 + percent)), decimal('0.01')))
  return pad(roundDown(moved, digits), digits)
}

/** Draft of an order like `order`. A market order is repeated by what it filled, as MEXC names no other quantity. */
export function repeated({ side, type, price, quantity, executedQuoteQuantity }: OrderData): Draft {
  const placed = placeableTypes.find((one) => one === type) ?? 'LIMIT'
  if (placed !== 'MARKET') return { side, type: placed, price, quantity, spend: '' }
  return { side, type: placed, price: '', quantity, spend: side === 'BUY' ? executedQuoteQuantity : '' }
}
