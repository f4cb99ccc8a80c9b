/**
 * How an account did, whatever was paid in or out: growth chained from sample to sample with the flows between them taken out,
 * its deepest fall, and its days. Exact but for the quotients, which keep 18 digits.
 *
 * What came in between two samples counts as there since the first, what went out until the second, as trackers of portfolios do: a large deposit
 * earns on itself, and no more can be lost than was there.
 */

import {
  type Fraction,
  add,
  compare,
  decimal,
  divide,
  isPositive,
  max,
  multiply,
  roundHalfEven,
  subtract,
  zero,
} from '@spotdeck/exact'
import type { Value } from '../words.ts'

/** What the account was worth and what had come and gone of its own until then, net; a hole in what is known is simply missing. */
export type EquitySample = { readonly time: number; readonly total: Value; readonly netFlows: Value }

/** One day: `growth` is a fraction; `profit` is the change of worth that no flow explains. */
export type DayResult = {
  readonly day: string
  readonly time: number
  readonly growth: Fraction
  readonly profit: Value
}

export type PerformanceReading = {
  /** Time of the first sample. */
  readonly since: number
  /** 0.05 is +5 %. */
  readonly growth: Fraction
  /** From 0 to 1: the deepest fall below a peak, and how far below it the end stands. */
  readonly maxDrawdown: Fraction
  readonly drawdown: Fraction
  /** Oldest first. */
  readonly days: readonly DayResult[]
}

/** Which day a time belongs to, and when that day began. */
export type DayOf = (time: number) => { readonly day: string; readonly time: number }

const ONE = decimal<'fraction'>('1')
/** The chain's own digits: far more than are shown, so that a million links do not show. */
const CHAIN_DIGITS = 24

/** @param samples ascending by time; `undefined` for fewer than two */
export function performanceOf(samples: readonly EquitySample[], dayOf: DayOf): PerformanceReading | undefined {
  const first = samples[0]
  if (first === undefined || samples.length < 2) return undefined
  const chain = new Chain()
  const days = new Map<string, Day>()
  let before = first
  for (const sample of samples.slice(1)) {
    const flow = subtract(sample.netFlows, before.netFlows)
    const gained = subtract(subtract(sample.total, before.total), flow)
    const { day, time } = dayOf(sample.time)
    const today = days.get(day) ?? { day, time, begin: chain.level, end: chain.level, profit: zero<'USDT'>() }
    const worked = add(before.total, max(flow, zero<'USDT'>()))
    if (isPositive(worked)) chain.grow(divide<'fraction'>(gained, worked, CHAIN_DIGITS))
    days.set(day, { ...today, end: chain.level, profit: add(today.profit, gained) })
    before = sample
  }
  return {
    since: first.time,
    growth: subtract(chain.level, ONE),
    maxDrawdown: chain.maxDrawdown,
    drawdown: chain.drawdown,
    days: [...days.values()].map(({ begin, end, ...rest }) => ({ ...rest, growth: growthOf(begin, end) })),
  }
}

type Day = Omit<DayResult, 'growth'> & { readonly begin: Fraction; readonly end: Fraction }

function growthOf(begin: Fraction, end: Fraction): Fraction {
  return isPositive(begin) ? subtract(divide<'fraction'>(end, begin), ONE) : zero()
}

/** The level from 1, its peak, and the deepest fall below it. */
class Chain {
  level: Fraction = ONE
  maxDrawdown: Fraction = zero()
  #peak: Fraction = ONE

  grow(by: Fraction): void {
    this.level = roundHalfEven(multiply<'fraction'>(this.level, add(ONE, by)), CHAIN_DIGITS)
    this.#peak = max(this.#peak, this.level)
    this.maxDrawdown = max(this.maxDrawdown, this.drawdown)
  }

  get drawdown(): Fraction {
    if (compare(this.level, this.#peak) >= 0) return zero()
    return divide<'fraction'>(subtract(this.#peak, this.level), this.#peak)
  }
}
