/** Which cost leaves a position when some of it does: the average of all of it, or that of its oldest lots. */

import { type AssetAmount, add, compare, divide, isZero, multiply, subtract, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'
import { type Lot, type Lots, NO_LOTS, append, oldestOf, withOldest, withoutOldest } from './lots.ts'

export type CostMethodName = 'average' | 'fifo'

/** What of an asset is held by the book's account, and what it cost in USDT. `lots`: first-in-first-out alone. */
export type Position = { readonly quantity: AssetAmount; readonly cost: Value; readonly lots?: Lots }

export type CostMethod = {
  put(held: Position, quantity: AssetAmount, cost: Value): Position
  /** @param quantity at most what is held */
  take(held: Position, quantity: AssetAmount): { readonly left: Position; readonly cost: Value }
}

export const NOTHING_HELD: Position = { quantity: zero(), cost: zero() }

const average: CostMethod = {
  put: (held, quantity, cost) => ({ quantity: add(held.quantity, quantity), cost: add(held.cost, cost) }),
  take(held, quantity) {
    const cost = partOf(held, quantity)
    return { left: { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost) }, cost }
  },
}

const fifo: CostMethod = {
  put(held, quantity, cost) {
    const lots = held.lots ?? NO_LOTS
    return { ...average.put(held, quantity, cost), lots: isZero(quantity) ? lots : append(lots, { quantity, cost }) }
  },
  take(held, quantity) {
    let lots = held.lots ?? NO_LOTS
    let wanted = quantity
    let cost = zero<'USDT'>()
    for (let lot = oldestOf(lots); lot !== undefined && !isZero(wanted); lot = oldestOf(lots)) {
      const isWhole = compare(lot.quantity, wanted) <= 0
      const part = isWhole ? lot : { quantity: wanted, cost: partOf(lot, wanted) }
      lots = isWhole ? withoutOldest(lots) : withOldest(lots, { quantity: subtract(lot.quantity, wanted), cost: subtract(lot.cost, part.cost) }) // prettier-ignore
      wanted = subtract(wanted, part.quantity)
      cost = add(cost, part.cost)
    }
    return { left: { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost), lots }, cost }
  },
}

export const COST_METHODS: { readonly [Name in CostMethodName]: CostMethod } = { average, fifo }

/** The share of the cost that goes with `quantity`; all of it with all, so that no digit is left behind. */
function partOf(of: Lot, quantity: AssetAmount): Value {
  if (quantity === of.quantity) return of.cost
  return divide<'USDT'>(multiply(of.cost, quantity), of.quantity)
}
