/**
 * Profit by average cost, first in first out or highest cost first, in USDT. Each asset is a position of (quantity, cost); USDT itself is its own cost. Deals swap
 * positions, fees are paid out of them, flows enter and leave at their value of the day: never profit. At every point
 *
 *   sum of all costs + USDT = opening + net deposits + realized
 *
 * so that equity = opening + net deposits + realized + unrealized, to the digit where every price is known.
 */

import {
  type AssetAmount,
  absolute,
  add,
  as,
  compare,
  isNegative,
  isPositive,
  isZero,
  multiply,
  negate,
  subtract,
  zero,
} from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import { type UnitPrice, VALUE_ASSET, type Value } from '../words.ts'
import { type CostEntry, type CostKey, type Flow, compareKeys, costKey, secondOf, timeOf } from './cost-entry.ts'
import { COST_METHODS, type CostMethodName, NOTHING_HELD, type Position } from './cost-method.ts'
import { type Acquisition, type Lot, shareOf, splitLot } from './lots.ts'
import type { PriceOf } from './valuation.ts'

/** State of the profit computation: positions, realized profit and the position in (time, id) order. */
export type CostBook = {
  readonly method: CostMethodName
  readonly positions: ReadonlyMap<string, Position>
  /** After fees. */
  readonly realized: Value
  /**
   * Value of what entered the book without a purchase: openings, and sales of quantities without a known purchase or
   * cost.
   */
  readonly opening: Value
  /** Quantities sold beyond the position within the second of `last`, by asset: a purchase of that second settles them. */
  readonly shorts: ReadonlyMap<string, Short>
  /** Position in (time, id) order; an entry that sorts before it requires a new book. */
  readonly last?: CostKey
}

/**
 * Quantities sold beyond the position and what they were sold for, in order, and their second. Only of deals on whole seconds:
 * they come from REST, and their order within the second is not known.
 */
export type Short = {
  readonly sold: readonly { readonly quantity: AssetAmount; readonly worth: Value }[]
  readonly second: number
}

/** A holding before the first entry, and its price in USDT where one is known. */
export type Opening = {
  readonly asset: string
  readonly quantity: AssetAmount
  readonly unitPrice?: UnitPrice | undefined
}

/** The book before its first entry. The cost of a holding without a known price is not known. */
export function openCostBook(openings: Iterable<Opening>, method: CostMethodName = 'average'): CostBook {
  const positions = new Map<string, Position>()
  let opening = zero<'USDT'>()
  for (const { asset, quantity, unitPrice } of openings) {
    const worth = valueInUsdt(asset, quantity, unitPrice)
    if (asset === VALUE_ASSET) positions.set(asset, { quantity, cost: as<'USDT'>(quantity) })
    else if (isPositive(quantity))
      positions.set(
        asset,
        COST_METHODS[method].put(NOTHING_HELD, { ...lotWorth(quantity, worth), acquired: BEFORE_ALL }),
      )
    else continue
    opening = add(opening, worth ?? zero<'USDT'>())
  }
  return { method, positions, realized: zero(), opening, shorts: new Map() }
}

const BEFORE_ALL: Acquisition = { kind: 'opening' }
const SECOND_MS = 1_000

/**
 * A step of an entry. `taken`: a quantity that left, the lots that it consumed, and its worth where one is known; with
 * `isShort` what no lot covers may still be settled in the same second. `settled`: a purchase covered so much of the first
 * quantity that was sold short, which had been sold for `sold`.
 */
export type CostStep =
  | {
      readonly type: 'taken'
      readonly why: 'sale' | 'fee' | 'flow'
      readonly asset: string
      readonly quantity: AssetAmount
      readonly worth: Value | undefined
      readonly parts: readonly Lot[]
      readonly isShort: boolean
    }
  | { readonly type: 'settled'; readonly asset: string; readonly sold: Value; readonly lot: Lot }

/** An entry that was booked: what it did, what it realized, and what the book had realized after it. */
export type CostBooked = {
  readonly entry: CostEntry
  readonly steps: readonly CostStep[]
  readonly realized: Value
  readonly total: Value
}

/** Books one entry; what it realized is the difference of `realized`. */
export function bookEntry(book: CostBook, entry: CostEntry): CostBook {
  return bookSteps(book, [entry]).book
}

/**
 * Books the entries that follow in (time, id) order, and says which lots each consumed. USDT is its own cost and has no steps.
 * Positions are copied once, however many the entries are.
 */
export function bookSteps(
  book: CostBook,
  entries: readonly CostEntry[],
): { readonly book: CostBook; readonly booked: readonly CostBooked[] } {
  const desk = new Desk(book)
  const booked = entries.map((entry) => desk.book(entry))
  const last = entries.at(-1)
  return { book: last === undefined ? book : desk.finish(costKey(last)), booked }
}

/** Books entries in (time, id) order, whatever their input order. */
export function costBookOf(
  openings: Iterable<Opening>,
  entries: readonly CostEntry[],
  method: CostMethodName = 'average',
): CostBook {
  const sorted = [...entries].sort((a, b) => compareKeys(costKey(a), costKey(b)))
  return bookSteps(openCostBook(openings, method), sorted).book
}

/** Unrealized profit: value at the given prices minus cost, over assets with a price and a known cost. */
export function unrealized(book: CostBook, priceOf: PriceOf): Value {
  let total = zero<'USDT'>()
  for (const [asset, position] of book.positions) {
    if (asset === VALUE_ASSET) continue
    const price = priceOf(asset)
    if (price === undefined) continue
    const { quantity, cost } = costedOf(position)
    total = add(total, subtract(multiply<'USDT'>(quantity, price), cost))
  }
  return total
}

/**
 * The book with positions of unknown cost valued at `priceOf`, for an estimate; `assets` are those valued. What is realized stays.
 */
export function estimatedBook(
  book: CostBook,
  priceOf: PriceOf,
): { readonly book: CostBook; readonly assets: ReadonlySet<string> } {
  const assets = new Set<string>()
  const positions = new Map<string, Position>()
  for (const [asset, position] of book.positions) {
    const { uncosted, ...known } = position
    const price = uncosted === undefined ? undefined : priceOf(asset)
    if (uncosted !== undefined && price !== undefined) {
      assets.add(asset)
      const cost = add(costedOf(position).cost, multiply<'USDT'>(uncosted.quantity, price))
      positions.set(asset, { ...known, cost })
    } else positions.set(asset, position)
  }
  return { book: { ...book, positions }, assets }
}

function costedOf({ quantity, cost, uncosted }: Position): Pick<Position, 'quantity' | 'cost'> {
  if (uncosted === undefined) return { quantity, cost }
  return { quantity: subtract(quantity, uncosted.quantity), cost: subtract(cost, uncosted.cost) }
}

function bookDeal(desk: Desk, deal: Deal): void {
  const buys = deal.side === 'BUY'
  const base = as<'asset'>(deal.quantity)
  const quote = as<'asset'>(deal.quoteQuantity)
  const worth = quoteValue(deal)
  const [paidAsset, paid] = buys ? [deal.quoteAsset, quote] : [deal.baseAsset, base]
  const [boughtAsset, bought] = buys ? [deal.baseAsset, base] : [deal.quoteAsset, quote]
  const given = desk.sell(paidAsset, paid, worth)
  const { time, tradeId: id } = deal
  desk.buy(boughtAsset, {
    quantity: bought,
    cost: given.worth,
    acquired: { kind: 'deal', time, id, paidAsset },
    ...(paidAsset === VALUE_ASSET ? {} : { paid }),
    ...(given.isKnown ? {} : UNCOSTED),
  })
  const feeWorth = valueInUsdt(deal.feeAsset, absolute(deal.fee), deal.feeUnitPrice)
  if (isPositive(deal.fee)) desk.spend(deal.feeAsset, deal.fee, feeWorth)
  else if (isNegative(deal.fee)) {
    const acquired = { kind: 'rebate', time, id } as const
    desk.gain(deal.feeAsset, { ...lotWorth(absolute(deal.fee), feeWorth), acquired })
  }
}

const UNCOSTED = { isUncosted: true } as const

/** A lot that came without a purchase: it costs what it was worth, where that is known. */
function lotWorth(quantity: AssetAmount, worth: Value | undefined): Lot {
  return worth === undefined ? { quantity, cost: zero(), ...UNCOSTED } : { quantity, cost: worth }
}

/** Turnover of a deal in USDT; `undefined` where no price is known. */
export function quoteValue(deal: Deal): Value | undefined {
  if (deal.quoteAsset === VALUE_ASSET) return as<'USDT'>(deal.quoteQuantity)
  if (deal.baseAsset === VALUE_ASSET) return as<'USDT'>(deal.quantity)
  return deal.quoteUnitPrice === undefined ? undefined : multiply(deal.quoteQuantity, deal.quoteUnitPrice)
}

function bookFlow(desk: Desk, { id, time, asset, change, unitPrice, reason }: Flow): void {
  const amount = absolute(change)
  const worth = valueInUsdt(asset, amount, unitPrice)
  const acquired: Acquisition = { kind: 'flow', time, id, reason }
  if (isPositive(change)) desk.put(asset, { ...lotWorth(amount, worth), acquired })
  else if (!isZero(change)) desk.take('flow', asset, { quantity: amount, worth })
}

/** A value in USDT; `isKnown` is false where part of the worth or cost is not known. */
type Worth = { readonly worth: Value; readonly isKnown: boolean }
/** A quantity that leaves, and its worth in USDT where one is known. */
type Leaving = { readonly quantity: AssetAmount; readonly worth: Value | undefined }

/** Books entries on a copy of a book. */
class Desk {
  readonly #method: CostMethodName
  readonly #positions: Map<string, Position>
  readonly #shorts: Map<string, Short>
  #opening: Value
  #total: Value
  /** Of the entry that is booked. */
  #steps: CostStep[] = []
  #realized: Value = zero()
  #time = 0

  constructor(book: CostBook) {
    this.#method = book.method
    this.#positions = new Map(book.positions)
    this.#shorts = new Map(book.shorts)
    this.#total = book.realized
    this.#opening = book.opening
  }

  book(entry: CostEntry): CostBooked {
    this.#time = timeOf(entry)
    this.#steps = []
    this.#realized = zero()
    if (this.#shorts.size > 0) this.#forget(secondOf(entry))
    if (entry.kind === 'deal') bookDeal(this, entry.deal)
    else bookFlow(this, entry.flow)
    this.#total = add(this.#total, this.#realized)
    return { entry, steps: this.#steps, realized: this.#realized, total: this.#total }
  }

  /** Takes what a deal sold; the quantity beyond the position may have been bought in the same second. */
  sell(asset: string, quantity: AssetAmount, worth: Value | undefined): Worth {
    const isTimed = this.#time % SECOND_MS !== 0
    if (asset === VALUE_ASSET || isTimed || worth === undefined) return this.take('sale', asset, { quantity, worth })
    const { quantity: held } = this.#held(asset)
    if (compare(quantity, held) <= 0) return this.take('sale', asset, { quantity, worth })
    const beyond = { quantity: subtract(quantity, held), worth: subtract(worth, shareOf(worth, held, quantity)) }
    const sold = [...(this.#shorts.get(asset)?.sold ?? []), beyond]
    this.#shorts.set(asset, { sold, second: this.#time / SECOND_MS })
    return this.take('sale', asset, { quantity, worth }, true)
  }

  /** Puts what a deal bought; what was sold beyond the position in the same second is settled first, in its order. */
  buy(asset: string, bought: Lot): void {
    const short = this.#shorts.get(asset)
    if (short === undefined || bought.isUncosted === true) return this.put(asset, bought)
    let rest = bought
    const open: Short['sold'][number][] = []
    for (const one of short.sold) {
      const quantity = compare(rest.quantity, one.quantity) < 0 ? rest.quantity : one.quantity
      if (isZero(quantity)) {
        open.push(one)
        continue
      }
      const { part, left } = splitLot(rest, quantity)
      const sold = shareOf(one.worth, quantity, one.quantity)
      if (quantity !== one.quantity)
        open.push({ quantity: subtract(one.quantity, quantity), worth: subtract(one.worth, sold) })
      this.#realize(subtract(sold, part.cost))
      this.#opening = subtract(this.#opening, sold)
      this.#steps.push({ type: 'settled', asset, sold, lot: part })
      rest = left
    }
    if (open.length === 0) this.#shorts.delete(asset)
    else this.#shorts.set(asset, { ...short, sold: open })
    this.put(asset, rest)
  }

  /** Puts a lot; USDT is its own cost. */
  put(asset: string, lot: Lot): void {
    const held = this.#held(asset)
    if (asset !== VALUE_ASSET) return void this.#positions.set(asset, COST_METHODS[this.#method].put(held, lot))
    this.#cash(add(held.quantity, lot.quantity))
    this.#realize(subtract(as<'USDT'>(lot.quantity), lot.cost))
  }

  /**
   * Takes `quantity` out at its cost by the book's method and sells it for `worth`: the difference is realized. Without
   * a worth the cost moves on and nothing is realized. A quantity beyond the position, or one at an unknown cost, has
   * no known profit: both open at their selling value.
   */
  take(why: 'sale' | 'fee' | 'flow', asset: string, { quantity, worth }: Leaving, isShort = false): Worth {
    const held = this.#held(asset)
    if (asset === VALUE_ASSET) {
      const cost = as<'USDT'>(quantity)
      this.#cash(subtract(held.quantity, quantity))
      this.#realize(subtract(worth ?? cost, cost))
      return { worth: worth ?? cost, isKnown: true }
    }
    const known = compare(quantity, held.quantity) <= 0 ? quantity : held.quantity
    const { left, cost, uncosted, parts } = COST_METHODS[this.#method].take(held, known)
    this.#positions.set(asset, left)
    this.#steps.push({ type: 'taken', why, asset, quantity, worth, parts, isShort })
    if (worth === undefined) return { worth: cost, isKnown: isZero(uncosted.quantity) && known === quantity }
    const gained = subtract(worth, cost)
    if (known === quantity && isZero(uncosted.quantity) && isZero(uncosted.cost)) this.#realize(gained)
    else {
      const sold = shareOf(worth, subtract(known, uncosted.quantity), quantity)
      const earned = subtract(sold, subtract(cost, uncosted.cost))
      this.#realize(earned)
      this.#opening = add(this.#opening, subtract(gained, earned))
    }
    return { worth, isKnown: true }
  }

  /** Books a fee: its cost is a loss, whatever it would sell for. */
  spend(asset: string, quantity: AssetAmount, feeWorth: Value | undefined): void {
    const { worth } = this.take('fee', asset, { quantity, worth: feeWorth })
    this.#realize(negate(worth))
  }

  /** Books a rebate. */
  gain(asset: string, lot: Lot): void {
    this.put(asset, lot)
    this.#realize(lot.cost)
  }

  finish(last: CostKey): CostBook {
    return {
      method: this.#method,
      positions: this.#positions,
      realized: this.#total,
      opening: this.#opening,
      shorts: this.#shorts,
      last,
    }
  }

  #realize(value: Value): void {
    this.#realized = add(this.#realized, value)
  }

  /** USDT costs what it is. */
  #cash(quantity: AssetAmount): void {
    this.#positions.set(VALUE_ASSET, { quantity, cost: as<'USDT'>(quantity) })
  }

  /** Removes the shorts of other seconds: they are settled no more. */
  #forget(second: number): void {
    for (const [asset, short] of this.#shorts) if (short.second !== second) this.#shorts.delete(asset)
  }

  #held(asset: string): Position {
    return this.#positions.get(asset) ?? NOTHING_HELD
  }
}

/** Value of a quantity in USDT; `undefined` where no price is known. */
export function valueInUsdt(asset: string, quantity: AssetAmount, unitPrice: UnitPrice | undefined): Value | undefined {
  if (asset === VALUE_ASSET) return as<'USDT'>(quantity)
  return unitPrice === undefined ? undefined : multiply(quantity, unitPrice)
}
