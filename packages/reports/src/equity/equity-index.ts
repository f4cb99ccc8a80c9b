/** Equity index for the public: the relative course of an account's equity from 100, without amounts. */

import { type EquityIndex, type EquityPoint, type Flows, netFlow } from '@spotdeck/api'
import { type Fraction, add, as, decimal, multiply, roundHalfEven } from '@spotdeck/exact'
import { type EquitySample, type GrowthLevels, growthAlong } from '@spotdeck/ledger'

/** Digits after the point. An exact ratio of two amounts would give both away up to a factor; two digits do not. */
const INDEX_DIGITS = 2
const ONE = decimal<'fraction'>('1')
const HUNDRED = decimal<'fraction'>('100')

/** Fields of an equity sample that the index needs; a sample without `netDeposits` does not count towards growth. */
export type IndexSample = Pick<EquityPoint, 'time' | 'total' | 'breaks'> & Flows & { readonly grown?: GrowthLevels }

/**
 * The growth of a span by the rule of every report. Holes stay holes, and what happened across one is not guessed: the
 * index goes on by the growth between the known ends.
 * @param points what is shown, ascending
 * @param samples all that is known of the same span, ascending: the index is theirs, however few points are shown
 */
export function toEquityIndex(points: readonly EquityPoint[], samples: readonly IndexSample[] = points): EquityIndex {
  const grown = growthAlong(
    samples.flatMap(sampleOf),
    points.map(({ time }) => time),
  )
  return {
    points: points.map(({ time, total, netDeposits }, index) => {
      const known = total === null || netDeposits === null ? undefined : grown[index]
      return { time, index: known === undefined ? null : indexAt(known.growth) }
    }),
  }
}

function indexAt(growth: Fraction): string {
  return roundHalfEven(multiply<'fraction'>(HUNDRED, add(ONE, growth)), INDEX_DIGITS)
}

/** The sample as growth counts it; none where equity or deposits are not known. */
export function sampleOf(sample: IndexSample): EquitySample[] {
  const flow = netFlow(sample)
  const { time, total, grown } = sample
  if (total === null || flow === null) return []
  const known = { time, total: decimal<'USDT'>(total), netFlows: as<'USDT'>(flow) }
  if (sample.breaks === true) return [{ ...known, breaks: true }]
  return [grown === undefined ? known : { ...known, grown }]
}
