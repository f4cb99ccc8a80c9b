/** Counts and gains of trades, and the order in which they were won and lost. */

import { type Decimal, fromInteger, isPositive, isZero, roundHalfEven, sum, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'
import type { Trade } from './entry-result.ts'

/** Buckets of holding time, shortest first, each with the time in ms below which it ends; the last has no end. */
export const HOLDING_BUCKETS = [
  ['under1m', 60_000],
  ['1m-15m', 900_000],
  ['15m-1h', 3_600_000],
  ['1h-4h', 14_400_000],
  ['4h-1d', 86_400_000],
  ['1d-7d', 604_800_000],
  ['7d-30d', 2_592_000_000],
  ['over30d', Infinity],
] as const satisfies readonly (readonly [string, number])[]

/** Key of trades whose holding time is not known, and of deals that are no trades. */
const UNKNOWN_TIME = 'unknown'
const NO_TRADE = 'noTrade'

/** Names of the buckets in their order, those without a time last. */
export const HOLDINGS: readonly string[] = [...HOLDING_BUCKETS.map(([key]) => key), UNKNOWN_TIME, NO_TRADE]

/** Name of the bucket of a deal by its trade. */
export function holdingOf(trade: Trade | undefined): string {
  if (trade === undefined) return NO_TRADE
  const { heldMs } = trade
  if (heldMs === undefined) return UNKNOWN_TIME
  return HOLDING_BUCKETS.find(([, end]) => heldMs < end)?.[0] ?? UNKNOWN_TIME
}

/** Sums of trades. Gains are in USDT. */
export type TradeSum = {
  /** wins + losses + those of gain 0, at 8 digits. */
  readonly count: number
  readonly wins: number
  readonly losses: number
  /** Gain of the wins, and of the losses: negative. */
  readonly won: Value
  readonly lost: Value
  /** Trades with a holding time, and its sum. */
  readonly timed: number
  readonly heldMs: Decimal<'ms'>
}

/** No trade. */
export const NO_TRADES: TradeSum = { count: 0, wins: 0, losses: 0, won: zero(), lost: zero(), timed: 0, heldMs: zero() }

/** Result of a trade: no trade, gain 0, won, lost. */
export type Outcome = 0 | 1 | 2 | 3

/** Digits at which a gain counts as 0: shares of costs are rounded, so that a trade at its cost may differ at the 18th digit. */
const GAIN_DIGITS = 8
/** Beyond it, rounding never makes a gain 0. */
const SURE_GAIN = 10 ** (1 - GAIN_DIGITS)

/** The result of a deal by its trade. */
export function outcomeOf(trade: Trade | undefined): Outcome {
  if (trade === undefined) return 0
  if (Math.abs(Number(trade.gain)) > SURE_GAIN) return isPositive(trade.gain) ? 2 : 3
  const gain = roundHalfEven(trade.gain, GAIN_DIGITS)
  return isZero(gain) ? 1 : isPositive(gain) ? 2 : 3
}

/** The sum of one trade, or of none. */
export function tradeSumOf(trade: Trade | undefined): TradeSum {
  if (trade === undefined) return NO_TRADES
  const { gain, heldMs } = trade
  const outcome = outcomeOf(trade)
  return {
    count: 1,
    wins: outcome === 2 ? 1 : 0,
    losses: outcome === 3 ? 1 : 0,
    won: outcome === 2 ? gain : zero(),
    lost: outcome === 3 ? gain : zero(),
    timed: heldMs === undefined ? 0 : 1,
    heldMs: heldMs === undefined ? zero() : fromInteger(heldMs),
  }
}

/** The sum of all. */
export function addTrades(all: readonly TradeSum[]): TradeSum {
  const some = all.filter(({ count }) => count > 0)
  const [first = NO_TRADES] = some
  if (some.length < 2) return first
  const count = (read: (one: TradeSum) => number): number => some.reduce((total, one) => total + read(one), 0)
  return {
    count: count((one) => one.count),
    wins: count((one) => one.wins),
    losses: count((one) => one.losses),
    won: sum(some.map(({ won }) => won)),
    lost: sum(some.map(({ lost }) => lost)),
    timed: count((one) => one.timed),
    heldMs: sum(some.map(({ heldMs }) => heldMs)),
  }
}

/** Longest sequences of trades of one outcome. A trade of gain 0 ends a sequence. */
export class Streaks {
  longestWin = 0
  longestLoss = 0
  /** Wins, or losses as a negative number, since the last trade of another outcome. */
  #streak = 0

  /** Counts the next trade in the order of (time, id). */
  add(outcome: Outcome): void {
    if (outcome === 0) return
    if (outcome === 1) this.#streak = 0
    else if (outcome === 2) {
      this.#streak = this.#streak > 0 ? this.#streak + 1 : 1
      if (this.#streak > this.longestWin) this.longestWin = this.#streak
    } else {
      this.#streak = this.#streak < 0 ? this.#streak - 1 : -1
      if (-this.#streak > this.longestLoss) this.longestLoss = -this.#streak
    }
  }
}
