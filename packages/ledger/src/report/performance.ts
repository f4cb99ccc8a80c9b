/**
 * Performance of an account without its external flows: growth chained from sample to sample, maximal drawdown, and
 * daily results. Exact except for the quotients, which keep 18 digits.
 *
 * A credit between two samples counts from the first sample, a debit until the second, as portfolio trackers do: a
 * large deposit earns on itself, and the loss never exceeds the balance.
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

/** Equity and net deposits at one time; a time without known equity has no sample. */
export type EquitySample = { readonly time: number; readonly total: Value; readonly netFlows: Value }

/** One day: `growth` is a fraction; `profit` is the change of equity that no flow explains. */
export type DayResult = {
  readonly day: string
  readonly time: number
  readonly growth: Fraction
  readonly profit: Value
}

/** Growth, drawdown and daily results over the samples. */
export type PerformanceReading = {
  /** Time of the first sample. */
  readonly since: number
  /** 0.05 is +5 %. */
  readonly growth: Fraction
  /** From 0 to 1: the largest distance below a peak, and the distance at the end. */
  readonly maxDrawdown: Fraction
  readonly drawdown: Fraction
  /** Oldest first. */
  readonly days: readonly DayResult[]
}

/** Assigns a time to its day and returns the day's start. */
export type DayOf = (time: number) => { readonly day: string; readonly time: number }

const ONE = decimal<'fraction'>('1')
/** Digits of the chained product: far more than are shown, so that a million factors keep the shown digits exact. */
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

/** Level (starts at 1), its peak, and the maximal drawdown. */
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
