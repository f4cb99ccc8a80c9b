/** One order's walk through the opposite side: price by price from the best, oldest order first. */

import type { BookHalf } from './half.ts'
import type { BookOrder, BookSink, Level, Prevent } from './order.ts'

/** Number of resting orders of a book. */
export type Count = { resting: number }

/** Limits of an order besides its lots and its price. */
export type Bounds<T> = {
  /** In ticks × lots; absent for an order that is bounded by its lots alone. */
  readonly budget?: bigint | undefined
  readonly prevent?: Prevent<T> | undefined
}

/**
 * Fills `order` from `opposite` until it is filled, its limit ends, its budget buys no further lot, or nothing is left.
 * Filled makers leave the book and its count. The sink receives each match, then the new total of each price.
 * Answers true when the order was stopped: it may not match what it met.
 */
export function sweep<T>(
  order: BookOrder<T>,
  opposite: BookHalf<T>,
  count: Count,
  sink: BookSink<T>,
  bounds: Bounds<T> | undefined,
): boolean {
  let funds = bounds?.budget
  const prevent = bounds?.prevent
  for (let level = opposite.best(); level !== undefined && order.lots > 0; level = opposite.best()) {
    if (!opposite.reaches(order.ticks, level.ticks)) return false
    const wanted = funds === undefined ? order.lots : Math.min(order.lots, affordable(funds, level.ticks))
    if (wanted === 0) return false
    const before = level.lots
    const guarded = prevent === undefined ? undefined : drainAllowed(order, level, wanted, { count, sink, prevent })
    const taken = guarded === undefined ? drain(order, level, wanted, count, sink) : guarded.taken
    if (funds !== undefined) funds -= BigInt(level.ticks) * BigInt(taken)
    if (level.first === undefined) opposite.dropBest()
    if (level.lots !== before) sink.level(opposite.side, level.ticks, level.lots, before)
    if (guarded?.stopped === true) return true
    if (level.first !== undefined) return false
  }
  return false
}

/** Returns the number of lots that the funds pay for at this price. */
function affordable(funds: bigint, ticks: number): number {
  const lots = funds / BigInt(ticks)
  return lots > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(lots)
}

/** Takes up to `wanted` lots from one price and answers how many it took. */
function drain<T>(order: BookOrder<T>, level: Level<T>, wanted: number, count: Count, sink: BookSink<T>): number {
  let left = wanted
  for (let maker = level.first; maker !== undefined && left > 0; maker = level.first) {
    left -= matchOne(order, level, maker, left, count, sink)
  }
  return wanted - left
}

type Guarded<T> = {
  readonly count: Count
  readonly sink: BookSink<T>
  readonly prevent: Prevent<T>
}

/** The same among makers of which some may not be met: those end, or the order stops there, or both. */
function drainAllowed<T>(
  order: BookOrder<T>,
  level: Level<T>,
  wanted: number,
  { count, sink, prevent }: Guarded<T>,
): { readonly taken: number; readonly stopped: boolean } {
  let left = wanted
  for (let maker = level.first; maker !== undefined && left > 0; maker = level.first) {
    const prevention = prevent(maker.owner)
    if (prevention === undefined) {
      left -= matchOne(order, level, maker, left, count, sink)
      continue
    }
    if (prevention !== 'taker') {
      level.lots -= maker.lots
      leave(level, maker, count)
      sink.prevented?.(maker)
    }
    if (prevention !== 'maker') return { taken: wanted - left, stopped: true }
  }
  return { taken: wanted - left, stopped: false }
}

/** Matches the order with the first maker of the price for up to `most` lots; answers how many. */
function matchOne<T>(
  order: BookOrder<T>,
  level: Level<T>,
  maker: BookOrder<T>,
  most: number,
  count: Count,
  sink: BookSink<T>,
): number {
  const lots = Math.min(maker.lots, most)
  order.lots -= lots
  maker.lots -= lots
  level.lots -= lots
  if (maker.lots === 0) leave(level, maker, count)
  sink.match(maker, order, level.ticks, lots)
  return lots
}

/** The first order of the queue is gone. */
function leave<T>(level: Level<T>, maker: BookOrder<T>, count: Count): void {
  level.first = maker.next
  if (maker.next === undefined) level.last = undefined
  else maker.next.previous = undefined
  maker.level = maker.next = undefined
  count.resting--
}
