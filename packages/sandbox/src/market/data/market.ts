/** A running market as the exchange's services use it. */

import type { Price } from '@spotdeck/exact'
import type { MarketData } from './public-data.ts'
import type { MarketSource } from './source.ts'

/** State of a market that follows another exchange. `ended`: the recording is over and its market stands still. */
export type FeedStatus = {
  readonly kind: 'replay' | 'mirror'
  /** File or address. */
  readonly source: string
  /** Time at which its market begins, ms since the epoch. */
  readonly startAt: number
  /** Time of a recording's end, ms since the epoch; absent: a mirror has none. */
  readonly endsAt?: number | undefined
  readonly ended: boolean
  /** Halted symbols, and why. */
  readonly halted: Readonly<Record<string, string>>
}

/** A requested price move. */
export type PriceMove = {
  readonly symbol: string
  /** Target: a price, or a change in percent. */
  readonly target: { readonly price: Price } | { readonly percent: number }
  readonly overMs: number
}

/** The market of all symbols: its data, its model and its bots. */
export interface Market {
  readonly data: MarketData
  readonly model: MarketSource
  /**
   * Brings the market up to `now`, slice by slice on a fixed grid of time. Call it before a command whose time is `now`,
   * and the same commands give the same market, byte for byte. After a pause of more than 10 s it jumps.
   */
  step(now: number): void
  /**
   * Leads a symbol's price somewhere; makers and takers follow. Answers the price at the end of the way, unrounded;
   * `undefined`: this market's prices are made elsewhere.
   */
  move(move: PriceMove): number | undefined
  /** Forgets all moves: prices are the model's again. */
  straighten(): void
  /** State of the feed that the market follows; absent: its own model. */
  readonly feed?: FeedStatus
  /** Stops the loop and keeps the open minutes. Idempotent; the store stays open. */
  stop(): void
}
