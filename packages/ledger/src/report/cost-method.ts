/** Cost methods: which cost leaves a position with a sold quantity, the average or that of the oldest lots. */

import { type AssetAmount, add, compare, divide, isZero, multiply, subtract, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'
import { type Lot, type Lots, NO_LOTS, append, oldestOf, withOldest, withoutOldest } from './lots.ts'

/** Name of a cost method: average cost, or first in, first out. */
export type CostMethodName = 'average' | 'fifo'

/** Held quantity of an asset and its cost in USDT. `lots`: first-in-first-out only. */
export type Position = {
  readonly quantity: AssetAmount
  readonly cost: Value
  readonly lots?: Lots
  /** Quantity whose cost is unknown or only partly known; absent where there is none. */
  readonly uncosted?: Uncosted
}

/** A quantity, and what is known of its cost in USDT. */
export type Uncosted = { readonly quantity: AssetAmount; readonly cost: Value }

/** Adds to a position and takes from it. */
export type CostMethod = {
  /** @param isKnown whether `cost` is all it cost */
  put(held: Position, quantity: AssetAmount, cost: Value, isKnown: boolean): Position
  /** @param quantity at most the held quantity */
  take(held: Position, quantity: AssetAmount): Taken
}

/** `uncosted`: the part of the quantity, and of `cost`, whose cost is not known. */
type Taken = { readonly left: Position; readonly cost: Value; readonly uncosted: Uncosted }

/** The position of an asset that is not held. */
export const NOTHING_HELD: Position = { quantity: zero(), cost: zero() }
const NONE: Uncosted = { quantity: zero(), cost: zero() }

const average: CostMethod = {
  put(held, quantity, cost, isKnown) {
    const { uncosted = NONE } = held
    const position = { quantity: add(held.quantity, quantity), cost: add(held.cost, cost) }
    return marked(position, isKnown ? uncosted : both(uncosted, { quantity, cost }))
  },
  take(held, quantity) {
    const cost = partOf(held, quantity)
    // The known and the unknown part leave in the same proportion.
    const uncosted = shareOf(held.uncosted ?? NONE, held.quantity, quantity)
    const left = { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost) }
    return { left: marked(left, without(held.uncosted ?? NONE, uncosted)), cost, uncosted }
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
    let uncosted = NONE
    for (let lot = oldestOf(lots); lot !== undefined && !isZero(wanted); lot = oldestOf(lots)) {
      const isWhole = compare(lot.quantity, wanted) <= 0
      const part = isWhole ? lot : { quantity: wanted, cost: partOf(lot, wanted) }
      lots = isWhole
        ? withoutOldest(lots)
        : withOldest(lots, { ...lot, quantity: subtract(lot.quantity, wanted), cost: subtract(lot.cost, part.cost) })
      wanted = subtract(wanted, part.quantity)
      cost = add(cost, part.cost)
      if (lot.isUncosted === true) uncosted = both(uncosted, part)
    }
    const left = { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost), lots }
    return { left: marked(left, without(held.uncosted ?? NONE, uncosted)), cost, uncosted }
  },
}

/** Cost methods by name. */
export const COST_METHODS: { readonly [Name in CostMethodName]: CostMethod } = { average, fifo }

function marked(position: Position, uncosted: Uncosted): Position {
  return isZero(uncosted.quantity) ? position : { ...position, uncosted }
}

function both(one: Uncosted, other: Uncosted): Uncosted {
  return { quantity: add(one.quantity, other.quantity), cost: add(one.cost, other.cost) }
}

function without(whole: Uncosted, part: Uncosted): Uncosted {
  return { quantity: subtract(whole.quantity, part.quantity), cost: subtract(whole.cost, part.cost) }
}

/** Part of `uncosted` that leaves with `taken` of `held`; all of it with everything, so that no rounding remains. */
function shareOf(uncosted: Uncosted, held: AssetAmount, taken: AssetAmount): Uncosted {
  if (taken === held || isZero(uncosted.quantity)) return uncosted
  const quantity = divide<'asset'>(multiply(uncosted.quantity, taken), held)
  return { quantity, cost: partOf(uncosted, quantity) }
}

/** Part of the cost that leaves with `quantity`; all of it with everything, so that no rounding remains. */
function partOf(of: Lot, quantity: AssetAmount): Value {
  if (quantity === of.quantity) return of.cost
  return divide<'USDT'>(multiply(of.cost, quantity), of.quantity)
}
