/** Which cost leaves a position when some of it does: the average of all of it, or that of its oldest lots. */

import { type AssetAmount, add, compare, divide, isZero, min, multiply, subtract, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'
import { type Lot, type Lots, NO_LOTS, append, oldestOf, withOldest, withoutOldest } from './lots.ts'

export type CostMethodName = 'average' | 'fifo'

/** What of an asset is held by the book's account, and what it cost in USDT. `lots`: first-in-first-out alone. */
export type Position = {
  readonly quantity: AssetAmount
  readonly cost: Value
  readonly lots?: Lots
  /** How much of the quantity came at a cost that nobody knows, which counts as nothing in `cost`; absent where none did. */
  readonly uncosted?: AssetAmount
}

export type CostMethod = {
  /** @param isKnown whether `cost` is all it cost */
  put(held: Position, quantity: AssetAmount, cost: Value, isKnown: boolean): Position
  /** @param quantity at most what is held */
  take(held: Position, quantity: AssetAmount): Taken
}

/** `isKnown`: whether `cost` is all that what was taken had cost. */
type Taken = { readonly left: Position; readonly cost: Value; readonly isKnown: boolean }

export const NOTHING_HELD: Position = { quantity: zero(), cost: zero() }

const average: CostMethod = {
  put(held, quantity, cost, isKnown) {
    const uncosted = isKnown ? held.uncosted : add(held.uncosted ?? zero<'asset'>(), quantity)
    return marked({ quantity: add(held.quantity, quantity), cost: add(held.cost, cost) }, uncosted)
  },
  take(held, quantity) {
    const cost = partOf(held, quantity)
    const left = { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost) }
    const { uncosted } = held
    const isKnown = uncosted === undefined
    return { left: isKnown ? left : marked(left, min(uncosted, left.quantity)), cost, isKnown }
  },
}

const fifo: CostMethod = {
  put(held, quantity, cost, isKnown) {
    const lots = held.lots ?? NO_LOTS
    const lot = isKnown ? { quantity, cost } : { quantity, cost, isUncosted: true as const }
    return { ...average.put(held, quantity, cost, isKnown), lots: isZero(quantity) ? lots : append(lots, lot) }
  },
  take(held, quantity) {
    let lots = held.lots ?? NO_LOTS
    let wanted = quantity
    let cost = zero<'USDT'>()
    let uncosted = zero<'asset'>()
    for (let lot = oldestOf(lots); lot !== undefined && !isZero(wanted); lot = oldestOf(lots)) {
      const isWhole = compare(lot.quantity, wanted) <= 0
      const part = isWhole ? lot : { quantity: wanted, cost: partOf(lot, wanted) }
      lots = isWhole ? withoutOldest(lots) : withOldest(lots, { ...lot, quantity: subtract(lot.quantity, wanted), cost: subtract(lot.cost, part.cost) }) // prettier-ignore
      wanted = subtract(wanted, part.quantity)
      cost = add(cost, part.cost)
      if (lot.isUncosted === true) uncosted = add(uncosted, part.quantity)
    }
    const left = { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost), lots }
    const kept = held.uncosted === undefined ? undefined : subtract(held.uncosted, uncosted)
    return { left: marked(left, kept), cost, isKnown: isZero(uncosted) }
  },
}

export const COST_METHODS: { readonly [Name in CostMethodName]: CostMethod } = { average, fifo }

function marked(position: Position, uncosted: AssetAmount | undefined): Position {
  return uncosted === undefined || isZero(uncosted) ? position : { ...position, uncosted }
}

/** The share of the cost that goes with `quantity`; all of it with all, so that no digit is left behind. */
function partOf(of: Lot, quantity: AssetAmount): Value {
  if (quantity === of.quantity) return of.cost
  return divide<'USDT'>(multiply(of.cost, quantity), of.quantity)
}
