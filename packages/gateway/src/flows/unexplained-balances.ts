/** What the account's balances hold without knowing what it was, while flows that are told explain it one by one. */

import { type AssetAmount, absolute, compare, subtract } from '@spotdeck/exact'
import { type LedgerState, type ReportedFlow, unclassified } from '@spotdeck/ledger'
import { stateAt } from '../import/coverage.ts'
import { inOrder } from './flow-matcher.ts'

/** As the ledger sees what is from before the first start. */
const SECOND_MS = 1_000
/** Flows that explain something only when others have are looked at this often at most. */
const ROUNDS = 10

export class UnexplainedBalances {
  readonly #state: LedgerState
  readonly #open = new Map<string, AssetAmount>()

  constructor(state: LedgerState) {
    this.#state = state
  }

  /** Those that explain something, in the order of time; a flow may do so only when others have. */
  explainedBy(news: readonly ReportedFlow[]): readonly ReportedFlow[] {
    let left = inOrder(news)
    const booked: ReportedFlow[] = []
    for (let round = 0, before = -1; before !== booked.length && round < ROUNDS; round++) {
      before = booked.length
      left = left.filter((flow) => {
        if (!this.#explains(flow)) return true
        booked.push(flow)
        return false
      })
    }
    return booked
  }

  /** From before the first start, from a time when no pushes were heard, or what makes less unexplained. */
  #explains({ asset, change, time }: ReportedFlow): boolean {
    const { birth, coverage } = this.#state
    if (birth === undefined || time + SECOND_MS <= birth) return true
    const open = this.#open.get(asset) ?? unclassified(this.#state, asset)
    const rest = subtract(open, change)
    const heard = stateAt(coverage, 'flows', time)
    const explains = heard === 'unknown' || heard === 'repairing' || compare(absolute(rest), absolute(open)) < 0
    if (explains) this.#open.set(asset, rest)
    return explains
  }
}
