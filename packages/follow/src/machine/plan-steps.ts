/** Walks a plan: asks each step's questions, folds their answers, and goes on to the next step. */

import { type Balance, NO_BALANCE, type Order, isOver, sameBalance } from '@spotdeck/ledger'
import { isZero } from '@spotdeck/exact'
import type { Since } from '../exchange.ts'
import { beginRead } from './balances-job.ts'
import { MARGIN_MS } from './coverage-marks.ts'
import { type Draft, ask, enqueue, isLive, isUp, log } from './draft.ts'
import { endPlan, failPlan, isDone, watchEvery } from './plan-end.ts'
import { planOf, setPlan, wait } from './plan-state.ts'
import { inBatches, restOf } from './reports.ts'
import { recentSpans, symbolsOfAssets } from './plan-symbols.ts'
import { AGAIN_STEPS, type Doing, type Goal, type Item, OPENING_STEPS, type Plan, STEPS, type Step } from './plan.ts'
import { missed, sayReading } from './recover.ts'
import type { ReadSpan } from './balance-read.ts'
import { LAG_MS, mayLag } from './sequence.ts'
import type { Answer, CallId, PlanSource, Question, Refusal } from './question.ts'
import { askedOrder, endedOrder } from './ended-order.ts'
import { symbolsFirst } from './shares.ts'
import { symbolsToAsk } from './symbols-to-ask.ts'
import { noteUnreadableRows } from './unreadable-lists.ts'
import { checkInvariants, violatedAssets } from './checks.ts'
import { isUnknown, noteUnreadable } from './unreadable.ts'
import type { Outcome, Tag, Work } from './work.ts'

/** Maximal number of reads while pushes do not fit; the last one overrides the pushes. */
const MAX_READS = 6
const READ_AGAIN_MS = 300
/** Wait before an empty answer is asked for again, in ms, and how many of them in a row are believed: 10 minutes. */
const EMPTY_AGAIN_MS = 2_000
/**
 * Age of an answer that a comparison explains by the lag of REST, in ms. An older one is read again and, if it stays, ends
 * `live`: a change can have been taken back by one that was not pushed.
 */
const COMPARED_LAG_MS = 1_500
/** Wait of a comparison for REST where the lag of its answer may explain all differences, in ms. */
const CONFIRM_MS = 400
const MAX_EMPTY = 300
/** Questions of one step that are asked at the same time, and tries of each. */
const LANES = 4
const MAX_TRIES = 3
/** Interval between the symbols of an audit, in ms: other reads go before it. */
const RECENT_EVERY_MS = 700
/** Window of the first reconciliation, in ms; the exchange's whole reach follows in the backfill. */
const INITIAL_WINDOW_MS = 3_600_000
/** Wait for deals on their way at the first reconciliation, in ms. */
const OPENING_MS = 1_000
/** Window of deals that may explain a violated invariant, in ms. */
const CHECK_WINDOW_MS = 15 * 60_000

/** Begins a plan in the current phase. */
export function beginPlan(draft: Draft, goal: Goal, cause: string): void {
  const { at, now } = draft
  const first = draft.ledger.birth === undefined && (goal === 'reconcile' || goal === 'poll')
  const plan: Plan = {
    id: draft.lastCall + 1,
    goal,
    cause,
    steps: [...STEPS[goal], ...(first ? OPENING_STEPS : [])],
    doing: { kind: 'waiting', step: undefined, attempt: 1, until: now },
    begun: at,
    read: at,
    since: at - CHECK_WINDOW_MS,
    first,
    gapFrom: draft.gapFrom,
    moved: [],
    doubtful: [],
    news: 0,
    open: undefined,
    ordersAt: -Infinity,
    balancesAt: now,
    emptyReads: 0,
  }
  if (goal === 'reconcile') draft.row = { ...draft.row, lastAt: now }
  nextStep(draft, plan)
}

/** Goes on to the next step, or ends the plan. */
export function nextStep(draft: Draft, plan: Plan): void {
  const [step, ...steps] = isDone(draft, plan) || isOpeningQuiet(draft, plan) ? [] : plan.steps
  if (step === undefined) return endPlan(draft, plan)
  begin(draft, { ...plan, steps }, { step, attempt: 1 })
}

/** True if nothing was pushed before and during the wait for deals on their way: the balances that were read are the opening. */
function isOpeningQuiet({ heardAt, upAt, sharers }: Draft, { first, steps, doing }: Plan): boolean {
  return sharers > 1 && first && heardAt === upAt && doing.kind === 'waiting' && steps[0] === 'balances'
}

/** A step of a plan, and which try of it this is, counted from 1. */
type Attempt = { readonly step: Step; readonly attempt: number }

function begin(draft: Draft, plan: Plan, { step, attempt }: Attempt): void {
  switch (step) {
    case 'clock':
    case 'told':
      return asking(draft, plan, { step, attempt, question: { kind: 'clock' } })
    case 'compare':
      return asking(draft, plan, { step, attempt, question: { kind: 'balances' } })
    case 'balances':
      beginRead(draft)
      return asking(draft, { ...plan, balancesAt: draft.now }, { step, attempt, question: { kind: 'balances' } })
    case 'open-orders':
      return asking(
        draft,
        { ...plan, ordersAt: draft.now },
        { step, attempt, question: { kind: 'open-orders', symbols: openSymbols(draft) } },
      )
    case 'opening':
      return wait(draft, plan, undefined, { attempt, ms: OPENING_MS })
    default:
      return pump(draft, plan, { kind: 'lanes', queue: itemsOf(draft, plan, step), running: new Map(), folding: 0 })
  }
}

function asking(
  draft: Draft,
  plan: Plan,
  { step, attempt, question }: Attempt & { readonly question: Question },
): void {
  const seen = step === 'compare' ? seenNow(draft) : new Map<string, readonly Balance[]>()
  const call = ask(draft, question, { for: 'plan', plan: plan.id })
  setPlan(draft, { ...plan, doing: { kind: 'asking', step, call, attempt, seen } })
}

const seenNow = ({ ledger }: Draft): ReadonlyMap<string, readonly Balance[]> =>
  new Map([...ledger.assets].map(([asset, held]) => [asset, [held]]))

/** Adds the balances after a batch to a comparison under way. */
export function noteSeen(draft: Draft): void {
  const plan = planOf(draft)
  if (plan?.doing.kind !== 'asking' || plan.doing.step !== 'compare') return
  const seen = new Map(plan.doing.seen)
  for (const [asset, held] of draft.ledger.assets) {
    const list = seen.get(asset) ?? [NO_BALANCE]
    if (list.at(-1) !== held) seen.set(asset, [...list, held])
  }
  setPlan(draft, { ...plan, doing: { ...plan.doing, seen } })
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
  if (step === 'symbols' && plan.goal === 'check') return reads(symbolsOfAssets(draft, violatedAssets(draft)), since)
  if (step === 'symbols') {
    const { first } = symbolsToAsk(ledger, universe.symbols, plan.moved, at)
    return reads(first.slice(0, symbolsFirst(draft, plan)), since)
  }
  if (step === 'recent-orders')
    return [...recentSpans(draft)].map(([symbol, from], index) => ({
      ...item({ kind: 'symbol', symbol, since: { orders: from, deals: from }, ordersOnly: true }),
      from: now + index * RECENT_EVERY_MS,
    }))
  const { open } = plan
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
  if (doing.kind !== 'waiting' || doing.until > draft.now) return
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
      return nextStep(draft, step === 'clock' ? timed(draft, plan) : { ...plan, read: Math.max(plan.begun, draft.at) })
    case 'balances':
      if (step === 'compare') return compared(draft, plan, doing, answer)
      return balancesAnswered(draft, plan, attempt, { answer, span })
    case 'open-orders': {
      const { orders, unreadable } = answer
      noteUnreadableRows(draft, { kind: 'open-orders', symbols: openSymbols(draft) }, unreadable)
      const open = { ...idsOf(answer), asked: span.t0 }
      setPlan(draft, { ...plan, open, doing: { kind: 'folding', step, attempt } })
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
  const { at, gapFrom, polledTo } = draft
  if (plan.goal !== 'reconcile' && plan.goal !== 'poll') return { ...plan, begun: at }
  if (plan.goal === 'reconcile') sayReading(draft, plan.cause)
  const known = isUp(draft) ? gapFrom : (polledTo ?? gapFrom)
  const since = (plan.first ? at - INITIAL_WINDOW_MS : Math.min(known ?? at, at)) - MARGIN_MS
  return { ...plan, begun: at, read: at, since, gapFrom }
}

type Balances = Extract<Answer, { kind: 'balances' }>

/** An answer without any balance is read again before it is believed. */
function isEmptied({ ledger }: Draft, { read, unreadable }: Balances): boolean {
  const isHeld = ({ free, locked }: Balance): boolean => !isZero(free) || !isZero(locked)
  return read.size === 0 && unreadable.length === 0 && [...ledger.assets.values()].some(isHeld)
}

function balancesAnswered(
  draft: Draft,
  plan: Plan,
  attempt: number,
  { answer, span }: { readonly answer: Balances; readonly span: ReadSpan },
): void {
  if (isEmptied(draft, answer) && plan.emptyReads < MAX_EMPTY) {
    log(draft, 'warn', 'balances answered without a row, read again')
    if (isLive(draft)) return missed(draft, 'NOTHING_HEARD')
    const emptyReads = plan.emptyReads + 1
    return wait(draft, { ...plan, emptyReads }, 'balances', { attempt, ms: EMPTY_AGAIN_MS })
  }
  draft.sureAt = draft.now
  draft.unanswered = 0
  // The time of a read is when it left: it may have waited long for the rate limits.
  const balancesAt = Math.max(plan.balancesAt, draft.now - (span.t1 - span.t0))
  setPlan(draft, { ...plan, balancesAt, doing: { kind: 'folding', step: 'balances', attempt } })
  const { read, unreadable } = answer
  const whenUnclear = isLive(draft) ? 'leave' : attempt < MAX_READS ? 'read-again' : 'override'
  enqueue(draft, { kind: 'balances', read, unreadable, span, whenUnclear, source: sourceOf(plan), tag: tagOf(plan) })
}

/** Holds balances against everything that the ledger held meanwhile; a difference is merged with the pushes around it. */
function compared(draft: Draft, plan: Plan, { seen }: Extract<Doing, { kind: 'asking' }>, answer: Balances): void {
  draft.sureAt = draft.now
  draft.unanswered = 0
  if (plan.goal === 'audit') draft.nextWatchAt = draft.now + watchEvery(draft)
  noteUnreadable(draft, answer.unreadable)
  const mayBeLate = lateWithin(draft, answer, COMPARED_LAG_MS)
  const differing = [...new Set([...seen.keys(), ...answer.read.keys()])].filter((asset) => {
    const read = answer.read.get(asset) ?? NO_BALANCE
    const held = [...(seen.get(asset) ?? [NO_BALANCE]), draft.ledger.assets.get(asset) ?? NO_BALANCE]
    return (
      !isUnknown(answer.unreadable, asset, answer.read) &&
      !held.some((balance) => sameBalance(balance, read)) &&
      !mayBeLate(asset)
    )
  })
  if (differing.length === 0 && !isEmptied(draft, answer)) return nextStep(draft, plan)
  const isLag = differing.length > 0 && differing.every(lateWithin(draft, answer, LAG_MS))
  wait(draft, plan, 'balances', { attempt: 1, ms: isLag ? CONFIRM_MS : 0 })
  planTick(draft)
}

/** Tells of an asset whether its read may be older than its newest push, by the exchange's lag. */
function lateWithin({ sequence, at }: Draft, { read }: Balances, lagMs: number): (asset: string) => boolean {
  return (asset) => mayLag(sequence, { asset, balance: read.get(asset) ?? NO_BALANCE }, at, lagMs)
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
    noteUnreadableRows(draft, question, answer.unreadable)
    const isOld = ({ updatedAt }: Order): boolean => plan.goal !== 'audit' || updatedAt < plan.begun - ENDED_LAG_MS
    return inBatches({ ...answer, orders: { ...answer.orders, rows: answer.orders.rows.filter(isOld) } }, to)
  }
  if (answer.kind !== 'order' || question.kind !== 'order') return []
  noteUnreadableRows(draft, question, answer.unreadable)
  const mayBeOpen = plan.open?.isWhole !== true || answer.unreadable.length > 0
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
  const news = plan.news + outcome.news
  if (doing.kind === 'lanes') return pump(draft, { ...plan, news }, { ...doing, folding: doing.folding - 1 })
  if (doing.kind !== 'folding') return
  if (doing.step !== 'balances') return nextStep(draft, { ...plan, news })
  const { balances } = outcome
  if (outcome.refused || balances === undefined)
    return failPlan(draft, plan, { code: 'COMMIT_REFUSED', fields: { code: 'COMMIT_REFUSED' } })
  if (balances.unclear.length > 0)
    return wait(draft, plan, 'balances', { attempt: doing.attempt + 1, ms: READ_AGAIN_MS })
  if (sourceOf(plan) === 'audit' && balances.changed.length > 0) {
    draft.healed += balances.changed.length
    log(draft, 'warn', 'audit corrected a balance', { assets: balances.changed })
  }
  const moved = [...new Set([...plan.moved, ...balances.changed])]
  checkInvariants(draft)
  const isProof = plan.goal === 'reconcile' && plan.steps.length === 0
  if (balances.changed.length > 0) wantProof(draft, plan)
  const steps = isProof && balances.changed.length > 0 ? AGAIN_STEPS : plan.steps
  nextStep(draft, { ...plan, moved, steps, doubtful: balances.doubtful })
}

/**
 * Makes what a reading changed wait for its proof, whatever caused the reading: an answer from before a push can have
 * taken the push back.
 */
function wantProof(draft: Draft, { goal, first, balancesAt }: Plan): void {
  const none = goal === 'reconcile' && !first ? { isDistrusted: false, isHeard: false } : undefined
  const proof = draft.proof ?? none
  if (proof !== undefined) draft.proof = { ...proof, from: balancesAt }
}
