/**
 * Growth chained from sample to sample, and the distance below its peak. Amounts and levels are integers of a fixed number of digits
 * while they are chained: a chain runs over tens of thousands of samples.
 */

import { type AnyDecimal, type Fraction, fromScaled, halfEven, powerOfTen, toScaled } from '@spotdeck/exact'
import type { Value } from '../words.ts'

/** Digits of the chained product: far more than are shown, so that a million factors keep the shown digits exact. */
const CHAIN_DIGITS = 24
const ONE = powerOfTen(CHAIN_DIGITS)
/** Digits of a drawdown. */
const DRAWDOWN_DIGITS = 18
const DRAWDOWN_UNIT = powerOfTen(DRAWDOWN_DIGITS)

/**
 * Equity and net deposits at one time; a time without known equity has no sample. `breaks`: a flow of unknown value lies
 * between it and the sample before, so nothing is known of the growth between the two.
 */
export type EquitySample = {
  readonly time: number
  readonly total: Value
  readonly netFlows: Value
  readonly breaks?: true
  /** Present where samples between it and the one before are left out: the growth through them. */
  readonly grown?: GrowthLevels
}

/** Growth over samples that follow each other, from level 1 at the first: its last, highest and lowest level, and the profit. */
export type GrowthLevels = {
  readonly level: Fraction
  readonly peak: Fraction
  readonly low: Fraction
  readonly maxDrawdown: Fraction
  readonly profit: Value
}

/** Total and net flows of a sample in units of `10^-scale`. */
type Amounts = { readonly total: bigint; readonly flows: bigint; readonly scale: number }

/** Levels of samples. @param samples ascending by time */
export function levelsOf(samples: readonly EquitySample[]): GrowthLevels {
  const chain = new GrowthChain()
  let before: EquitySample | undefined
  for (const sample of samples) {
    if (before !== undefined) chain.step(before, sample)
    before = sample
  }
  return chain.levels
}

/** Level (starts at 1), its peak, and the maximal drawdown. */
export class GrowthChain {
  #level = ONE
  #peak = ONE
  /** Lowest level since the peak, and of all. */
  #low = ONE
  #lowest = ONE
  #maxDrawdown = 0n
  #profit = 0n
  #profitScale = 0
  #last: { readonly sample: EquitySample; readonly amounts: Amounts } | undefined

  get level(): Fraction {
    return fromScaled(this.#level, CHAIN_DIGITS)
  }

  get maxDrawdown(): Fraction {
    return fromScaled(this.#maxDrawdown, DRAWDOWN_DIGITS)
  }

  get drawdown(): Fraction {
    return fromScaled(this.#below(this.#level), DRAWDOWN_DIGITS)
  }

  get levels(): GrowthLevels {
    return {
      level: this.level,
      peak: fromScaled(this.#peak, CHAIN_DIGITS),
      low: fromScaled(this.#lowest, CHAIN_DIGITS),
      maxDrawdown: this.maxDrawdown,
      profit: fromScaled(this.#profit, this.#profitScale),
    }
  }

  /** Goes on by the growth between two samples; nothing is gained where that is not known. */
  step(before: EquitySample, sample: EquitySample): void {
    if (sample.grown !== undefined) return void this.follow(sample.grown)
    if (sample.breaks === true) return
    const known = this.#last?.sample === before ? this.#last.amounts : amountsOf(before)
    const [a, b] = aligned(known, amountsOf(sample))
    this.#last = { sample, amounts: b }
    const flow = b.flows - a.flows
    const gained = b.total - a.total - flow
    const worked = flow > 0n ? a.total + flow : a.total
    this.#gain(gained, a.scale)
    if (worked > 0n) this.#grow(halfEven(gained * ONE, worked))
  }

  /**
   * Follows a stretch of samples, such as a day: its lowest level counts from the peak before it, its own drawdown from its own.
   * Returns the deeper one.
   */
  follow({ level, peak, low, maxDrawdown, profit }: GrowthLevels): Fraction {
    const lowest = times(this.#level, scaledTo(low, CHAIN_DIGITS))
    const [below, own] = [this.#below(lowest), scaledTo(maxDrawdown, DRAWDOWN_DIGITS)]
    const deepest = this.#level > 0n && own > below ? own : below
    if (deepest > this.#maxDrawdown) this.#maxDrawdown = deepest
    if (lowest < this.#lowest) this.#lowest = lowest
    const highest = times(this.#level, scaledTo(peak, CHAIN_DIGITS))
    this.#level = times(this.#level, scaledTo(level, CHAIN_DIGITS))
    if (highest > this.#peak) {
      this.#peak = highest
      // The lowest level since then is not known: the next one that is below it counts again, and changes nothing where it is not.
      this.#low = this.#level
    } else if (lowest < this.#low) this.#low = lowest
    const { coefficient, scale } = toScaled(profit)
    this.#gain(coefficient, scale)
    return fromScaled(deepest, DRAWDOWN_DIGITS)
  }

  #gain(gained: bigint, scale: number): void {
    if (scale > this.#profitScale) {
      this.#profit *= powerOfTen(scale - this.#profitScale)
      this.#profitScale = scale
    }
    this.#profit += gained * powerOfTen(this.#profitScale - scale)
  }

  #grow(by: bigint): void {
    this.#level = times(this.#level, ONE + by)
    if (this.#level > this.#peak) this.#peak = this.#low = this.#level
    if (this.#level >= this.#low) return
    this.#low = this.#level
    if (this.#low < this.#lowest) this.#lowest = this.#low
    const below = this.#below(this.#level)
    if (below > this.#maxDrawdown) this.#maxDrawdown = below
  }

  /** Distance of a level below the peak, as a fraction of the peak. */
  #below(level: bigint): bigint {
    return level >= this.#peak ? 0n : halfEven((this.#peak - level) * DRAWDOWN_UNIT, this.#peak)
  }
}

function times(level: bigint, by: bigint): bigint {
  return by === ONE ? level : halfEven(level * by, ONE)
}

function amountsOf({ total, netFlows }: EquitySample): Amounts {
  const [a, b] = [toScaled(total), toScaled(netFlows)]
  const scale = Math.max(a.scale, b.scale)
  return {
    total: a.coefficient * powerOfTen(scale - a.scale),
    flows: b.coefficient * powerOfTen(scale - b.scale),
    scale,
  }
}

/** Both in the finer units of the two. */
function aligned(a: Amounts, b: Amounts): readonly [Amounts, Amounts] {
  if (a.scale === b.scale) return [a, b]
  return a.scale < b.scale ? [inUnits(a, b.scale), b] : [a, inUnits(b, a.scale)]
}

function inUnits({ total, flows, scale: own }: Amounts, scale: number): Amounts {
  const factor = powerOfTen(scale - own)
  return { total: total * factor, flows: flows * factor, scale }
}

/** A fraction that has at most `digits` digits after the point. */
function scaledTo(value: AnyDecimal, digits: number): bigint {
  const { coefficient, scale } = toScaled(value)
  return coefficient * powerOfTen(digits - scale)
}
