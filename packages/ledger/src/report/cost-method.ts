/** Which cost leaves a position when some of it does: the average of all of it, or that of its oldest lots. */

import { type AssetAmount, add, compare, divide, isZero, multiply, subtract, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'
import { type Lot, type Lots, NO_LOTS, append, oldestOf, withOldest, withoutOldest } from './lots.ts'

export type CostMethodName = 'average' | 'fifo'

/** What of an asset is held by the book's account, and what it cost in USDT. `lots`: first-in-first-out alone. */
export type Position = {
  readonly quantity: AssetAmount
  readonly cost: Value
  readonly lots?: Lots
  /** What of it came at a cost that nobody knows, or not all of it; absent where nothing did. */
  readonly uncosted?: Uncosted
}

/** A part of what is held or taken: how much, and what is known of its cost. */
export type Uncosted = { readonly quantity: AssetAmount; readonly cost: Value }

export type CostMethod = {
  /** @param isKnown whether `cost` is all it cost */
  put(held: Position, quantity: AssetAmount, cost: Value, isKnown: boolean): Position
  /** @param quantity at most what is held */
  take(held: Position, quantity: AssetAmount): Taken
}

/** `uncosted`: the part of what was taken, and of `cost`, that came at a cost nobody knows. */
type Taken = { readonly left: Position; readonly cost: Value; readonly uncosted: Uncosted }

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
    // Known or not, the same share of each leaves.
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

/** What of `uncosted` goes with `taken` of `held`; all of it with all, so that no digit is left behind. */
function shareOf(uncosted: Uncosted, held: AssetAmount, taken: AssetAmount): Uncosted {
  if (taken === held || isZero(uncosted.quantity)) return uncosted
  const quantity = divide<'asset'>(multiply(uncosted.quantity, taken), held)
  return { quantity, cost: partOf(uncosted, quantity) }
}

/** The share of the cost that goes with `quantity`; all of it with all, so that no digit is left behind. */
function partOf(of: Lot, quantity: AssetAmount): Value {
  if (quantity === of.quantity) return of.cost
  return divide<'USDT'>(multiply(of.cost, quantity), of.quantity)
}
