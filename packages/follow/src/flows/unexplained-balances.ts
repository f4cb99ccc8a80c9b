/** Unexplained amounts of the account's balances, reduced by reported flows one by one. */

import { type AssetAmount, absolute, compare, subtract } from '@spotdeck/exact'
import { type LedgerState, type ReportedFlow, unclassified } from '@spotdeck/ledger'
import { SECOND_MS } from '@spotdeck/ports'
import { type Slices, inSlices } from '../slices.ts'
import { stateAt } from './closed-coverage.ts'
import { inOrder } from './flow-matcher.ts'

/** Maximal number of rounds for flows that explain an amount only after others have. */
const ROUNDS = 10

/** Unexplained amounts of one state, for matching flows. */
export class UnexplainedBalances {
  readonly #state: LedgerState
  readonly #open = new Map<string, AssetAmount>()

  constructor(state: LedgerState) {
    this.#state = state
  }

  /** Returns the flows that explain an amount, in order of time; a flow may do so only after others have. */
  async explainedBy(news: readonly ReportedFlow[], slices: Slices): Promise<readonly ReportedFlow[]> {
    let left = inOrder(news)
    const booked: ReportedFlow[] = []
    for (let round = 0, before = -1; before !== booked.length && round < ROUNDS; round++) {
      before = booked.length
      const others: ReportedFlow[] = []
      await inSlices(left, slices, (flow) => void (this.#explains(flow) ? booked : others).push(flow))
      left = others
    }
    return booked
  }

  /** True if the flow is from before the first start, from a gap, or reduces an unexplained amount. */
  #explains({ asset, change, time }: ReportedFlow): boolean {
    const { birth, coverage } = this.#state
    if (birth === undefined || time + SECOND_MS <= birth) return true
    const open = this.#openOf(asset)
    const rest = subtract(open, change)
    const heard = stateAt(coverage, 'flows', time)
    const explains = heard === 'unknown' || heard === 'repairing' || compare(absolute(rest), absolute(open)) < 0
    if (explains) this.#open.set(asset, rest)
    return explains
  }

  #openOf(asset: string): AssetAmount {
    const open = this.#open.get(asset) ?? unclassified(this.#state, asset)
    this.#open.set(asset, open)
    return open
  }
}
