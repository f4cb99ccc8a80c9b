/** Equity index for the public: the relative course of an account's equity from 100, without amounts. */

import { type Fraction, decimal, divide, isPositive, multiply, roundHalfEven, subtract } from '@spotdeck/exact'
import { type Flows, growthStep, netFlow } from '../net-flow.ts'
import type { EquityIndex, EquityPoint } from '../resources.ts'

/**
 * Digits after the point. An exact ratio of two amounts would give both away up to a factor; two digits do not.
 */
const INDEX_DIGITS = 2
/** The chain's own digits: so many links do not show. */
const CHAIN_DIGITS = 24

/** Fields of an equity sample that the index needs; a sample without `netDeposits` does not count towards growth. */
export type IndexSample = Pick<EquityPoint, 'time' | 'total' | 'breaks'> & Flows

/**
 * Chains the growth from sample to sample with deposits, withdrawals and what nobody explains taken out. Holes stay holes, and what happened
 * across one is not guessed: the index goes on from its last value, by the growth between the known ends.
 * @param points what is shown, ascending
 * @param samples all that is known of the same span, ascending: the index is theirs, however few points are shown
 */
export function toEquityIndex(points: readonly EquityPoint[], samples: readonly IndexSample[] = points): EquityIndex {
  const chain = new Chain()
  let next = 0
  const indexed = points.map(({ time, total, netDeposits }) => {
    for (let one = samples[next]; one !== undefined && one.time <= time; one = samples[++next]) chain.take(one)
    const isKnown = total !== null && netDeposits !== null
    return { time, index: isKnown ? roundHalfEven(chain.level, INDEX_DIGITS) : null }
  })
  return { points: indexed }
}

type Known = { readonly total: Fraction; readonly flow: Fraction }

/** While nothing comes or goes, growth is the end over the beginning: only where money moved is there a link. */
class Chain {
  /** End of the last link, and the level there. */
  #link: Known | undefined
  #linked: Fraction = decimal('100')
  #last: Known | undefined

  take(sample: IndexSample): void {
    const flow = netFlow(sample)
    if (sample.total === null || flow === null) return
    const now: Known = { total: decimal(sample.total), flow }
    const before = this.#last
    const isLink =
      before === undefined ||
      sample.breaks === true ||
      before.flow !== now.flow ||
      !isPositive(before.total) ||
      !isPositive(now.total)
    if (isLink) {
      this.#linked = before === undefined || sample.breaks === true ? this.level : grown(this.level, before, now)
      this.#link = now
    }
    this.#last = now
  }

  get level(): Fraction {
    if (this.#link === undefined || this.#last === undefined) return this.#linked
    return grown(this.#linked, this.#link, this.#last)
  }
}

/** From nothing, nothing grows. */
function grown(level: Fraction, before: Known, now: Known): Fraction {
  const { base, end } = growthStep(before.total, now.total, subtract(now.flow, before.flow))
  if (!isPositive(base)) return level
  return divide<'fraction'>(multiply<'fraction'>(level, end), base, CHAIN_DIGITS)
}
