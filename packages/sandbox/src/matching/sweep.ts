/** One order's walk through the opposite side: price by price from the best, oldest order first. */

import type { BookHalf } from './half.ts'
import type { BookOrder, BookSink, Level } from './order.ts'

/**
 * Fills `order` from `opposite` until it is filled, its limit ends, its budget buys no further lot, or nothing is left.
 * Makers that are filled leave `index`. The sink hears each match, then each price's new total when the walk leaves it.
 * @param budget in ticks × lots; `undefined` for an order that is bounded by its lots alone
 */
export function sweep<T>(
  order: BookOrder<T>,
  opposite: BookHalf<T>,
  index: Map<string, BookOrder<T>>,
  sink: BookSink<T>,
  budget: bigint | undefined,
): void {
  let funds = budget
  for (let level = opposite.best(); level !== undefined && order.lots > 0; level = opposite.best()) {
    if (!opposite.reaches(order.ticks, level.ticks)) return
    const wanted = funds === undefined ? order.lots : Math.min(order.lots, affordable(funds, level.ticks))
    if (wanted === 0) return
    const taken = drain(order, level, wanted, index, sink)
    if (funds !== undefined) funds -= BigInt(level.ticks) * BigInt(taken)
    if (level.first === undefined) opposite.dropBest()
    sink.level(opposite.side, level.ticks, level.lots)
    if (level.first !== undefined) return
  }
}

/** How many lots the funds pay for at this price. */
function affordable(funds: bigint, ticks: number): number {
  const lots = funds / BigInt(ticks)
  return lots > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(lots)
}

/** Takes up to `wanted` lots from one price and answers how many it took. */
function drain<T>(
  order: BookOrder<T>,
  level: Level<T>,
  wanted: number,
  index: Map<string, BookOrder<T>>,
  sink: BookSink<T>,
): number {
  let left = wanted
  for (let maker = level.first; maker !== undefined && left > 0; maker = level.first) {
    const lots = Math.min(maker.lots, left)
    left -= lots
    order.lots -= lots
    maker.lots -= lots
    level.lots -= lots
    if (maker.lots === 0) leave(level, maker, index)
    sink.match(maker, order, level.ticks, lots)
  }
  return wanted - left
}

/** The first order of the queue is filled. */
function leave<T>(level: Level<T>, maker: BookOrder<T>, index: Map<string, BookOrder<T>>): void {
  level.first = maker.next
  if (maker.next === undefined) level.last = undefined
  else maker.next.previous = undefined
  maker.level = maker.next = undefined
  index.delete(maker.id)
}
