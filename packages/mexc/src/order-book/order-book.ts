/**
 * The book of one symbol as far as it is known: what lies beyond its snapshot stays unknown until it changes. It is
 * changed in place, since it changes a thousand times a minute; readers take what they need and keep no view.
 */

import { decimal, type Price, type Quantity } from '@spotdeck/exact'
import type { Level } from '@spotdeck/wire'
import { BookSide, type BookSideName } from './book-side.ts'
import type { DepthSnapshot, DepthUpdate } from './depth.ts'
import { digitsOf, formatTicks, NO_NUMBER, parseTicks, signOfText, TOO_FINE } from './ticks.ts'

/** One price level: price in quote per base, quantity in base. */
export type BookLevel = { readonly price: Price; readonly quantity: Quantity }

/** Prices with more digits than that do not exist; text that claims so is broken. */
const MAX_DIGITS = 15

/** Bids and asks by exact price; versions say what they contain. Walks and tops cost what the levels they visit do. */
export class OrderBook {
  readonly bids = new BookSide('bids')
  readonly asks = new BookSide('asks')
  #version: number
  #updatedAt: number | undefined
  #scale: number
  /** Ticks of the worst level of the snapshot. */
  readonly #known: { bids: number | undefined; asks: number | undefined }
  #levelsRead = 0

  constructor(snapshot: DepthSnapshot) {
    this.#version = snapshot.version
    this.#scale = 0
    for (const [price] of [...snapshot.bids, ...snapshot.asks]) this.#scale = Math.max(this.#scale, digitsOf(price))
    this.#scale = Math.min(this.#scale, MAX_DIGITS)
    // Worst first: each level then goes to the end of its side.
    for (const [price, quantity] of snapshot.bids.toReversed()) this.#put(this.bids, price, quantity)
    for (const [price, quantity] of snapshot.asks.toReversed()) this.#put(this.asks, price, quantity)
    this.#known = { bids: this.bids.worstTicks, asks: this.asks.worstTicks }
  }

  /** MEXC's count of changes that are contained. */
  get version(): number {
    return this.#version
  }

  /** Time at which MEXC last changed or confirmed this book, ms since the epoch; `undefined` if not followed. */
  get updatedAt(): number | undefined {
    return this.#updatedAt
  }

  /** Records that data of the exchange changed or confirmed this book at `at`. */
  confirm(at: number): void {
    this.#updatedAt = at
  }

  /** Number of levels of a side that were read at most. */
  get levelsRead(): number {
    return this.#levelsRead
  }

  /** Digits after the point that prices are kept with. */
  get priceDigits(): number {
    return this.#scale
  }

  /**
   * Applies a whole update; whether it may be applied is for `sync` to say. Levels that are no numbers are left, and
   * the answer is then false: the book is not what the exchange meant.
   */
  apply(update: DepthUpdate): boolean {
    const bids = this.#putAll(this.bids, update.bids)
    const asks = this.#putAll(this.asks, update.asks)
    this.#version = update.toVersion
    return bids && asks
  }

  /** A BUY stands at or above a SELL: no real book does, so something was missed. */
  get isCrossed(): boolean {
    const bid = this.bids.bestTicks
    const ask = this.asks.bestTicks
    return bid !== undefined && ask !== undefined && bid >= ask
  }

  get bestBid(): BookLevel | undefined {
    return this.level(this.bids, 0)
  }

  get bestAsk(): BookLevel | undefined {
    return this.level(this.asks, 0)
  }

  /**
   * Worst price up to which a side is known whole. MEXC: a snapshot ends there; a level beyond is unknown until it
   * changes. Undefined: the snapshot had none on this side.
   */
  knownTo(side: BookSideName): Price | undefined {
    const ticks = this.#known[side]
    return ticks === undefined ? undefined : formatTicks(ticks, this.#scale)
  }

  /** At most `count` levels, best first. */
  top(side: BookSideName, count: number): readonly BookLevel[] {
    const levels: BookLevel[] = []
    if (count > 0) this.walk(side, (level) => levels.push(level) < count)
    return levels
  }

  /** Visits the levels of a side, best first, as exact decimals, until `visit` answers false. */
  walk(side: BookSideName, visit: (level: BookLevel) => boolean, rank = 0): void {
    let levels = rank
    this[side].walk(rank, (ticks, quantity) => {
      levels++
      return visit({ price: formatTicks(ticks, this.#scale), quantity: decimal(quantity) })
    })
    this.#levelsRead = Math.max(this.#levelsRead, levels)
  }

  /** The level at `rank` of a side, 0 the best, as exact decimals. */
  level(side: BookSide, rank: number): BookLevel | undefined {
    let found: BookLevel | undefined
    const name = side === this.bids ? 'bids' : 'asks'
    if (rank >= 0 && rank < side.size) {
      this.walk(
        name,
        (level) => {
          found = level
          return false
        },
        rank,
      )
    }
    return found
  }

  #putAll(side: BookSide, levels: readonly Level[]): boolean {
    let readable = true
    for (const { price, quantity } of levels) if (!this.#put(side, price, quantity)) readable = false
    return readable
  }

  /** False: one of the texts is no number. */
  #put(side: BookSide, price: string, quantity: string): boolean {
    let ticks = parseTicks(price, this.#scale)
    if (ticks === TOO_FINE && this.#refine(digitsOf(price))) ticks = parseTicks(price, this.#scale)
    if (ticks < 0) return false
    const sign = signOfText(quantity)
    if (sign === NO_NUMBER) return false
    if (sign === 0) side.remove(ticks)
    else side.set(ticks, quantity.length < CUT_FROM ? quantity : copied(quantity))
    return true
  }

  /** Lays all prices out on a finer grid; false where that is not possible exactly. */
  #refine(scale: number): boolean {
    const factor = 10 ** (scale - this.#scale)
    const highest = Math.max(this.bids.bestTicks ?? 0, this.asks.worstTicks ?? 0, this.#known.asks ?? 0)
    if (scale > MAX_DIGITS || highest * factor > Number.MAX_SAFE_INTEGER) return false
    this.bids.rescale(factor)
    this.asks.rescale(factor)
    for (const side of ['bids', 'asks'] as const) {
      const ticks = this.#known[side]
      if (ticks !== undefined) this.#known[side] = ticks * factor
    }
    this.#scale = scale
    return true
  }
}

/** From so many characters on, a text that was cut from a frame may keep the whole frame alive. */
const CUT_FROM = 13

/** The same text without what it was cut from. */
function copied(text: string): string {
  return ` ${text}`.slice(1)
}
