/**
 * The book of one symbol as far as it is known: what lies beyond its snapshot stays unknown until it changes. It is
 * changed in place, since it changes a thousand times a minute; readers take what they need and keep no view.
 */

import { decimal, type Price, type Quantity } from '@spotdeck/exact'
import { BookSide } from './book-side.ts'
import type { DepthSnapshot, DepthUpdate, PriceLevel } from './depth.ts'
import { digitsOf, formatTicks, isZeroText, parseTicks, TOO_FINE } from './ticks.ts'

export type BookLevel = { readonly price: Price; readonly quantity: Quantity }

/** Prices with more digits than that do not exist; text that claims so is broken. */
const MOST_DIGITS = 15

export class OrderBook {
  readonly bids = new BookSide('bids')
  readonly asks = new BookSide('asks')
  #version: number
  #scale: number

  constructor(snapshot: DepthSnapshot) {
    this.#version = snapshot.version
    this.#scale = 0
    for (const [price] of [...snapshot.bids, ...snapshot.asks]) this.#scale = Math.max(this.#scale, digitsOf(price))
    this.#scale = Math.min(this.#scale, MOST_DIGITS)
    // Worst first: each level then goes to the end of its side.
    for (const level of snapshot.bids.toReversed()) this.#put(this.bids, level)
    for (const level of snapshot.asks.toReversed()) this.#put(this.asks, level)
  }

  /** MEXC's count of changes that are contained. */
  get version(): number {
    return this.#version
  }

  /** Digits after the point that prices are kept with. */
  get priceDigits(): number {
    return this.#scale
  }

  /** Applies a whole update; whether it may be applied is for `sync` to say. Levels that are no numbers are left out. */
  apply(update: DepthUpdate): void {
    for (const level of update.bids) this.#put(this.bids, level)
    for (const level of update.asks) this.#put(this.asks, level)
    this.#version = update.toVersion
  }

  /** A BUY stands at or above a SELL: no real book does, so something was missed. */
  get isCrossed(): boolean {
    const bid = this.bids.ticksAt(0)
    const ask = this.asks.ticksAt(0)
    return bid !== undefined && ask !== undefined && bid >= ask
  }

  get bestBid(): BookLevel | undefined {
    return this.level(this.bids, 0)
  }

  get bestAsk(): BookLevel | undefined {
    return this.level(this.asks, 0)
  }

  /** At most `count` levels, best first. */
  top(side: 'bids' | 'asks', count: number): readonly BookLevel[] {
    const levels: BookLevel[] = []
    for (let rank = 0; rank < count; rank++) {
      const level = this.level(this[side], rank)
      if (level === undefined) break
      levels.push(level)
    }
    return levels
  }

  /** The level at `rank` of a side, 0 the best, as exact decimals. */
  level(side: BookSide, rank: number): BookLevel | undefined {
    const ticks = side.ticksAt(rank)
    const quantity = side.quantityAt(rank)
    if (ticks === undefined || quantity === undefined) return undefined
    return { price: formatTicks(ticks, this.#scale), quantity: decimal(quantity) }
  }

  #put(side: BookSide, [price, quantity]: PriceLevel): void {
    let ticks = parseTicks(price, this.#scale)
    if (ticks === TOO_FINE && this.#refine(digitsOf(price))) ticks = parseTicks(price, this.#scale)
    if (ticks < 0 || !PLAIN.test(quantity)) return
    if (isZeroText(quantity)) side.remove(ticks)
    else side.set(ticks, quantity)
  }

  /** Lays all prices out on a finer grid; false where that is not possible exactly. */
  #refine(scale: number): boolean {
    const factor = 10 ** (scale - this.#scale)
    const highest = Math.max(this.bids.ticksAt(0) ?? 0, this.asks.ticksAt(this.asks.size - 1) ?? 0)
    if (scale > MOST_DIGITS || highest * factor > Number.MAX_SAFE_INTEGER) return false
    this.bids.rescale(factor)
    this.asks.rescale(factor)
    this.#scale = scale
    return true
  }
}

const PLAIN = /^\d+\.?\d*$/
