/** One symbol of the venue: its rules, its book, its version count and its last price. */

import { type Amount, type Price, toUnits } from '@spotdeck/exact'
import { createBook } from '../../matching/book.ts'
import type { Side } from '../../matching/order.ts'
import type { BookSide, BookView, SymbolRules } from '../contract/exchange.ts'
import type { SandboxSymbol } from '../listing/symbols.ts'
import { type Scale, scaleOfRules, textOf, toMoney } from '../contract/units.ts'
import type { Market, Party, Settlement, Sizes, VenueState } from './model.ts'

function sizesOf(rules: SymbolRules, scale: Scale): Sizes {
  // Rounded up: a notional on the grid is at least the minimum exactly when it is at least this.
  const stepsFrom = (amount: Amount): bigint => (toMoney(amount) + scale.tickLot - 1n) / scale.tickLot
  const least = stepsFrom(rules.minNotional)
  const most = toMoney(rules.maxNotional) / scale.tickLot
  const isSafe = most <= BigInt(Number.MAX_SAFE_INTEGER)
  return {
    leastLots: Number(toUnits(rules.minQuantity, scale.quantityDigits)),
    least,
    leastMarket: stepsFrom(rules.minMarketNotional ?? rules.minNotional),
    most,
    quick: isSafe ? { least: Number(least), most: Number(most) } : undefined,
    mostMarket: toMoney(rules.maxMarketNotional) / scale.tickLot,
  }
}

/**
 * @param firstVersion where the version count starts; it must not fall behind what was published before a restart
 * @param sinkOf makes the listener of the market's book
 */
export function openMarket(
  symbol: SandboxSymbol,
  firstVersion: number,
  sinkOf: (market: Market) => Settlement,
): Market {
  const scale = scaleOfRules(symbol.rules)
  const market: Omit<Market, 'book' | 'sink'> = {
    rules: symbol.rules,
    scale,
    sizes: sizesOf(symbol.rules, scale),
    lastTicks: Number(toUnits(symbol.referencePrice, scale.priceDigits)),
    matches: 0,
    version: firstVersion,
    lastOrderCreateTime: 0,
  }
  const sink = sinkOf(market as Market)
  return Object.assign(market, { sink, book: createBook<Party>(sink) })
}

/** @throws {RangeError} for an unknown symbol */
export function marketIn(state: VenueState, symbol: string): Market {
  const market = state.markets.get(symbol)
  if (market === undefined) throw new RangeError(`No symbol ${symbol} here: ask \`rules\` first.`)
  return market
}

/** Returns a price in ticks as decimal text. */
export function priceOf(market: Market, ticks: number): Price {
  return textOf(ticks, market.scale.priceDigits)
}

/** Returns the best levels of both sides, at most `depth` each. */
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
