/** What the public sees of an account's worth: how it went, from 100, and never how much it is. */

import {
  type AssetAmount,
  type Fraction,
  decimal,
  divide,
  isPositive,
  multiply,
  roundHalfEven,
  subtract,
} from '@spotdeck/exact'
import type { EquityIndex, EquityPoint } from '../resources.ts'

/**
 * Digits after the point. An exact ratio of two amounts would give both away up to a factor; two digits do not.
 */
const INDEX_DIGITS = 2

/**
 * Chains the growth from point to point with deposits and withdrawals taken out. Holes stay holes, and what happened
 * across one is not guessed: the index goes on from its last value, by the growth between the known ends.
 */
export function toEquityIndex(points: readonly EquityPoint[]): EquityIndex {
  let level = decimal<'fraction'>('100')
  let last: { readonly total: AssetAmount; readonly netDeposits: AssetAmount } | undefined
  const indexed = points.map(({ time, total, netDeposits }) => {
    if (total === null || netDeposits === null) return { time, index: null }
    const now = { total: decimal<'asset'>(total), netDeposits: decimal<'asset'>(netDeposits) }
    if (last !== undefined && isPositive(last.total)) level = grow(level, last, now)
    last = now
    return { time, index: roundHalfEven(level, INDEX_DIGITS) }
  })
  return { points: indexed }
}

type Known = { readonly total: AssetAmount; readonly netDeposits: AssetAmount }

function grow(level: Fraction, before: Known, now: Known): Fraction {
  const flow = subtract(now.netDeposits, before.netDeposits)
  const growth = divide<'fraction'>(subtract(now.total, flow), before.total)
  return roundHalfEven(multiply<'fraction'>(level, growth), 12)
}
