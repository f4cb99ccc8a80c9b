/** Which cost leaves a position when some of it does: the average of all of it, or that of its oldest lots. */

import { type AssetAmount, add, compare, divide, isZero, multiply, subtract, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'

export type CostMethodName = 'average' | 'fifo'

/** What was bought at one time, as far as it is still there. */
export type Lot = { readonly quantity: AssetAmount; readonly cost: Value }

/** What of an asset is held by the book's account, and what it cost in USDT. `lots`: oldest first, first-in-first-out alone. */
export type Position = { readonly quantity: AssetAmount; readonly cost: Value; readonly lots?: readonly Lot[] }

export type CostMethod = {
  put(held: Position, quantity: AssetAmount, cost: Value): Position
  /** @param quantity at most what is held */
  take(held: Position, quantity: AssetAmount): { readonly left: Position; readonly cost: Value }
}

export const NOTHING_HELD: Position = { quantity: zero(), cost: zero() }

/** Lots kept of a position; the two oldest become one beyond that, at their average cost. */
const MOST_LOTS = 2_000

const average: CostMethod = {
  put: (held, quantity, cost) => ({ quantity: add(held.quantity, quantity), cost: add(held.cost, cost) }),
  take(held, quantity) {
    const cost = partOf(held, quantity)
    return { left: { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost) }, cost }
  },
}

const fifo: CostMethod = {
  put(held, quantity, cost) {
    const lots = isZero(quantity) ? (held.lots ?? []) : bounded([...(held.lots ?? []), { quantity, cost }])
    return { ...average.put(held, quantity, cost), lots }
  },
  take(held, quantity) {
    const lots = held.lots ?? []
    let wanted = quantity
    let cost = zero<'USDT'>()
    let used = 0
    for (const lot of lots) {
      if (compare(lot.quantity, wanted) > 0) break
      wanted = subtract(wanted, lot.quantity)
      cost = add(cost, lot.cost)
      used += 1
    }
    const rest = lots.slice(used)
    const [first, ...later] = rest
    if (first === undefined || isZero(wanted)) return leave(held, quantity, cost, rest)
    const part = partOf(first, wanted)
    const kept = { quantity: subtract(first.quantity, wanted), cost: subtract(first.cost, part) }
    return leave(held, quantity, add(cost, part), [kept, ...later])
  },
}

export const COST_METHODS: { readonly [Name in CostMethodName]: CostMethod } = { average, fifo }

function leave(held: Position, quantity: AssetAmount, cost: Value, lots: readonly Lot[]) {
  return { left: { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost), lots }, cost }
}

/** The share of the cost that goes with `quantity`; all of it with all, so that no digit is left behind. */
function partOf(of: Lot, quantity: AssetAmount): Value {
  if (quantity === of.quantity) return of.cost
  return divide<'USDT'>(multiply(of.cost, quantity), of.quantity)
}

function bounded(lots: readonly Lot[]): readonly Lot[] {
  const [first, second, ...rest] = lots
  if (lots.length <= MOST_LOTS || first === undefined || second === undefined) return lots
  return [{ quantity: add(first.quantity, second.quantity), cost: add(first.cost, second.cost) }, ...rest]
}
