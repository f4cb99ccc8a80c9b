/** Walks a plan: asks each step's questions, folds their answers, and goes on to the next step. */

import { withBalances } from '../balances/state.ts'
import { type Balance, type Order, isOver } from '@spotdeck/ledger'
import { isZero } from '@spotdeck/exact'
import type { Since } from '../exchange.ts'
import { beginRead } from '../balances/balances-job.ts'
import { alsoSeen, differing, seenNow, type SeenBalances } from '../balances/compare.ts'
import { MARGIN_MS, type ReadSpan } from '../base/margins.ts'
import { type Draft, setPlan, setRecovery } from './draft.ts'
import { wait } from './plan-queue.ts'
import { ask, enqueue, log } from '../base/draft.ts'
import { apply } from './apply.ts'
import { isLive, isUp, planOf } from '../phase/state.ts'
import { endPlan, failPlan, isDone } from './plan-end.ts'
import { isProven, symbolsAgain } from './proof.ts'
import { inBatches, restOf } from '../base/reports.ts'
import { symbolsOfAssets } from '../base/likely-symbols.ts'
import { recentSpans } from './plan-symbols.ts'
import {
  AGAIN_STEPS,
  type Doing,
  type Goal,
  type Item,
  type Plan,
  STEPS,
  type Step,
  withFound,
  withTimes,
} from '../phase/plan.ts'
import { missed, readingStatus } from '../phase/recover.ts'
import type { Answer, BalancesAnswer, CallId, PlanSource, Question, Refusal } from '../base/question.ts'
import { askedOrder, endedOrder } from '../orders/ended-order.ts'
import { symbolsFirst } from '../base/shares.ts'
import { symbolsToAsk } from '../base/symbols-to-ask.ts'
import { noteUnreadableRows } from '../orders/unreadable-lists.ts'
import { checkInvariants, violatedAssets } from '../balances/checks.ts'
import { noteUnreadable } from './live-status.ts'
import { noteAgreed } from './proof-steps.ts'
import type { Outcome, Tag, Work } from '../base/work.ts'
import { isBehind } from '../base/write-queue.ts'
import { symbolsIn } from '../base/universe.ts'

/** Maximal number of reads while pushes do not fit; the last one overrides the pushes. */
const MAX_READS = 6
const READ_AGAIN_MS = 300
/** Wait before an empty answer is asked for again, in ms, and how many of them in a row are believed: 10 minutes. */
const EMPTY_AGAIN_MS = 2_000
/** Wait of a comparison for pushes that its answer is ahead of, in ms. */
const PUSHED_MS = 400
const MAX_EMPTY = 300
/** Questions of one step that are asked at the same time, and tries of each. */
const LANES = 4
const MAX_TRIES = 3
/** Interval between the symbols of an audit, in ms: other reads go before it. */
const RECENT_EVERY_MS = 700
/** Window of the first reconciliation, in ms; the exchange's whole reach follows in the backfill. */
const INITIAL_WINDOW_MS = 3_600_000
/** Maximal number of symbols that may explain a violated invariant before the search takes over. */
const MAX_CHECKED = 4
/** Window of deals that may explain a violated invariant, in ms. */
const CHECK_WINDOW_MS = 15 * 60_000

/** Begins a plan in the current phase. */
export function beginPlan(draft: Draft, goal: Goal, cause: string): void {
  const { at, now } = draft
  const first = draft.ledger.birth === undefined && (goal === 'reconcile' || goal === 'poll')
  const plan: Plan = {
    id: draft.work.lastCall + 1,
    goal,
    cause,
    steps: STEPS[goal],
    doing: { kind: 'waiting', step: undefined, attempt: 1, until: now },
    times: { begun: at, read: at, ordersAt: undefined, balancesAt: now },
    found: { moved: [], doubtful: [], news: 0, open: undefined },
    since: at - CHECK_WINDOW_MS,
    isAgain: false,
    first,
    gapFrom: draft.recovery.gapFrom,
    emptyReads: 0,
  }
  if (goal === 'reconcile') setRecovery(draft, { streak: { ...draft.recovery.streak, lastAt: now } })
  nextStep(draft, plan)
}

/** Goes on to the next step, or ends the plan. */
export function nextStep(draft: Draft, plan: Plan): void {
  const [step, ...steps] = isDone(draft, plan) ? [] : plan.steps
  if (step === undefined) return endPlan(draft, plan)
  begin(draft, { ...plan, steps }, { step, attempt: 1 })
}

/** A step of a plan, and which try of it this is, counted from 1. */
type Attempt = { readonly step: Step; readonly attempt: number }

function begin(draft: Draft, plan: Plan, { step, attempt }: Attempt): void {
  const { now } = draft
  const question = questionOf(draft, step)
  if (question === undefined)
    return pump(draft, plan, { kind: 'lanes', queue: itemsOf(draft, plan, step), running: new Map(), folding: 0 })
  if (step === 'balances') draft.balances = beginRead(draft.balances)
  const seen: SeenBalances = step === 'compare' ? seenNow(draft) : new Map()
  const call = ask(draft, question, { for: 'plan', plan: plan.id })
  const asked = { clock: {}, balances: { balancesAt: now }, 'open-orders': { ordersAt: now } }[question.kind]
  setPlan(draft, { ...withTimes(plan, asked), doing: { kind: 'asking', step, call, attempt, seen } })
}

/** The one question of a step; `undefined` for a step of several. */
function questionOf(draft: Draft, step: Step) {
  if (step === 'clock' || step === 'told') return { kind: 'clock' } as const
  if (step === 'compare' || step === 'balances') return { kind: 'balances' } as const
  return step === 'open-orders' ? ({ kind: step, symbols: openSymbols(draft) } as const) : undefined
}

/** Adds the balances after a batch to a comparison under way. */
export function noteSeen(draft: Draft): void {
  const plan = planOf(draft)
  const doing = plan?.doing
  if (plan === undefined || doing === undefined) return
  if (doing.kind === 'comparing') return judge(draft, plan, { ...doing, seen: alsoSeen(draft, doing.seen) })
  if (doing.kind === 'asking' && doing.step === 'compare')
    setPlan(draft, { ...plan, doing: { ...doing, seen: alsoSeen(draft, doing.seen) } })
}

function openSymbols({ ledger }: Draft): readonly string[] {
  const open = [...ledger.orders.values()].flatMap(({ order }) => (order === undefined ? [] : [order.symbol]))
  return [...new Set([...open, ...ledger.symbols.keys()])]
}

function itemsOf(draft: Draft, plan: Plan, step: Step): readonly Item[] {
  const { ledger, universe, at, now } = draft
  const item = (question: Question): Item => ({ question, attempt: 1, from: now })
  const reads = (symbols: readonly string[], since: Since): readonly Item[] =>
    symbols.map((symbol) => item({ kind: 'symbol', symbol, since }))
  const since = { orders: plan.since, deals: plan.since }
  if (step === 'symbols' && plan.goal === 'check')
    return reads(symbolsOfAssets(draft, violatedAssets(draft), MAX_CHECKED), since)
  if (step === 'symbols' && plan.isAgain) return reads(symbolsAgain(draft), since)
  if (step === 'symbols') {
    const { first } = symbolsToAsk(ledger, symbolsIn(universe), plan.found.moved, at)
    return reads(first.slice(0, symbolsFirst(draft, { first: plan.first, ...plan.found })), since)
  }
  if (step === 'recent-orders')
    return [...recentSpans(draft)].map(([symbol, from], index) => ({
      ...item({ kind: 'symbol', symbol, since: { orders: from, deals: Infinity } }),
      from: now + index * RECENT_EVERY_MS,
    }))
  const { open } = plan.found
  if (open === undefined) return []
  return [...ledger.orders].flatMap(([orderId, { order }]) =>
    order === undefined || isOver(order) || open.ids.has(orderId) || order.createdAt > open.asked
      ? []
      : [item({ kind: 'order', symbol: order.symbol, orderId })],
  )
}

type Lanes = Extract<Doing, { kind: 'lanes' }>

/** Asks as many of the step's questions as may run at once; the step is over when nothing is left. */
function pump(draft: Draft, plan: Plan, lanes: Lanes): void {
  const running = new Map(lanes.running)
  const queue: Item[] = []
  for (const item of lanes.queue) {
    if (running.size >= LANES || item.from > draft.now) queue.push(item)
    else running.set(ask(draft, item.question, { for: 'plan', plan: plan.id }), item)
  }
  if (queue.length === 0 && running.size === 0 && lanes.folding === 0) return nextStep(draft, plan)
  setPlan(draft, { ...plan, doing: { ...lanes, queue, running } })
}

/** Goes on with what has waited long enough. */
export function planTick(draft: Draft): void {
  const plan = planOf(draft)
  if (plan === undefined) return
  const { doing } = plan
  if (doing.kind === 'lanes') return pump(draft, plan, doing)
  if (doing.kind === 'comparing') return judge(draft, plan, doing)
  if (doing.kind !== 'waiting') return
  if (doing.step === undefined && plan.goal === 'reconcile' && isProven(draft, plan)) return endPlan(draft, plan)
  if (doing.until > draft.now) return
  if (doing.step === undefined) return nextStep(draft, plan)
  begin(draft, plan, { step: doing.step, attempt: doing.attempt })
}

/** Takes an answer. */
export function planAnswered(draft: Draft, call: CallId, answer: Answer, span: ReadSpan): void {
  const plan = planOf(draft)
  if (plan === undefined) return
  const { doing } = plan
  if (doing.kind === 'lanes') {
    const item = doing.running.get(call)
    if (item !== undefined) laneAnswered(draft, plan, doing, { call, item, answer })
    return
  }
  if (doing.kind !== 'asking' || doing.call !== call) return
  const { step, attempt } = doing
  switch (answer.kind) {
    case 'clock':
      return nextStep(
        draft,
        step === 'clock' ? timed(draft, plan) : withTimes(plan, { read: Math.max(plan.times.begun, draft.at) }),
      )
    case 'balances':
      if (step === 'compare') {
        noteUnreadable(draft, answer.unreadable)
        const { seen } = doing
        return judge(draft, timely(draft, plan, span), {
          kind: 'comparing',
          answer,
          seen,
          until: draft.now + PUSHED_MS,
        })
      }
      return balancesAnswered(draft, timely(draft, plan, span), { attempt, answer, span })
    case 'open-orders': {
      const { orders, unreadable } = answer
      apply(draft, noteUnreadableRows(draft, { kind: 'open-orders', symbols: openSymbols(draft) }, unreadable))
      const open = { ...idsOf(answer), asked: span.t0 }
      setPlan(draft, { ...withFound(plan, { open }), doing: { kind: 'folding', step, attempt } })
      return enqueue(draft, { kind: 'reports', orders, deals: [], source: sourceOf(plan), tag: tagOf(plan) })
    }
    default:
      return
  }
}

/** Ids of open orders; a row that cannot be read may be any order, unless it names one. */
function idsOf({ orders, unreadable }: Extract<Answer, { kind: 'open-orders' }>) {
  const named = unreadable.flatMap(({ orderId }) => orderId ?? [])
  const ids: ReadonlySet<string> = new Set([...orders.map(({ orderId }) => orderId), ...named])
  return { ids, isWhole: named.length === unreadable.length }
}

const sourceOf = ({ goal }: Plan): PlanSource => (goal === 'reconcile' || goal === 'poll' ? 'rest' : 'audit')
const tagOf = ({ id }: Plan): Tag => ({ for: 'plan', plan: id })

/** Starts the plan's times at the exchange's clock. */
function timed(draft: Draft, plan: Plan): Plan {
  const { at } = draft
  const { gapFrom, polledTo } = draft.recovery
  if (plan.goal !== 'reconcile' && plan.goal !== 'poll') return withTimes(plan, { begun: at })
  if (plan.goal === 'reconcile') apply(draft, { effects: [readingStatus(draft.recovery, plan.cause)] })
  const known = isUp(draft) ? gapFrom : (polledTo ?? gapFrom)
  const since = (plan.first ? at - INITIAL_WINDOW_MS : Math.min(known ?? at, at)) - MARGIN_MS
  return { ...withTimes(plan, { begun: at, read: at }), since, gapFrom }
}

/** An answer without any balance is read again before it is believed. */
function isEmptied({ ledger }: Draft, { read, unreadable }: BalancesAnswer): boolean {
  const isHeld = ({ free, locked }: Balance): boolean => !isZero(free) || !isZero(locked)
  return read.size === 0 && unreadable.length === 0 && [...ledger.assets.values()].some(isHeld)
}

/** The time of a read of balances is when it left: it may have waited long for the rate limits. */
function timely({ now }: Draft, plan: Plan, { t0, t1 }: ReadSpan): Plan {
  return withTimes(plan, { balancesAt: Math.max(plan.times.balancesAt, now - Math.max(0, t1 - t0)) })
}

function balancesAnswered(
  draft: Draft,
  plan: Plan,
  { attempt, answer, span }: { readonly attempt: number; readonly answer: BalancesAnswer; readonly span: ReadSpan },
): void {
  if (isEmptied(draft, answer) && plan.emptyReads < MAX_EMPTY) {
    log(draft, 'warn', 'balances answered without a row, read again')
    if (isLive(draft)) return apply(draft, missed(draft, 'NOTHING_HEARD'))
    const emptyReads = plan.emptyReads + 1
    return wait(draft, { ...plan, emptyReads }, 'balances', { attempt, ms: EMPTY_AGAIN_MS })
  }
  setPlan(draft, { ...plan, doing: { kind: 'folding', step: 'balances', attempt } })
  const { read, unreadable } = answer
  const whenUnclear = isLive(draft) ? 'leave' : attempt < MAX_READS ? 'read-again' : 'override'
  enqueue(draft, { kind: 'balances', read, unreadable, span, whenUnclear, source: sourceOf(plan), tag: tagOf(plan) })
}

/**
 * Ends a comparison that agrees. Where the answer is ahead of the pushes, they may be on their way, or wait to be
 * written: a while later balances are read again and merged with the pushes around them.
 */
function judge(draft: Draft, plan: Plan, doing: Extract<Doing, { kind: 'comparing' }>): void {
  const { late, ahead } = differing(draft, doing)
  if (ahead.length === 0 && !isEmptied(draft, doing.answer)) {
    noteAgreed(draft, plan.times.balancesAt, late)
    return nextStep(draft, plan)
  }
  if (ahead.length > 0 && (doing.until > draft.now || isBehind(draft))) return setPlan(draft, { ...plan, doing })
  begin(draft, plan, { step: 'balances', attempt: 1 })
}

type LaneAnswer = { readonly call: CallId; readonly item: Item; readonly answer: Answer }

function laneAnswered(draft: Draft, plan: Plan, lanes: Lanes, { call, item, answer }: LaneAnswer): void {
  const running = new Map(lanes.running)
  running.delete(call)
  const works = worksOf(draft, plan, item, answer)
  for (const work of works) enqueue(draft, work)
  pump(draft, plan, {
    ...lanes,
    queue: [...lanes.queue, ...restItems(draft, item, answer)],
    running,
    folding: lanes.folding + works.length,
  })
}

/** The question for what one call did not reach of a symbol. */
function restItems({ now }: Draft, { question }: Item, answer: Answer): readonly Item[] {
  const to = answer.kind === 'symbol' ? restOf(answer) : undefined
  return to === undefined || question.kind !== 'symbol'
    ? []
    : [{ question: { ...question, to }, attempt: 1, from: now }]
}

function worksOf(draft: Draft, plan: Plan, { question }: Item, answer: Answer): readonly Work[] {
  const to = { source: sourceOf(plan), tag: tagOf(plan) }
  if (answer.kind === 'symbol' && question.kind === 'symbol') {
    apply(draft, noteUnreadableRows(draft, question, answer.unreadable))
    const isOld = ({ updatedAt }: Order): boolean =>
      plan.goal !== 'audit' || updatedAt < plan.times.begun - ENDED_LAG_MS
    return inBatches({ ...answer, orders: { ...answer.orders, rows: answer.orders.rows.filter(isOld) } }, to)
  }
  if (answer.kind !== 'order' || question.kind !== 'order') return []
  apply(draft, noteUnreadableRows(draft, question, answer.unreadable))
  const mayBeOpen = plan.found.open?.isWhole !== true || answer.unreadable.length > 0
  return mayBeOpen ? [askedOrder(question, answer, to)] : endedOrder(draft, question, answer, to)
}

/** Orders that changed so recently may have a push on its way, in ms. */
const ENDED_LAG_MS = 5_000

/** Takes a refusal: a question of a step is asked again a few times, everything else ends the plan. */
export function planRefused(draft: Draft, call: CallId, error: Refusal): void {
  const plan = planOf(draft)
  if (plan === undefined) return
  const { doing } = plan
  const item = doing.kind === 'lanes' ? doing.running.get(call) : undefined
  if (doing.kind === 'lanes' && item !== undefined && item.attempt < MAX_TRIES) {
    const running = new Map(doing.running)
    running.delete(call)
    const again = { ...item, attempt: item.attempt + 1, from: draft.now + READ_AGAIN_MS * item.attempt }
    return setPlan(draft, { ...plan, doing: { ...doing, running, queue: [...doing.queue, again] } })
  }
  if (item !== undefined || (doing.kind === 'asking' && doing.call === call)) failPlan(draft, plan, error)
}

/** Goes on after the plan's work has been committed. */
export function planFolded(draft: Draft, id: number, outcome: Outcome): void {
  const plan = planOf(draft)
  if (plan?.id !== id) return
  const { doing } = plan
  const news = plan.found.news + outcome.news
  if (doing.kind === 'lanes') return pump(draft, withFound(plan, { news }), { ...doing, folding: doing.folding - 1 })
  if (doing.kind !== 'folding') return
  if (doing.step !== 'balances') return nextStep(draft, withFound(plan, { news }))
  const { balances } = outcome
  if (outcome.refused || balances === undefined)
    return failPlan(draft, plan, { code: 'COMMIT_REFUSED', fields: { code: 'COMMIT_REFUSED' } })
  if (balances.unclear.length > 0)
    return wait(draft, plan, 'balances', { attempt: doing.attempt + 1, ms: READ_AGAIN_MS })
  if (sourceOf(plan) === 'audit' && balances.changed.length > 0) {
    draft.balances = withBalances(draft.balances, { healed: draft.balances.healed + balances.changed.length })
    log(draft, 'warn', 'audit corrected a balance', { assets: balances.changed })
  }
  const moved = [...new Set([...plan.found.moved, ...balances.changed])]
  draft.balances = checkInvariants(draft)
  const isProof = plan.goal === 'reconcile' && plan.steps.length === 0
  if ((plan.first ? balances.reverted : balances.changed).length > 0) wantProof(draft, plan)
  const steps = isProof && balances.changed.length > 0 ? AGAIN_STEPS : plan.steps
  if (moved.length === 0 && balances.doubtful.length === 0) noteAgreed(draft, plan.times.balancesAt)
  nextStep(draft, { ...withFound(plan, { moved, doubtful: balances.doubtful }), steps })
}

/**
 * Makes what a reading changed wait for its proof, whatever caused the reading: an answer from before a push can have
 * taken the push back. At the first start the proof counts from the stream on, whatever a reading adds.
 */
function wantProof(draft: Draft, { goal, times: { balancesAt } }: Plan): void {
  const none = goal === 'reconcile' ? { isDistrusted: false, isHeard: false } : undefined
  const proof = draft.recovery.proof ?? none
  if (proof !== undefined) setRecovery(draft, { proof: { ...proof, from: balancesAt } })
}
