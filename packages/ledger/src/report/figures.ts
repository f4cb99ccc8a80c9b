/** Figures of a group of deals: running sums of results or of stored sums, and what is read from them. */

import {
  type AnyDecimal,
  type Decimal,
  type Fraction,
  RunningSum,
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
import { type Outcome, Streaks, type TradeSum, outcomeOf, tradeSumOf } from './trade-sum.ts'

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
  readonly #realized = new RunningSum<'USDT'>()
  readonly #fees = new RunningSum<'USDT'>()
  readonly #saved = new RunningSum<'USDT'>()
  readonly #bought = new RunningSum<'USDT'>()
  readonly #sold = new RunningSum<'USDT'>()
  readonly #made = new RunningSum<'USDT'>()
  readonly #won = new RunningSum<'USDT'>()
  readonly #lost = new RunningSum<'USDT'>()
  readonly #heldMs = new RunningSum<'ms'>()
  readonly #streaks: Streaks
  #deals = 0
  #trades = 0
  #wins = 0
  #losses = 0
  #timed = 0

  constructor(streaks = new Streaks()) {
    this.#streaks = streaks
  }

  /** Adds what a flow realized. */
  realize(value: Value): void {
    this.#realized.add(value)
  }

  /** Adds the result of the next deal in the order of (time, id). */
  add(deal: Deal, { gained, trade, savedByMx }: EntryResult): void {
    this.#deals += 1
    this.realize(gained)
    this.#fees.add(valueInUsdt(deal.feeAsset, deal.fee, deal.feeUnitPrice) ?? zero())
    this.#saved.add(savedByMx ?? zero())
    const turnover = quoteValue(deal) ?? zero<'USDT'>()
    if (deal.side === 'BUY') this.#bought.add(turnover)
    else this.#sold.add(turnover)
    if (deal.isMaker) this.#made.add(turnover)
    this.#addTrades(tradeSumOf(trade))
    this.#streaks.add(outcomeOf(trade))
  }

  /** Adds a sum over deals, but for the order of their trades. */
  addSum(sum: PnlSum, method: PnlMethodName): void {
    this.#deals += sum.count
    this.realize(sum.gained[method])
    this.#fees.add(sum.fees)
    this.#saved.add(sum.saved)
    this.#bought.add(sum.bought)
    this.#sold.add(sum.sold)
    this.#made.add(sum.made)
    this.#addTrades(sum.trades[method])
  }

  #addTrades({ count, wins, losses, won, lost, timed, heldMs }: TradeSum): void {
    if (count === 0) return
    this.#trades += count
    this.#wins += wins
    this.#losses += losses
    this.#timed += timed
    this.#won.add(won)
    this.#lost.add(lost)
    this.#heldMs.add(heldMs)
  }

  /** Counts the outcome of the next trade of a sum in the order of (time, id). */
  addOutcome(outcome: Outcome): void {
    this.#streaks.add(outcome)
  }

  #with(groups: readonly FigureSums[]): FigureSums {
    const total = new FigureSums(this.#streaks)
    for (const one of [this, ...groups]) {
      total.#deals += one.#deals
      total.#realized.add(one.#realized.value)
      total.#fees.add(one.#fees.value)
      total.#saved.add(one.#saved.value)
      total.#bought.add(one.#bought.value)
      total.#sold.add(one.#sold.value)
      total.#made.add(one.#made.value)
      total.#addTrades(one.#tradeSum)
    }
    return total
  }

  get #tradeSum(): TradeSum {
    const [won, lost, heldMs] = [this.#won.value, this.#lost.value, this.#heldMs.value]
    return { count: this.#trades, wins: this.#wins, losses: this.#losses, timed: this.#timed, won, lost, heldMs }
  }

  /** @param groups others that are added to it, but for the order of their trades */
  figures(groups: readonly FigureSums[] = []): Figures {
    if (groups.length > 0) return this.#with(groups).figures()
    const [bought, sold, won, lost] = [this.#bought.value, this.#sold.value, this.#won.value, this.#lost.value]
    const [trades, wins, losses] = [this.#trades, this.#wins, this.#losses]
    const volume = add(bought, sold)
    const held = quotient<'ms'>(this.#heldMs.value, number(this.#timed), 0)
    return {
      realized: this.#realized.value,
      fees: this.#fees.value,
      feesSavedByMx: this.#saved.value,
      volume,
      bought,
      sold,
      deals: this.#deals,
      makerShare: quotient<'fraction'>(this.#made.value, volume, FRACTION_DIGITS),
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
