/**
 * An account's results of a span, by market, time, holding time or role: profit, costs, turnover and the usual figures of trades. Sums
 * are exact. Quotients are rounded once, half to even: amounts in USDT at 8 digits, fractions and the profit factor at 4.
 */

import {
  type AnyDecimal,
  type Decimal,
  type Fraction,
  add,
  compare,
  divide,
  fromInteger,
  isPositive,
  isZero,
  negate,
  roundHalfEven,
  zero,
} from '@spotdeck/exact'
import type { Deal } from '../deal/deal.ts'
import type { Side, Value } from '../words.ts'
import { quoteValue, valueInUsdt } from './cost-book.ts'
import type { EntryResult, Trade } from './entry-result.ts'

/** Groups of which each key is a period of time in a zone. */
export const periodGroups = ['hour', 'weekday', 'day', 'week', 'month'] as const
/** A group that is a period of time. */
export type PeriodGroup = (typeof periodGroups)[number]

/**
 * A grouping of results. `asset`: the base asset of a deal's market. `holdingTime`: the bucket of a trade's holding time. `none`:
 * everything together.
 */
export type BreakdownGroup = 'symbol' | 'asset' | 'side' | 'role' | 'holdingTime' | 'none' | PeriodGroup

/** Keys of a time in a zone: hour `00` to `23`, weekday `1` (Monday) to `7`, day `2026-01-31`, week by its Monday, month `2026-01`. */
export type PeriodsOf = (time: number) => { readonly [Group in PeriodGroup]: string }

/** Results that count. `role`: of deals; flows have neither symbol, side nor role. */
export type BreakdownFilter = {
  readonly symbols?: readonly string[] | undefined
  readonly asset?: string | undefined
  readonly side?: Side | undefined
  readonly role?: 'maker' | 'taker' | undefined
}

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
  /** Orders of these deals, each once: an order with deals in several groups counts in each of them. */
  readonly orders: number
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

/** Figures of a span. */
export type Breakdown = {
  /** Of everything that counts, flows included. The items' `realized` and `realizedByFlows` add up to its `realized`. */
  readonly total: Figures
  /** In USDT, of assets that left the account at another price than their cost. */
  readonly realizedByFlows: Value
  /**
   * One for each key with a deal. Periods and holding times in their order, the rest by `realized`, the largest first; none for the
   * group `none`.
   */
  readonly items: readonly { readonly key: string; readonly figures: Figures }[]
  /** Assets whose price lacks: their turnover or fees are left out. */
  readonly unpriced: readonly string[]
}

/** The question of a breakdown. `from <= time < to`, in ms since the epoch. */
export type BreakdownQuestion = {
  readonly group: BreakdownGroup
  readonly filter: BreakdownFilter
  readonly from: number
  readonly to: number
  readonly periodsOf: PeriodsOf
}

/** Adds results up, in their order, to a breakdown. */
export class BreakdownSums {
  readonly #question: BreakdownQuestion
  readonly #total = new Sums()
  readonly #groups = new Map<string, Sums>()
  readonly #unpriced = new Set<string>()
  /** The groups in which each order is counted: nearly always one. */
  readonly #orders = new Map<string, readonly Sums[]>()
  #byFlows: Value = zero()

  constructor(question: BreakdownQuestion) {
    this.#question = question
  }

  /** Counts a result, where span and filter include it. */
  add(result: EntryResult): void {
    const { entry, realized } = result
    const { from, to, filter, group } = this.#question
    const { time } = entry.kind === 'deal' ? entry.deal : entry.flow
    if (time < from || time >= to) return
    if (entry.kind === 'flow') {
      if (!hasFlow(filter, entry.flow.asset)) return
      this.#byFlows = add(this.#byFlows, realized)
      this.#total.realize(realized)
      return
    }
    if (!hasDeal(filter, entry.deal)) return
    for (const asset of missingPrices(entry.deal)) this.#unpriced.add(asset)
    this.#total.add(entry.deal, result)
    const sums = group === 'none' ? this.#total : this.#at(this.#keyOf(group, entry.deal, result.trade))
    if (sums !== this.#total) sums.add(entry.deal, result)
    this.#countOrder(entry.deal.orderId, sums)
  }

  #countOrder(orderId: string, group: Sums): void {
    const known = this.#orders.get(orderId)
    if (known?.includes(group) === true) return
    if (known === undefined && group !== this.#total) this.#total.countOrder()
    group.countOrder()
    this.#orders.set(orderId, known === undefined ? group.alone : [...known, group])
  }

  /** The breakdown of what was counted. */
  read(): Breakdown {
    const items = [...this.#groups].map(([key, sums]) => ({ key, figures: sums.figures() }))
    return {
      total: this.#total.figures(),
      realizedByFlows: this.#byFlows,
      items: items.sort(orderOf(this.#question.group)),
      unpriced: [...this.#unpriced].sort(),
    }
  }

  #at(key: string): Sums {
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const sums = new Sums()
    this.#groups.set(key, sums)
    return sums
  }

  #keyOf(group: Exclude<BreakdownGroup, 'none'>, deal: Deal, trade: Trade | undefined): string {
    switch (group) {
      case 'symbol':
        return deal.symbol
      case 'asset':
        return deal.baseAsset
      case 'side':
        return deal.side
      case 'role':
        return roleOf(deal)
      case 'holdingTime':
        return trade === undefined ? NO_TRADE : bucketOf(trade.heldMs)
      default:
        return this.#question.periodsOf(deal.time)[group]
    }
  }
}

const roleOf = ({ isMaker }: Deal): 'maker' | 'taker' => (isMaker ? 'maker' : 'taker')

function bucketOf(heldMs: number | undefined): string {
  if (heldMs === undefined) return UNKNOWN_TIME
  return HOLDING_BUCKETS.find(([, end]) => heldMs < end)?.[0] ?? UNKNOWN_TIME
}

function hasDeal({ symbols, asset, side, role }: BreakdownFilter, deal: Deal): boolean {
  return (
    (symbols === undefined || symbols.includes(deal.symbol)) &&
    (asset === undefined || asset === deal.baseAsset) &&
    (side === undefined || side === deal.side) &&
    (role === undefined || role === roleOf(deal))
  )
}

function hasFlow({ symbols, asset, side, role }: BreakdownFilter, flowAsset: string): boolean {
  const isOfDeals = symbols !== undefined || side !== undefined || role !== undefined
  return !isOfDeals && (asset === undefined || asset === flowAsset)
}

function missingPrices(deal: Deal): readonly string[] {
  const { quoteAsset, fee, feeAsset, feeUnitPrice } = deal
  const lacksFee = !isZero(fee) && valueInUsdt(feeAsset, fee, feeUnitPrice) === undefined
  return [...(quoteValue(deal) === undefined ? [quoteAsset] : []), ...(lacksFee ? [feeAsset] : [])]
}

type Item = Breakdown['items'][number]

function orderOf(group: BreakdownGroup): (a: Item, b: Item) => number {
  if (periodGroups.some((period) => period === group)) return byKey
  if (group === 'holdingTime') return (a, b) => placeOf(a.key) - placeOf(b.key)
  return (a, b) => compare(b.figures.realized, a.figures.realized) || byKey(a, b)
}

const byKey = (a: Item, b: Item): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
const PLACES: readonly string[] = [...HOLDING_BUCKETS.map(([key]) => key), UNKNOWN_TIME, NO_TRADE]
const placeOf = (key: string): number => PLACES.indexOf(key)

/** Digits of amounts in USDT and of fractions that come of a division. */
const VALUE_DIGITS = 8
const FRACTION_DIGITS = 4

/** Running sums of one group. */
class Sums {
  /** Shared by all orders of this group alone. */
  readonly alone: readonly Sums[] = [this]
  #realized: Value = zero()
  #fees: Value = zero()
  #saved: Value = zero()
  #bought: Value = zero()
  #sold: Value = zero()
  #made: Value = zero()
  #deals = 0
  #orders = 0
  readonly #trades = new TradeSums()

  realize(value: Value): void {
    this.#realized = add(this.#realized, value)
  }

  countOrder(): void {
    this.#orders += 1
  }

  add(deal: Deal, { realized, trade, savedByMx }: EntryResult): void {
    this.#deals += 1
    this.realize(realized)
    this.#fees = add(this.#fees, valueInUsdt(deal.feeAsset, deal.fee, deal.feeUnitPrice) ?? zero())
    this.#saved = add(this.#saved, savedByMx ?? zero())
    const turnover = quoteValue(deal) ?? zero<'USDT'>()
    if (deal.side === 'BUY') this.#bought = add(this.#bought, turnover)
    else this.#sold = add(this.#sold, turnover)
    if (deal.isMaker) this.#made = add(this.#made, turnover)
    if (trade !== undefined) this.#trades.add(trade)
  }

  figures(): Figures {
    const volume = add(this.#bought, this.#sold)
    return {
      realized: this.#realized,
      fees: this.#fees,
      feesSavedByMx: this.#saved,
      volume,
      bought: this.#bought,
      sold: this.#sold,
      deals: this.#deals,
      orders: this.#orders,
      makerShare: quotient<'fraction'>(this.#made, volume, FRACTION_DIGITS),
      ...this.#trades.figures(),
    }
  }
}

/** Running sums of the trades of one group. */
class TradeSums {
  #count = 0
  #wins = 0
  #losses = 0
  #won: Value = zero()
  #lost: Value = zero()
  /** Wins, or losses as a negative number, since the last trade of another kind. */
  #streak = 0
  #longestWin = 0
  #longestLoss = 0
  #timed = 0
  #heldMs = 0n

  add({ gain, heldMs }: Trade): void {
    this.#count += 1
    // Shares of costs are rounded: a trade at its cost may differ from 0 at the 18th digit.
    const outcome = roundHalfEven(gain, VALUE_DIGITS)
    if (heldMs !== undefined) {
      this.#timed += 1
      this.#heldMs += BigInt(heldMs)
    }
    if (isZero(outcome)) this.#streak = 0
    else if (isPositive(outcome)) {
      this.#wins += 1
      this.#won = add(this.#won, gain)
      this.#streak = Math.max(this.#streak, 0) + 1
    } else {
      this.#losses += 1
      this.#lost = add(this.#lost, gain)
      this.#streak = Math.min(this.#streak, 0) - 1
    }
    this.#longestWin = Math.max(this.#longestWin, this.#streak)
    this.#longestLoss = Math.max(this.#longestLoss, -this.#streak)
  }

  figures() {
    const held = quotient<'ms'>(fromInteger(this.#heldMs), count(this.#timed), 0)
    return {
      trades: this.#count,
      wins: this.#wins,
      losses: this.#losses,
      winRate: quotient<'fraction'>(count(this.#wins), count(this.#wins + this.#losses), FRACTION_DIGITS),
      expectancy: quotient<'USDT'>(add(this.#won, this.#lost), count(this.#count), VALUE_DIGITS),
      profitFactor: quotient<'fraction'>(this.#won, negate(this.#lost), FRACTION_DIGITS),
      averageWin: quotient<'USDT'>(this.#won, count(this.#wins), VALUE_DIGITS),
      averageLoss: quotient<'USDT'>(this.#lost, count(this.#losses), VALUE_DIGITS),
      longestLosingStreak: this.#longestLoss,
      longestWinningStreak: this.#longestWin,
      averageHoldingMs: held === undefined ? undefined : Number(held),
    }
  }
}

const count = (n: number): Decimal<'count'> => fromInteger(n)

/** Absent where the divisor is 0. */
function quotient<U extends string>(a: AnyDecimal, b: AnyDecimal, digits: number): Decimal<U> | undefined {
  return isZero(b) ? undefined : divide<U>(a, b, digits)
}
