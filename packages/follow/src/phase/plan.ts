/** Plans of reads: which steps are left, what the current one waits for, and what came of the earlier ones. */

import type { BalancesAnswer, CallId, Question } from '../base/question.ts'
import type { SeenBalances } from '../balances/compare.ts'

/**
 * Steps of a plan. `clock` and `told` read the exchange's clock before and after the balances; `compare` compares
 * balances with the ledger while pushes go on; `balances` merges them with the pushes around them; `ended-orders` reads
 * orders that are no longer open.
 */
export type Step =
  | 'clock'
  | 'told'
  | 'compare'
  | 'balances'
  | 'open-orders'
  | 'ended-orders'
  | 'symbols'
  | 'recent-orders'

/** One of several questions of a step. `from` is the time of the machine at which it may be asked. */
export type Item = { readonly question: Question; readonly attempt: number; readonly from: number }

/** The wait of a plan's current step. */
export type Doing =
  | {
      readonly kind: 'asking'
      readonly step: Step
      readonly call: CallId
      readonly attempt: number
      /** Balances that the ledger held since the comparison was asked. */
      readonly seen: SeenBalances
    }
  /** A comparison whose answer is ahead of the pushes so far. */
  | { readonly kind: 'comparing'; readonly answer: BalancesAnswer; readonly seen: SeenBalances; readonly until: number }
  | { readonly kind: 'folding'; readonly step: Step; readonly attempt: number }
  | { readonly kind: 'waiting'; readonly step: Step | undefined; readonly attempt: number; readonly until: number }
  | {
      readonly kind: 'lanes'
      readonly queue: readonly Item[]
      readonly running: ReadonlyMap<CallId, Item>
      readonly folding: number
    }

/**
 * Purpose of a plan. `reconcile`: everything since a gap; `poll`: the same without a stream; `check`: an invariant is
 * violated; `watch`: balances while pushes are silent; `audit`: everything, on a timer.
 */
export type Goal = 'reconcile' | 'poll' | 'check' | 'watch' | 'audit'

/** Times of a plan: its beginning, and its reads that prove something. */
export type PlanTimes = {
  /** Exchange time of its beginning, and of the answer of its balances. */
  readonly begun: number
  readonly read: number
  /** Times of the machine at which its open orders, if at all, and its last balances were asked for. */
  readonly ordersAt: number | undefined
  readonly balancesAt: number
}

/** Findings of a plan so far. */
export type Findings = {
  /** Assets that changed without a push, and those where no read fitted the pushes around it. */
  readonly moved: readonly string[]
  readonly doubtful: readonly string[]
  /** Changes of orders and deals that no push brought. */
  readonly news: number
  /** Open orders as the exchange listed them, and when they were asked for; `isWhole`: each row names its order. */
  readonly open: { readonly ids: ReadonlySet<string>; readonly isWhole: boolean; readonly asked: number } | undefined
}

/** One plan. */
export type Plan = {
  readonly id: number
  readonly goal: Goal
  readonly cause: string
  readonly steps: readonly Step[]
  readonly doing: Doing
  readonly times: PlanTimes
  readonly found: Findings
  /** Exchange time of the start of the history that it reads. */
  readonly since: number
  /** True once it reads again what does not prove the gap closed: then it asks for what is unexplained alone. */
  readonly isAgain: boolean
  /** True at the first start. */
  readonly first: boolean
  readonly gapFrom: number | undefined
  /** Consecutive answers without any balance. */
  readonly emptyReads: number
}

/** Steps of each goal. */
export const STEPS: Readonly<Record<Goal, readonly Step[]>> = {
  reconcile: ['clock', 'balances', 'told', 'open-orders', 'ended-orders', 'symbols'],
  poll: ['clock', 'balances', 'told', 'open-orders', 'ended-orders', 'symbols'],
  check: ['balances', 'open-orders', 'ended-orders', 'symbols'],
  watch: ['compare'],
  audit: ['clock', 'compare', 'open-orders', 'ended-orders', 'recent-orders'],
}

/** Reads that prove a gap closed: balances alone while there is nothing to explain, and everything else with them. */
export const PROOF_STEPS: readonly Step[] = ['balances']
/** Steps after balances that explain them. */
export const AGAIN_STEPS: readonly Step[] = ['open-orders', 'ended-orders', 'symbols']

/** The plan with some of its times changed. */
export const withTimes = (plan: Plan, part: Partial<PlanTimes>): Plan => ({
  ...plan,
  times: { ...plan.times, ...part },
})

/** The plan with some of its findings changed. */
export const withFound = (plan: Plan, part: Partial<Findings>): Plan => ({ ...plan, found: { ...plan.found, ...part } })
