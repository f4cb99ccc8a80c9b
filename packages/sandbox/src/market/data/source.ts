/**
 * Source of prices and volumes: a pure function of symbol and time, in ticks and lots. Makers quote around its price,
 * takers trade at its pace, and it supplies the minutes in which nobody traded here.
 */

import type { Price } from '@spotdeck/exact'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import type { MarketShape } from '../../venue/listing/symbols.ts'
import type { Bar } from './bar.ts'
import type { Trade } from './public-data.ts'

/**
 * The same question always has the same answer, in whatever order questions come, for every time before and after the
 * start: charts, restarts and pauses are bridged by asking again. A minute opens where the one before it closed.
 */
export interface MarketSource {
  /** The fair price in quote per base, unrounded. */
  price(symbol: string, time: number): number
  /** The fair price in ticks of the symbol, at least 1. */
  ticks(symbol: string, time: number): number
  /** Bar of a whole minute in ticks, lots and amount units; `start` is a multiple of one minute. */
  minute(symbol: string, start: number): Bar
  /** Number of trades in a minute: 4 to 1,200. */
  tradesOf(symbol: string, start: number): number
  /** Prints of a past minute, oldest first; absent: they are made so that they give its bar. */
  prints?(symbol: string, start: number): readonly Trade[]
  /** A usual trade, in lots at the price of `time`; at least 1. */
  tradeLots(symbol: string, time: number): number
  /** Distance between neighbouring levels of the book, as a share of the price: liquid pairs are tighter. */
  levelStep(symbol: string): number
}

/** Description of the exchange that a source serves. */
export type SourceOptions = {
  readonly seed: number | string
  readonly rules: ReadonlyMap<string, SymbolRules>
  /** Approximate prices by symbol; only pairs with a dollar quote are read. */
  readonly references?: ReadonlyMap<string, Price> | undefined
  /** Settings of single markets by symbol; of one with settings, its reference price is kept to. */
  readonly shapes?: ReadonlyMap<string, MarketShape> | undefined
}

/** Makes the source of an exchange that starts, or starts again with a snapshot. */
export type OpenSource = (options: SourceOptions) => MarketSource
