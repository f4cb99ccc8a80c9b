/** Growth of an account without its flows and unexplained adjustments, and its drawdown. */

import { type Flows, growthStep, netFlow } from '@spotdeck/api'
import {
  compare,
  decimal,
  divide,
  isPositive,
  multiply,
  roundHalfEven,
  subtract,
  tryDecimal,
  zero,
} from '@spotdeck/exact'

/** Exact text, 1 at the beginning. */
export type Growth = { readonly level: string; readonly peak: string }
type Worth = Flows & {
  readonly total: string
  readonly growth?: Growth | undefined
  /** A flow of unknown value lies between it and the moment before. */
  readonly breaks?: true | undefined
}

const DIGITS = 12
const START: Growth = { level: '1', peak: '1' }
const fraction = (text: string) => decimal<'fraction'>(text)

/**
 * Growth at `now` where `before` is the known moment before it; a first one stands at 1. What happened across a hole is not
 * guessed: it counts by its known ends. Where deposits are not known nothing is taken out: a fall there is never hidden, and
 * may be a withdrawal. They are counted from 0 where they begin to be known. `undefined` where the total cannot be read.
 */
export function growthAt(before: Worth | undefined, now: Worth): Growth | undefined {
  const total = tryDecimal<'fraction'>(now.total)
  if (total === undefined) return undefined
  if (before?.growth === undefined) return START
  if (now.breaks === true) return before.growth
  const { growth } = before
  const { base, end } = growthStep(fraction(before.total), total, flowBetween(before, now))
  if (!isPositive(base)) return growth
  const level = roundHalfEven(multiply<'fraction'>(fraction(growth.level), divide<'fraction'>(end, base)), DIGITS)
  return { level, peak: compare(level, fraction(growth.peak)) > 0 ? level : growth.peak }
}

function flowBetween(before: Worth, now: Worth) {
  const flow = netFlow(now)
  return flow === null ? zero<'fraction'>() : subtract(flow, netFlow(before) ?? zero<'fraction'>())
}

/** Since the beginning, as a fraction: 0.015 is 1.5 % more. */
export function returnOf({ level }: Growth): string {
  return subtract(fraction(level), fraction('1'))
}

/** Below the best so far, as a fraction: 0 at the best, -0.1 a tenth below it. */
export function drawdownOf({ level, peak }: Growth): string {
  return subtract(roundHalfEven(divide<'fraction'>(fraction(level), fraction(peak)), DIGITS), fraction('1'))
}

/** The best that `level` is `drawdown` of it below, 0.1 for a tenth; `undefined` where nothing is left of it. */
export function impliedPeak({ level }: Growth, drawdown: string): string | undefined {
  const left = subtract(fraction('1'), fraction(drawdown))
  return isPositive(left) ? roundHalfEven(divide<'fraction'>(fraction(level), left), DIGITS) : undefined
}
