/** One symbol of the venue: its rules, its book, its version count and its last price. */

import { type Price, toUnits } from '@spotdeck/exact'
import { type Book, createBook } from '../matching/book.ts'
import type { Side } from '../matching/order.ts'
import type { BookSide, BookView, SymbolRules } from './exchange.ts'
import type { Settlement } from './settlement.ts'
import type { SandboxSymbol } from './symbols.ts'
import { type Scale, scaleOfRules, textOf, toMoney } from './units.ts'
import type { Party } from './venue-order.ts'

export type Market = {
  /** Replaced whole when what the symbol allows changes; its digits never do. */
  rules: SymbolRules
  readonly scale: Scale
  readonly sizes: Sizes
  readonly book: Book<Party>
  /** Ticks the market counts from before its first trade. */
  readonly referenceTicks: number
  lastTicks: number | undefined
  /** How many matches there ever were. */
  matches: number
  /** Fees of fills among plain numbers that the venue has not yet counted, in parts of an area. */
  feeParts: number | undefined
  /** The listener of its book, made with the first command. */
  sink: Settlement | undefined
  /** One more with each change of a level. */
  version: number
  lastOrderCreateTime: number
}

/** The least and most an order may be: lots, and notionals in ticks × lots. */
export type Sizes = {
  readonly leastLots: number
  readonly least: bigint
  readonly most: bigint
  readonly mostMarket: bigint
  /** `least` and `most` as numbers where they are safe integers: what nearly every order is measured by. */
  readonly quick: { readonly least: number; readonly most: number } | undefined
}

function sizesOf(rules: SymbolRules, scale: Scale): Sizes {
  // Rounded up: a notional on the grid is at least the minimum exactly when it is at least this.
  const least = (toMoney(rules.minNotional) + scale.tickLot - 1n) / scale.tickLot
  const most = toMoney(rules.maxNotional) / scale.tickLot
  const isSafe = most <= BigInt(Number.MAX_SAFE_INTEGER)
  return {
    leastLots: Number(toUnits(rules.minQuantity, scale.quantityDigits)),
    least,
    most,
    quick: isSafe ? { least: Number(least), most: Number(most) } : undefined,
    mostMarket: toMoney(rules.maxMarketNotional) / scale.tickLot,
  }
}

/** @param firstVersion where the version count starts; it must not fall behind what was published before a restart */
export function openMarket(symbol: SandboxSymbol, firstVersion: number): Market {
  const scale = scaleOfRules(symbol.rules)
  return {
    rules: symbol.rules,
    scale,
    sizes: sizesOf(symbol.rules, scale),
    book: createBook<Party>(),
    referenceTicks: Number(toUnits(symbol.referencePrice, scale.priceDigits)),
    lastTicks: undefined,
    matches: 0,
    feeParts: undefined,
    sink: undefined,
    version: firstVersion,
    lastOrderCreateTime: 0,
  }
}

/** The last trade's ticks or, before the first trade, the reference. */
export function currentTicks(market: Market): number {
  return market.lastTicks ?? market.referenceTicks
}

export function priceOf(market: Market, ticks: number): Price {
  return textOf(ticks, market.scale.priceDigits)
}

export function viewOf(market: Market, depth: number): BookView {
  const side = (which: Side): BookSide =>
    market.book.levels(which, depth).map((level) => ({
      price: priceOf(market, level.ticks),
      quantity: textOf(level.lots, market.scale.quantityDigits),
    }))
  return {
    version: market.version,
    lastOrderCreateTime: market.lastOrderCreateTime,
    bids: side('bid'),
    asks: side('ask'),
  }
}
