/**
 * Performance of an account without its external flows: growth chained from sample to sample, maximal drawdown, and
 * daily results. Exact except for the quotients, which keep 18 digits.
 *
 * A credit between two samples counts from the first sample, a debit until the second, as portfolio trackers do: a
 * large deposit earns on itself, and the loss never exceeds the balance.
 */

import { type Fraction, decimal, isPositive, subtract, zero } from '@spotdeck/exact'
import type { Value } from '../words.ts'
import { type EquitySample, GrowthChain, type GrowthLevels, levelsOf } from './growth-chain.ts'

export type { EquitySample } from './growth-chain.ts'

/**
 * One day: `growth` is a fraction; `profit` is the change of equity that no flow explains. `total`: growth from the first sample to
 * the day's end. `deepest`: the largest distance below a peak during the day, so that the deepest day has the maximal drawdown.
 */
export type DayResult = {
  readonly day: string
  readonly time: number
  readonly growth: Fraction
  readonly profit: Value
  readonly total: Fraction
  readonly deepest: Fraction
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

/** Days whose results are kept, at most; the one computed first goes first. */
const MAX_KEPT_DAYS = 400

/** @param samples ascending by time; `undefined` for fewer than two */
export function performanceOf(samples: readonly EquitySample[], dayOf: DayOf): PerformanceReading | undefined {
  return new PerformanceReader(dayOf).read(samples)
}

/** Growth from the first sample, and the distance below the peak, from 0 to 1; both by every sample until then. */
export type GrowthPoint = { readonly growth: Fraction; readonly drawdown: Fraction }

/**
 * The growth at each of `times`, by the same rule as `performanceOf`; `undefined` before the first sample.
 * @param samples ascending by time
 * @param times ascending
 */
export function growthAlong(
  samples: readonly EquitySample[],
  times: readonly number[],
): readonly (GrowthPoint | undefined)[] {
  const chain = new GrowthChain()
  let before: EquitySample | undefined
  let next = 0
  return times.map((time) => {
    for (let one = samples[next]; one !== undefined && one.time <= time; one = samples[++next]) {
      if (before !== undefined) chain.step(before, one)
      before = one
    }
    return before === undefined ? undefined : { growth: subtract(chain.level, ONE), drawdown: chain.drawdown }
  })
}

/** Reads performance over many spans: a day whose samples are the same as in an earlier reading is not computed again. */
export class PerformanceReader {
  readonly #dayOf: DayOf
  readonly #kept = new Map<string, Day>()

  constructor(dayOf: DayOf) {
    this.#dayOf = dayOf
  }

  /** @param samples ascending by time; `undefined` for fewer than two */
  read(samples: readonly EquitySample[]): PerformanceReading | undefined {
    const first = samples[0]
    if (first === undefined || samples.length < 2) return undefined
    const chain = new GrowthChain()
    const days: DayResult[] = []
    for (const day of this.#daysOf(samples)) {
      const growth = isPositive(chain.level) ? subtract(day.level, ONE) : zero<'fraction'>()
      const deepest = chain.follow(day)
      const total = subtract(chain.level, ONE)
      days.push({ day: day.day, time: day.time, growth, profit: day.profit, total, deepest })
    }
    return {
      since: first.time,
      growth: subtract(chain.level, ONE),
      maxDrawdown: chain.maxDrawdown,
      drawdown: chain.drawdown,
      days,
    }
  }

  *#daysOf(samples: readonly EquitySample[]): Generator<Day> {
    for (let begin = 1; begin < samples.length;) {
      const of = this.#dayOf(samples[begin]?.time ?? 0)
      let end = begin + 1
      while (end < samples.length && this.#dayOf(samples[end]?.time ?? 0).day === of.day) end += 1
      yield this.#dayFrom(samples.slice(begin - 1, end), of)
      begin = end
    }
  }

  #dayFrom(samples: readonly EquitySample[], of: ReturnType<DayOf>): Day {
    const known = this.#kept.get(of.day)
    if (known !== undefined && isSame(known.samples, samples)) return known
    const made = { ...of, samples, ...levelsOf(samples) }
    this.#kept.set(of.day, made)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT_DAYS) break
      this.#kept.delete(oldest)
    }
    return made
  }
}

/** One day, and the samples that it was computed from: the last one before it, and its own. */
type Day = ReturnType<DayOf> & GrowthLevels & { readonly samples: readonly EquitySample[] }

function isSame(a: readonly EquitySample[], b: readonly EquitySample[]): boolean {
  return a.length === b.length && a.every((one, index) => isSameSample(one, b[index]))
}

/** True for samples of the same place in a day: their levels do not depend on their times. */
function isSameSample(a: EquitySample, b: EquitySample | undefined): boolean {
  return (
    a.time === b?.time &&
    a.total === b.total &&
    a.netFlows === b.netFlows &&
    a.breaks === b.breaks &&
    isSameGrowth(a.grown, b.grown)
  )
}

function isSameGrowth(a: GrowthLevels | undefined, b: GrowthLevels | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.level === b.level && a.peak === b.peak && a.low === b.low && a.profit === b.profit
}
