/**
 * A price-time priority order book of one symbol on integer ticks and lots. A submitted order meets the best opposite
 * prices first and, at one price, the oldest order first; what its kind lets stand then rests.
 */

import { BookHalf } from './half.ts'
import type { BookOrder, BookSink, Bounds, Level, OrderKind, Side } from './order.ts'

/** An order book of one symbol, in integer ticks and lots. */
export interface Book<T> {
  /**
   * Matches `order` and rests what is left when its kind says so. Afterwards `order.lots` is what is left and
   * `order.level` is set when it rests. With a `budget` (in ticks × lots, for buying by quote amount) each price gives as
   * many lots as the rest of the budget pays for; the order's own lots still bound it. Answers true when `prevent`
   * stopped the order: what is left of it neither matches nor rests.
   */
  submit(order: BookOrder<T>, kind: OrderKind, bounds?: Bounds<T>): boolean
  /** Takes a resting order out; false when it does not rest here. Its `lots` stay what was left. */
  cancel(order: BookOrder<T>): boolean
  /** Sets what is left of a resting order, which keeps its place in its queue; 0 takes it out. */
  resize(order: BookOrder<T>, lots: number): void
  /** Best first, at most `depth`. Levels are live: read them at once. */
  levels(side: Side, depth: number): readonly Level<T>[]
  best(side: Side): Level<T> | undefined
  /** Returns whether `lots` more can rest at `ticks` with the price's total still a safe integer. */
  hasRoom(side: Side, ticks: number, lots: number): boolean
  /** Returns whether an order of `side` limited to `ticks` would match anything. */
  crosses(side: Side, ticks: number): boolean
  /** Number of resting orders. */
  readonly size: number
}

/** Creates an empty book. */
export function createBook<T>(sink: BookSink<T>): Book<T> {
  const bids = new BookHalf('bid', sink)
  const asks = new BookHalf('ask', sink)
  const half = (side: Side): BookHalf<T> => (side === 'bid' ? bids : asks)
  const against = (side: Side): BookHalf<T> => (side === 'bid' ? asks : bids)
  const crosses = (side: Side, ticks: number): boolean => {
    const best = against(side).best()
    return best !== undefined && against(side).reaches(ticks, best.ticks)
  }

  return {
    submit(order, kind, bounds) {
      const opposite = against(order.side)
      if (kind === 'post' && crosses(order.side, order.ticks)) return false
      if (kind === 'all' && opposite.reachable(order.ticks, order.lots, bounds?.prevent) < order.lots) return false
      const stopped = kind !== 'post' && opposite.fill(order, bounds)
      if (stopped || order.lots === 0 || (kind !== 'rest' && kind !== 'post')) return stopped
      half(order.side).rest(order)
      return false
    },
    cancel(order) {
      if (order.level === undefined) return false
      half(order.side).remove(order)
      return true
    },
    resize(order, lots) {
      if (order.level === undefined) return
      if (lots > 0) return half(order.side).resize(order, lots)
      half(order.side).remove(order)
      order.lots = 0
    },
    levels: (side, depth) => half(side).top(depth),
    best: (side) => half(side).best(),
    hasRoom: (side, ticks, lots) => half(side).totalAt(ticks) + lots <= Number.MAX_SAFE_INTEGER,
    crosses,
    get size() {
      return bids.resting + asks.resting
    },
  }
}
