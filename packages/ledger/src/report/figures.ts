/** Figures of a group of deals: running sums of results or of stored sums, and what is read from them. */

import {
  type AnyDecimal,
  type Decimal,
  type Fraction,
  add,
  divide,
  fromInteger,
  isZero,
  negate,
  zero,
} from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import type { Value } from '../words.ts'
import { quoteValue, valueInUsdt } from './cost-book.ts'
import type { EntryResult } from './entry-result.ts'
import type { PnlMethodName, PnlSum } from './pnl-sum.ts'
import { NO_TRADES, type Outcome, Streaks, type TradeSum, addTrades, outcomeOf, tradeSumOf } from './trade-sum.ts'

/** Figures of one group. A trade is a realized disposal of known gain, as `Trade` defines it. Absent: not defined, or not known. */
export type Figures = {
  /** After fees, in USDT, of all that was realized, trades and others. */
  readonly realized: Value
  /** In USDT; less rebates. Those without a price are left out. */
  readonly fees: Value
  /** In USDT, as `EntryResult.savedByMx`. */
  readonly feesSavedByMx: Value
  /** Turnover bought and sold, in USDT. Deals without a price are left out. */
  readonly volume: Value
  readonly bought: Value
  readonly sold: Value
  readonly deals: number
  /** Turnover as a maker ÷ volume. */
  readonly makerShare: Fraction | undefined
  /** wins + losses + those of gain 0, at 8 digits. */
  readonly trades: number
  readonly wins: number
  readonly losses: number
  /** wins ÷ (wins + losses) */
  readonly winRate: Fraction | undefined
  /** Gain of all trades ÷ trades, in USDT. */
  readonly expectancy: Value | undefined
  /** Gain of the wins ÷ loss of the losses; absent where nothing was lost. */
  readonly profitFactor: Fraction | undefined
  /** Mean gain of the wins, in USDT. */
  readonly averageWin: Value | undefined
  /** Mean gain of the losses, in USDT: negative. */
  readonly averageLoss: Value | undefined
  /** Most losses one after another, in the order of (time, id). A trade of gain 0 ends a streak. */
  readonly longestLosingStreak: number
  readonly longestWinningStreak: number
  /** Mean holding time of the trades that have one, in ms. */
  readonly averageHoldingMs: number | undefined
}

/** Digits of amounts in USDT and of fractions that come of a division. */
const VALUE_DIGITS = 8
const FRACTION_DIGITS = 4

/** Running sums of one group. */
export class FigureSums {
  #realized: Value = zero()
  #fees: Value = zero()
  #saved: Value = zero()
  #bought: Value = zero()
  #sold: Value = zero()
  #made: Value = zero()
  #deals = 0
  #trades: TradeSum = NO_TRADES
  readonly #streaks = new Streaks()

  /** Adds what a flow realized. */
  realize(value: Value): void {
    this.#realized = add(this.#realized, value)
  }

  /** Adds the result of the next deal in the order of (time, id). */
  add(deal: Deal, { realized, trade, savedByMx }: EntryResult): void {
    this.#deals += 1
    this.realize(realized)
    this.#fees = add(this.#fees, valueInUsdt(deal.feeAsset, deal.fee, deal.feeUnitPrice) ?? zero())
    this.#saved = add(this.#saved, savedByMx ?? zero())
    const turnover = quoteValue(deal) ?? zero<'USDT'>()
    if (deal.side === 'BUY') this.#bought = add(this.#bought, turnover)
    else this.#sold = add(this.#sold, turnover)
    if (deal.isMaker) this.#made = add(this.#made, turnover)
    this.#trades = addTrades(this.#trades, tradeSumOf(trade))
    this.#streaks.add(outcomeOf(trade))
  }

  /** Adds a sum over deals, but for the order of their trades. */
  addSum(sum: PnlSum, method: PnlMethodName): void {
    this.#deals += sum.count
    this.realize(sum.gained[method])
    this.#fees = add(this.#fees, sum.fees)
    this.#saved = add(this.#saved, sum.saved)
    this.#bought = add(this.#bought, sum.bought)
    this.#sold = add(this.#sold, sum.sold)
    this.#made = add(this.#made, sum.made)
    this.#trades = addTrades(this.#trades, sum.trades[method])
  }

  /** Counts the outcome of the next trade of a sum in the order of (time, id). */
  addOutcome(outcome: Outcome): void {
    this.#streaks.add(outcome)
  }

  figures(): Figures {
    const volume = add(this.#bought, this.#sold)
    const { count: trades, wins, losses, won, lost, timed, heldMs } = this.#trades
    const held = quotient<'ms'>(heldMs, number(timed), 0)
    return {
      realized: this.#realized,
      fees: this.#fees,
      feesSavedByMx: this.#saved,
      volume,
      bought: this.#bought,
      sold: this.#sold,
      deals: this.#deals,
      makerShare: quotient<'fraction'>(this.#made, volume, FRACTION_DIGITS),
      trades,
      wins,
      losses,
      winRate: quotient<'fraction'>(number(wins), number(wins + losses), FRACTION_DIGITS),
      expectancy: quotient<'USDT'>(add(won, lost), number(trades), VALUE_DIGITS),
      profitFactor: quotient<'fraction'>(won, negate(lost), FRACTION_DIGITS),
      averageWin: quotient<'USDT'>(won, number(wins), VALUE_DIGITS),
      averageLoss: quotient<'USDT'>(lost, number(losses), VALUE_DIGITS),
      longestLosingStreak: this.#streaks.longestLoss,
      longestWinningStreak: this.#streaks.longestWin,
      averageHoldingMs: held === undefined ? undefined : Number(held),
    }
  }
}

const number = (n: number): Decimal<'count'> => fromInteger(n)

/** Absent where the divisor is 0. */
function quotient<U extends string>(a: AnyDecimal, b: AnyDecimal, digits: number): Decimal<U> | undefined {
  return isZero(b) ? undefined : divide<U>(a, b, digits)
}
