/** Cost methods: which cost leaves a position with a sold quantity: the average, or that of the oldest or the dearest lots. */

import { type AssetAmount, add, compare, divide, isZero, multiply, subtract, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'
import {
  HIGHEST_FIRST,
  type Lot,
  type LotQueue,
  type Lots,
  OLDEST_FIRST,
  type RankedLots,
  shareOf,
  splitLot,
} from './lots.ts'

/** Name of a cost method: average cost; first in, first out; or highest cost first. */
export type CostMethodName = 'average' | 'fifo' | 'hifo'

/** Held quantity of an asset and its cost in USDT. `lots`: `fifo` only. `ranked`: `hifo` only. */
export type Position = {
  readonly quantity: AssetAmount
  readonly cost: Value
  readonly lots?: Lots
  readonly ranked?: RankedLots
  /** Quantity whose cost is unknown or only partly known; absent where there is none. */
  readonly uncosted?: Uncosted
}

/** A quantity, and what is known of its cost in USDT. */
export type Uncosted = { readonly quantity: AssetAmount; readonly cost: Value }

/** Adds to a position and takes from it. */
export type CostMethod = {
  put(held: Position, lot: Lot): Position
  /** @param quantity at most the held quantity */
  take(held: Position, quantity: AssetAmount): Taken
}

/**
 * `uncosted`: the part of the quantity, and of `cost`, whose cost is not known. `parts`: what was taken, lot by lot; by
 * average cost one part of a known cost and one of an unknown.
 */
type Taken = {
  readonly left: Position
  readonly cost: Value
  readonly uncosted: Uncosted
  readonly parts: readonly Lot[]
}

/** The position of an asset that is not held. */
export const NOTHING_HELD: Position = { quantity: zero(), cost: zero() }
const NONE: Uncosted = { quantity: zero(), cost: zero() }

const average: CostMethod = {
  put(held, { quantity, cost, isUncosted }) {
    const { uncosted = NONE } = held
    const position = { quantity: add(held.quantity, quantity), cost: add(held.cost, cost) }
    return marked(position, isUncosted === true ? both(uncosted, { quantity, cost }) : uncosted)
  },
  take(held, quantity) {
    const cost = shareOf(held.cost, quantity, held.quantity)
    // The known and the unknown part leave in the same proportion.
    const uncosted = uncostedShare(held.uncosted ?? NONE, held.quantity, quantity)
    const left = { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost) }
    const known: Lot = without({ quantity, cost }, uncosted)
    const parts = [known, { ...uncosted, isUncosted: true as const }].filter(
      (part) => !isZero(part.quantity) || !isZero(part.cost),
    )
    return { left: marked(left, without(held.uncosted ?? NONE, uncosted)), cost, uncosted, parts }
  },
}

/** Keeps lots apart, and takes them in the order of a queue, which `of` reads from a position and `as` puts there. */
function lotByLot<Queue>(
  queue: LotQueue<Queue>,
  of: (held: Position) => Queue | undefined,
  as: (lots: Queue) => Partial<Position>,
): CostMethod {
  return {
    put(held, lot) {
      const lots = of(held) ?? queue.none
      return { ...average.put(held, lot), ...as(isZero(lot.quantity) ? lots : queue.append(lots, lot)) }
    },
    take(held, quantity) {
      let lots = of(held) ?? queue.none
      let wanted = quantity
      let cost = zero<'USDT'>()
      let uncosted = NONE
      const parts: Lot[] = []
      for (let lot = queue.next(lots); lot !== undefined && !isZero(wanted); lot = queue.next(lots)) {
        const isWhole = compare(lot.quantity, wanted) <= 0
        const split = isWhole ? undefined : splitLot(lot, wanted)
        const part = split?.part ?? lot
        lots = split === undefined ? queue.withoutNext(lots) : queue.withNext(lots, split.left)
        wanted = subtract(wanted, part.quantity)
        cost = add(cost, part.cost)
        parts.push(part)
        if (lot.isUncosted === true) uncosted = both(uncosted, part)
      }
      const left = { quantity: subtract(held.quantity, quantity), cost: subtract(held.cost, cost), ...as(lots) }
      return { left: marked(left, without(held.uncosted ?? NONE, uncosted)), cost, uncosted, parts }
    },
  }
}

/** Cost methods by name. */
export const COST_METHODS: { readonly [Name in CostMethodName]: CostMethod } = {
  average,
  fifo: lotByLot(
    OLDEST_FIRST,
    ({ lots }) => lots,
    (lots) => ({ lots }),
  ),
  hifo: lotByLot(
    HIGHEST_FIRST,
    ({ ranked }) => ranked,
    (ranked) => ({ ranked }),
  ),
}

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
function uncostedShare(uncosted: Uncosted, held: AssetAmount, taken: AssetAmount): Uncosted {
  if (taken === held || isZero(uncosted.quantity)) return uncosted
  const quantity = divide<'asset'>(multiply(uncosted.quantity, taken), held)
  return { quantity, cost: shareOf(uncosted.cost, quantity, uncosted.quantity) }
}
