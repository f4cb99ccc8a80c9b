/** A plan of an account that has been followed for a day, step by step: what it asks, and what comes of the answers. */

import { decimal, zero } from '@spotdeck/exact'
import { type Deal, EMPTY_STATE, type LedgerState, type Order } from '@spotdeck/ledger'
import { type Draft, draftOf } from '../machine/draft.ts'
import { planOf, type Phase } from '../phase/state.ts'
import type { Goal, Plan } from '../phase/plan.ts'
import { beginPlan, nextStep, planAnswered, planFolded, planRefused, planTick } from '../machine/plan-steps.ts'
import type { Answer, CallId, Question, Refusal } from '../base/question.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import type { BalancesOutcome, Outcome } from '../base/work.ts'
import { symbolAnswers } from './fake-venue-answers.ts'
import { type Over, stateOf } from './state-of.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Exchange time at which a plan begins, in ms since the epoch. */
export const AT = 1_767_225_600_000
/** Time of the machine at which it begins, in ms. */
export const NOW = 20 * MINUTE
/** Phases without a plan. */
export const READING = {
  kind: 'reconciling',
  cause: 'STREAM_READY',
  plan: undefined,
  nextAt: NOW,
  again: undefined,
} as const satisfies Phase
export const LIVE: Phase = { kind: 'live', plan: undefined }
/** Symbols that the exchange lists. */
export const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'ETHUSDT', 'KASUSDT', 'SOLUSDT', 'XRPUSDT']
/** Refusal of a call that had no answer. */
export const REFUSED: Refusal = { code: 'NETWORK_TIMEOUT', fields: {} }

/** An open order to buy 10 MX at 2 USDT, placed an hour ago. */
export function orderOf(orderId: string, over: Partial<Order> = {}): Order {
  return {
    orderId,
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    status: 'NEW',
    price: decimal('2'),
    quantity: decimal('10'),
    executedQuantity: decimal('0'),
    quoteQuantity: decimal('20'),
    executedQuoteQuantity: decimal('0'),
    createdAt: AT - HOUR,
    updatedAt: AT - HOUR,
    ...over,
  }
}

/** A deal of an order: it bought 1 MX a minute ago. */
export const dealOf = (orderId: string): Deal => ({
  tradeId: `t${orderId}`,
  orderId,
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  side: 'BUY',
  price: decimal('2'),
  quantity: decimal('1'),
  quoteQuantity: decimal('2'),
  fee: zero(),
  feeAsset: 'USDT',
  isMaker: false,
  isSelfTrade: false,
  time: AT - MINUTE,
})

/** A ledger that has been followed for a day and holds so much, with these orders. */
export function ledgerOf(
  held: Readonly<Record<string, string>> = { USDT: '10' },
  orders: readonly Order[] = [],
): LedgerState {
  const asset = (name: string, free: string) =>
    [name, { asset: name, free: decimal<'asset'>(free), locked: zero<'asset'>(), reason: 'DEPOSIT', time: AT }] as const
  return {
    ...EMPTY_STATE,
    n: 1,
    birth: AT - 24 * HOUR,
    checkedAt: AT - 30 * SECOND,
    assets: new Map(Object.entries(held).map(([name, free]) => asset(name, free))),
    orders: new Map(
      orders.map((one) => [one.orderId, { order: one, deals: [], dealt: decimal<'base'>('0'), since: 1 }]),
    ),
  }
}

/** A plan from its beginning on, with what it asks. */
export class PlanScene {
  readonly draft: Draft

  constructor(goal: Goal, phase: Phase, over: Over = {}) {
    const universe = withListed(EMPTY_UNIVERSE, symbolAnswers(SYMBOLS), AT)
    const known = { ledger: ledgerOf(), universe, now: NOW, recovery: { upAt: 0, renewedAt: NOW }, phase }
    this.draft = draftOf(stateOf(known, over), { at: AT, random: 0.5 })
    beginPlan(this.draft, goal, 'STREAM_READY')
  }

  /** The plan under way. @throws {Error} where it is over */
  get plan(): Plan {
    const plan = planOf(this.draft)
    if (plan === undefined) throw new Error('There is no plan.')
    return plan
  }

  /** All questions, oldest first. */
  get asked(): readonly { readonly call: CallId; readonly question: Question }[] {
    return this.draft.effects.flatMap((effect) => (effect.type === 'ask' ? [effect] : []))
  }

  /** The newest question. */
  get question(): Question | undefined {
    return this.asked.at(-1)?.question
  }

  /** Messages of the log. */
  get logged(): readonly string[] {
    return this.draft.effects.flatMap((effect) => (effect.type === 'log' ? [effect.message] : []))
  }

  /** Lets time pass, then looks at what is due. */
  pass(ms: number): this {
    Object.assign(this.draft, { now: this.draft.now + ms, at: this.draft.at + ms })
    planTick(this.draft)
    return this
  }

  /** Answers the newest question, or one of so many before it. `ms`: time that the answer took. */
  answer(answer: Answer, ms = 0, back = 1): this {
    const { call } = this.asked.at(-back) ?? { call: -1 }
    const { at } = this.draft
    planAnswered(this.draft, call, answer, { t0: at - ms, t1: at })
    return this
  }

  /** Refuses the newest question, or one of so many before it. */
  refuse(back = 1): this {
    planRefused(this.draft, this.asked.at(-back)?.call ?? -1, REFUSED)
    return this
  }

  /** Commits what waits for the ledger, with this outcome. */
  fold(outcome: Partial<Outcome> = {}): this {
    planFolded(this.draft, this.plan.id, { news: 0, refused: false, ...outcome })
    return this
  }

  /** Goes on with these steps alone. */
  to(...steps: Plan['steps']): this {
    nextStep(this.draft, { ...this.plan, steps })
    return this
  }
}

/** Answers: of the clock, of a list without open orders, and of a symbol without orders and deals. */
export const CLOCK: Answer = { kind: 'clock' }
export const NO_ORDERS: Answer = { kind: 'open-orders', orders: [], unreadable: [] }
export const NO_ROWS = {
  kind: 'symbol',
  orders: { rows: [], complete: true },
  deals: { rows: [], complete: true },
  unreadable: [],
} as const satisfies Answer
/** Outcome of balances that changed nothing. */
export const UNCHANGED: BalancesOutcome = { unclear: [], doubtful: [], changed: [], reverted: [] }

/** An answer of balances: what is free, by asset. */
export function balancesOf(held: Readonly<Record<string, string>>): Answer {
  const rows = Object.entries(held).map(
    ([asset, free]) => [asset, { free: decimal<'asset'>(free), locked: zero<'asset'>() }] as const,
  )
  return { kind: 'balances', read: new Map(rows), unreadable: [] }
}
