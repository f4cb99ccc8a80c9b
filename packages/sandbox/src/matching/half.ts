/** One side of a book: prices sorted with the best at the end of an array, where most of the changes happen. */

import type { BookOrder, BookSink, Level, Prevent, Side } from './order.ts'

/** One side of a book, sorted by price. */
export class BookHalf<T> {
  readonly side: Side
  /** Worst first, so that the best is added and dropped without moving the others. */
  readonly #sorted: Level<T>[] = []
  readonly #byTicks = new Map<number, Level<T>>()
  /** A better price has a higher `ticks × sign`. */
  readonly #sign: 1 | -1
  /** The price that was asked for last: an order looks its own up before it rests there. */
  #asked: Level<T> | undefined

  constructor(side: Side) {
    this.side = side
    this.#sign = side === 'bid' ? 1 : -1
  }

  best(): Level<T> | undefined {
    return this.#sorted[this.#sorted.length - 1]
  }

  totalAt(ticks: number): number {
    return this.#at(ticks)?.lots ?? 0
  }

  /** Returns whether an order against this side with this limit may trade at `ticks`. */
  reaches(limit: number, ticks: number): boolean {
    return (ticks - limit) * this.#sign >= 0
  }

  /** Lots an order against this side with this limit would match, counted up to `enough`. */
  reachable(limit: number, enough: number, prevent?: Prevent<T>): number {
    let lots = 0
    for (let at = this.#sorted.length - 1; at >= 0 && lots < enough; at--) {
      const level = this.#sorted[at]
      if (level === undefined || !this.reaches(limit, level.ticks)) break
      if (prevent === undefined) {
        lots = Math.min(enough, lots + level.lots)
        continue
      }
      for (let maker = level.first; maker !== undefined && lots < enough; maker = maker.next) {
        const prevention = prevent(maker.owner)
        if (prevention === 'taker' || prevention === 'both') return lots
        if (prevention === undefined) lots = Math.min(enough, lots + maker.lots)
      }
    }
    return lots
  }

  /** Best first, at most `depth`. */
  top(depth: number): Level<T>[] {
    const levels: Level<T>[] = []
    for (let at = this.#sorted.length - 1; at >= 0 && levels.length < depth; at--) {
      const level = this.#sorted[at]
      if (level !== undefined) levels.push(level)
    }
    return levels
  }

  rest(order: BookOrder<T>, sink: BookSink<T>): void {
    const level = this.#at(order.ticks) ?? this.#insert(order.ticks)
    order.level = level
    order.previous = level.last
    if (level.last === undefined) level.first = order
    else level.last.next = order
    level.last = order
    level.lots += order.lots
    sink.level(this.side, level.ticks, level.lots)
  }

  /** Removes an order that rests on this side. */
  remove(order: BookOrder<T>, sink: BookSink<T>): void {
    const level = order.level
    if (level === undefined) return
    if (order.previous === undefined) level.first = order.next
    else order.previous.next = order.next
    if (order.next === undefined) level.last = order.previous
    else order.next.previous = order.previous
    level.lots -= order.lots
    order.level = order.previous = order.next = undefined
    if (level.first === undefined) this.#drop(level)
    sink.level(this.side, level.ticks, level.lots)
  }

  /** Forgets the best price once its queue is empty. */
  dropBest(): void {
    const level = this.#sorted.pop()
    if (level !== undefined) this.#forget(level)
  }

  #at(ticks: number): Level<T> | undefined {
    if (this.#asked?.ticks === ticks) return this.#asked
    return (this.#asked = this.#byTicks.get(ticks))
  }

  #forget(level: Level<T>): void {
    this.#byTicks.delete(level.ticks)
    if (this.#asked === level) this.#asked = undefined
  }

  #insert(ticks: number): Level<T> {
    const level: Level<T> = { ticks, lots: 0, first: undefined, last: undefined }
    this.#byTicks.set(ticks, level)
    const best = this.best()
    if (best === undefined || (ticks - best.ticks) * this.#sign > 0) this.#sorted.push(level)
    else this.#sorted.splice(this.#indexOf(ticks), 0, level)
    return level
  }

  #drop(level: Level<T>): void {
    if (this.best() === level) return this.dropBest()
    this.#forget(level)
    this.#sorted.splice(this.#indexOf(level.ticks), 1)
  }

  /** Returns the index of `ticks`, or the index at which it is inserted. */
  #indexOf(ticks: number): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const level = this.#sorted[middle]
      if (level !== undefined && (level.ticks - ticks) * this.#sign < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
