/** One side of a book: prices sorted with the best at the end of an array, where most of the changes happen. */

import type { BookOrder, BookSink, Bounds, Level, Prevent, Side } from './order.ts'

/** Prices behind which another one comes or goes that are moved one by one; more are moved at once. */
const MAX_SHIFT = 48

/** One side of a book, sorted by price. */
export class BookHalf<T> {
  readonly side: Side
  /** Number of resting orders. */
  resting = 0
  readonly #sink: BookSink<T>
  /** Worst first, so that the best is added and dropped without moving the others. */
  readonly #sorted: Level<T>[] = []
  /** A better price has a higher `ticks × sign`. */
  readonly #sign: 1 | -1
  /** The price that was looked up last and its place, while no price comes or goes: an order looks its own up before it rests there. */
  #asked = Number.NaN
  #place = 0

  constructor(side: Side, sink: BookSink<T>) {
    this.side = side
    this.#sink = sink
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

  /**
   * Fills `order` from this side until it is filled, its limit ends, its budget buys no further lot, or nothing is left.
   * Answers true when the order was stopped: it may not match what it met.
   */
  fill(order: BookOrder<T>, bounds: Bounds<T> | undefined): boolean {
    let funds = bounds?.budget
    for (let level = this.best(); level !== undefined && order.lots > 0; level = this.best()) {
      if (!this.reaches(order.ticks, level.ticks)) return false
      const offered = order.lots
      const wanted = funds === undefined ? offered : Math.min(offered, affordable(funds, level.ticks))
      if (wanted === 0) return false
      const before = level.lots
      const stopped = this.#drainBest(order, wanted, bounds?.prevent)
      if (funds !== undefined) funds -= BigInt(level.ticks) * BigInt(offered - order.lots)
      if (level.first === undefined) this.#dropBest()
      if (level.lots !== before) this.#sink.level(this.side, level, before)
      if (stopped) return true
      if (level.first !== undefined) return false
    }
    return false
  }

  /** Matches up to `wanted` lots at the best price, oldest order first; true when `prevent` stopped the order. */
  #drainBest(order: BookOrder<T>, wanted: number, prevent: Prevent<T> | undefined): boolean {
    const level = this.best()
    let left = wanted
    for (let maker = level?.first; level !== undefined && maker !== undefined && left > 0; maker = level.first) {
      const prevention = prevent?.(maker.owner)
      if (prevention === undefined) {
        const lots = Math.min(maker.lots, left)
        left -= lots
        order.lots -= lots
        maker.lots -= lots
        level.lots -= lots
        if (maker.lots === 0) this.#shift(level, maker)
        this.#sink.match(maker, order, lots)
        continue
      }
      if (prevention !== 'taker') {
        level.lots -= maker.lots
        this.#shift(level, maker)
        this.#sink.prevented?.(maker)
      }
      if (prevention !== 'maker') return true
    }
    return false
  }

  /** Removes the first order of a queue. */
  #shift(level: Level<T>, maker: BookOrder<T>): void {
    level.first = maker.next
    if (maker.next === undefined) level.last = undefined
    else maker.next.previous = undefined
    maker.level = maker.next = undefined
    this.resting--
  }

  rest(order: BookOrder<T>): void {
    const level = this.#at(order.ticks) ?? this.#insert(order.ticks)
    order.level = level
    order.previous = level.last
    if (level.last === undefined) level.first = order
    else level.last.next = order
    level.last = order
    const before = level.lots
    level.lots += order.lots
    this.resting++
    this.#sink.level(this.side, level, before)
  }

  /** Removes an order that rests on this side. */
  remove(order: BookOrder<T>): void {
    const level = order.level
    if (level === undefined) return
    if (order.previous === undefined) level.first = order.next
    else order.previous.next = order.next
    if (order.next === undefined) level.last = order.previous
    else order.next.previous = order.previous
    const before = level.lots
    level.lots -= order.lots
    order.level = order.previous = order.next = undefined
    if (level.first === undefined) this.#drop(level.ticks)
    this.resting--
    this.#sink.level(this.side, level, before)
  }

  /** Sets what is left of an order that rests on this side. */
  resize(order: BookOrder<T>, lots: number): void {
    const { level } = order
    if (level === undefined) return
    const before = level.lots
    level.lots += lots - order.lots
    order.lots = lots
    this.#sink.level(this.side, level, before)
  }

  #dropBest(): void {
    this.#sorted.pop()
    this.#asked = Number.NaN
  }

  #at(ticks: number): Level<T> | undefined {
    const level = this.#sorted[this.#indexOf(ticks)]
    return level?.ticks === ticks ? level : undefined
  }

  #insert(ticks: number): Level<T> {
    const level: Level<T> = { ticks, lots: 0, first: undefined, last: undefined }
    const sorted = this.#sorted
    const place = this.#indexOf(ticks)
    this.#asked = Number.NaN
    if (sorted.length - place > MAX_SHIFT) sorted.splice(place, 0, level)
    else {
      let moved = level
      for (let at = place; at < sorted.length; at++) {
        const next = sorted[at] ?? moved
        sorted[at] = moved
        moved = next
      }
      sorted.push(moved)
    }
    return level
  }

  #drop(ticks: number): void {
    const sorted = this.#sorted
    const place = this.#indexOf(ticks)
    this.#asked = Number.NaN
    if (sorted.length - place > MAX_SHIFT) return void sorted.splice(place, 1)
    let moved = sorted.pop()
    for (let at = sorted.length - 1; at >= place && moved !== undefined; at--) {
      const next = sorted[at]
      sorted[at] = moved
      moved = next
    }
  }

  /** Returns the index of `ticks`, or the index at which it is inserted: in growing steps from the best price, then between two of them. */
  #indexOf(ticks: number): number {
    if (ticks === this.#asked) return this.#place
    let high = this.#sorted.length
    let low = 0
    for (let step = 1; high > 0; step *= 2) {
      const probe = high > step ? high - step : 0
      if (this.#isWorse(probe, ticks)) {
        low = probe + 1
        break
      }
      high = probe
    }
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#isWorse(middle, ticks)) low = middle + 1
      else high = middle
    }
    this.#asked = ticks
    this.#place = low
    return low
  }

  #isWorse(place: number, ticks: number): boolean {
    const level = this.#sorted[place]
    return level !== undefined && (level.ticks - ticks) * this.#sign < 0
  }
}

/** Returns the number of lots that the funds pay for at this price. */
function affordable(funds: bigint, ticks: number): number {
  const lots = funds / BigInt(ticks)
  return lots > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(lots)
}
