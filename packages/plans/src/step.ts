/**
 * The rules of plans: `(state, input) -> state, effects`. A leg that fires is stored before anything is sent. After a
 * restart or an unknown answer the exchange is asked for its client order id first: it is placed once, or not at all.
 */

import { max } from '@spotdeck/exact'
import { changeProblem, createProblem, planOf } from './admit.ts'
import { armAfter, endGroup, fireDue, firePriced, pause, waitingOf } from './fire.ts'
import { legsOf } from './legs.ts'
import { type Leg, type Plan, executedOf, hasFired, isOver, legId, withLeg } from './plan.ts'
import type { Reason } from './spec.ts'
import type { Answer, Effect, Input, PlansState } from './state.ts'
import { Turn } from './turn.ts'
import { concernedBy, watchOf } from './watch.ts'

/**
 * Wait before an order without a clear answer is asked for, in ms: nothing sent before can arrive any more. It is
 * longer than the recvWindow of 5 s, the second by which the exchange's clock may differ, and the second in which a
 * fresh order is not visible.
 */
export const RETRY_MS = 8_000
/** Wait between two looks at an order that is being canceled, in ms. */
const CANCEL_RETRY_MS = 2_000
/** Interval in which a trail that moved is stored, in ms. */
const SAVE_TRAIL_MS = 10_000

type Stepped = { readonly state: PlansState; readonly effects: readonly Effect[] }

/** Takes one input. Answers to calls that are not under way, and inputs about unknown plans, change nothing. */
export function step(before: PlansState, input: Input): Stepped {
  const turn = new Turn(before, input.at)
  switch (input.type) {
    case 'price':
      turn.set('prices', input.symbol, input.price)
      break
    case 'balances':
      turn.merge({ free: input.free })
      break
    case 'account':
      turn.merge({ isLive: input.isLive })
      break
    case 'heartbeat':
      turn.merge({ heartbeatAt: input.at })
      break
    case 'saved':
      turn.set('saved', input.planId, Math.max(input.revision, before.saved.get(input.planId) ?? 0))
      break
    case 'order':
      takeOrder(turn, input)
      break
    case 'answer':
      takeAnswer(turn, input)
      break
    case 'create':
      create(turn, input)
      break
    case 'change':
      change(turn, input)
      break
    case 'resume':
      resume(turn, input.planId)
      break
    case 'cancel':
      cancel(turn, input.planId, 'PLAN_CANCELED')
      break
    case 'tick':
      break
  }
  const concerned = input.type === 'price' ? concernedIn(turn, input) : undefined
  if (concerned?.size === 0) return turn.finish()
  for (const [id, { status, spec }] of turn.state.plans) {
    if (status === 'ended' || concerned?.has(id) === false) continue
    if (spec.expiresAt !== undefined && input.at >= spec.expiresAt) cancel(turn, id, 'PLAN_EXPIRED')
    if (input.type === 'price') firePriced(turn, id)
    advance(turn, id)
  }
  return turn.finish()
}

/** Ids of the plans that a price concerns: also those of which it interrupts the confirmations. */
function concernedIn(turn: Turn, { symbol, price }: Extract<Input, { type: 'price' }>): ReadonlySet<string> {
  const { plans, watches, confirmed } = turn.state
  const known = watches.get(symbol)
  const watch = known ?? watchOf(plans, symbol)
  if (known === undefined) turn.set('watches', symbol, watch)
  const ids = concernedBy(watch, price)
  for (const key of confirmed.keys()) {
    const id = key.slice(0, key.lastIndexOf('-'))
    if (plans.get(id)?.spec.symbol === symbol) ids.add(id)
  }
  return ids
}

/** Time of the next `tick` that the state needs, in ms since the epoch; `Infinity` for none. */
export function nextTick(state: PlansState): number {
  let next = Infinity
  const consider = (time: number): void => void (next = Math.min(next, time))
  for (const call of state.calls.values()) if ('retryAt' in call) consider(call.retryAt)
  for (const since of state.moved.values()) consider(since + SAVE_TRAIL_MS)
  for (const plan of state.plans.values()) {
    if (plan.status !== 'armed' && plan.status !== 'paused') continue
    if (plan.spec.expiresAt !== undefined) consider(plan.spec.expiresAt)
    if (plan.status === 'paused') continue
    for (const { when, phase } of plan.legs) {
      if (phase.kind !== 'waiting') continue
      if (when.kind === 'at') consider(when.time)
      if (when.kind === 'silent') consider(Math.max(state.heartbeatAt, plan.createdAt) + when.ms)
    }
  }
  return next
}

function create(turn: Turn, { planId: id, spec, market }: Extract<Input, { type: 'create' }>): void {
  const wanted = { id, spec, market }
  if (turn.plan(id) !== undefined || createProblem(turn.state, wanted, turn.at) !== undefined) return
  const plan = planOf(wanted, turn.at)
  turn.change(plan, { code: 'PLAN_CREATED', params: {} })
  for (const leg of plan.legs) turn.setChecked(legId(plan, leg), true)
}

function change(turn: Turn, { planId: id, spec }: Extract<Input, { type: 'change' }>): void {
  const plan = turn.plan(id)
  if (plan === undefined || changeProblem(turn.state, { id, spec }, turn.at) !== undefined) return
  const legs = legsOf(spec, plan.market, turn.at)
  for (const leg of legs) turn.set('confirmed', legId(plan, leg), undefined)
  turn.change({ ...plan, spec, legs }, { code: 'PLAN_CHANGED', params: {} })
}

/** A paused plan goes on: what was refused is tried again, and a gap is accepted. */
function resume(turn: Turn, id: string): void {
  const plan = turn.plan(id)
  if (plan?.status !== 'paused') return
  const { why, ...rest } = plan
  const spec = why?.code === 'PLAN_GAP' ? { ...plan.spec, onGap: 'fire' as const } : plan.spec
  turn.change({ ...rest, spec, status: 'armed' }, { code: 'PLAN_RESUMED', params: {} })
}

/** Ends a plan: what waits ends at once, what was placed is canceled, what was decided is looked up first. */
function cancel(turn: Turn, id: string, code: string): void {
  const plan = turn.plan(id)
  if (plan === undefined || plan.status === 'ended' || plan.status === 'canceling') return
  const legs = plan.legs.map((leg): Leg => {
    const isUnsent = turn.isChecked(plan, leg) || leg.act.kind === 'cancel-all'
    return leg.phase.kind === 'waiting' && isUnsent ? { ...leg, phase: { kind: 'off', code } } : leg
  })
  for (const leg of legs) if (!isOver(leg) && leg.phase.kind === 'fired') turn.setChecked(legId(plan, leg), false)
  const why = { code, params: {} }
  turn.change({ ...plan, legs, status: 'canceling', why }, why)
}

function takeOrder(turn: Turn, order: Extract<Input, { type: 'order' }>): void {
  const id = order.clientOrderId.slice(0, order.clientOrderId.lastIndexOf('-'))
  const plan = turn.plan(id)
  const leg = plan?.legs.find((one) => legId(plan, one) === order.clientOrderId)
  if (plan !== undefined && leg !== undefined) isThere(turn, leg, { plan, ...order })
}

type Found = Omit<Extract<Answer, { kind: 'order' }>, 'kind'> & { readonly plan: Plan }

/** The exchange has the order of a leg. Executed quantities only rise, and an order that is over stays so. */
function isThere(turn: Turn, leg: Leg, { plan, orderId, executed: reported, isOver: over }: Found): void {
  const { phase } = leg
  turn.setChecked(legId(plan, leg), true)
  if (phase.kind === 'done') return
  const executed = max(executedOf(leg), reported)
  const isNews = phase.kind !== 'placed' || over || executed !== phase.executed
  if (!isNews) return
  const next: Leg = {
    ...leg,
    phase: over ? { kind: 'done', executed, orderId } : { kind: 'placed', executed, orderId },
  }
  const revived = plan.status === 'ended' ? { ...plan, status: 'canceling' as const } : plan
  const code = over ? 'PLAN_ORDER_OVER' : phase.kind === 'placed' ? 'PLAN_ORDER_FILLED' : 'PLAN_PLACED'
  turn.change(endGroup(withLeg(revived, next), leg), { code, params: { leg: leg.n, orderId, executed } })
  if (over) armAfter(turn, plan.id, next)
}

function takeAnswer(turn: Turn, { call, answer }: Extract<Input, { type: 'answer' }>): void {
  const found = [...turn.state.calls].find(([, one]) => 'id' in one && one.id === call)
  if (found === undefined) return
  const [key] = found
  turn.set('calls', key, undefined)
  const plan = turn.plan(key.slice(0, key.lastIndexOf('-')))
  const leg = plan?.legs.find((one) => legId(plan, one) === key)
  if (plan === undefined || leg === undefined || isOver(leg)) return
  const { phase } = leg
  switch (answer.kind) {
    case 'order':
      return isThere(turn, leg, { plan, ...answer })
    case 'none':
      return isNotThere(turn, plan, leg)
    case 'refused':
      // Nothing was placed: the owner decides.
      if (phase.kind !== 'fired') return turn.set('calls', key, { retryAt: turn.at + RETRY_MS })
      if (plan.status === 'canceling') return switchOff(turn, plan, leg)
      return pause(turn, plan, answer.reason)
    case 'done':
      if (leg.act.kind === 'cancel-all') return done(turn, plan, leg)
      // A canceled order says by its own event that it is over; it is asked for in case that is missed.
      turn.setChecked(key, false)
      return turn.set('calls', key, { retryAt: turn.at + CANCEL_RETRY_MS })
    case 'unknown':
      turn.setChecked(key, false)
      return turn.set('calls', key, { retryAt: turn.at + RETRY_MS })
  }
}

function done(turn: Turn, plan: Plan, leg: Leg): void {
  const phase = { kind: 'done', executed: executedOf(leg) } as const
  turn.changeLeg(plan, { ...leg, phase }, { code: 'PLAN_ORDERS_CANCELED', params: {} })
}

/** The exchange has no order of a leg. While one that was sent may still arrive, that says nothing. */
function isNotThere(turn: Turn, plan: Plan, leg: Leg): void {
  const key = legId(plan, leg)
  const { phase } = leg
  const sentBefore = phase.kind === 'fired' ? Math.max(phase.at, turn.state.startedAt) : -Infinity
  if (phase.kind === 'fired' && turn.at < sentBefore + RETRY_MS)
    return turn.set('calls', key, { retryAt: sentBefore + RETRY_MS })
  turn.setChecked(key, true)
  if (phase.kind === 'placed') {
    // MEXC: an order that was placed and is not known any more is over; its deals are in the ledger.
    const over: Leg = { ...leg, phase: { kind: 'done', executed: phase.executed, orderId: phase.orderId } }
    turn.changeLeg(plan, over, { code: 'PLAN_ORDER_OVER', params: { leg: leg.n } })
    armAfter(turn, plan.id, over)
  } else if (plan.status === 'canceling') {
    switchOff(turn, plan, leg)
  }
}

/** Ends a leg of a plan that is being canceled. */
function switchOff(turn: Turn, plan: Plan, leg: Leg): void {
  turn.changeLeg(plan, { ...leg, phase: { kind: 'off', code: plan.why?.code ?? 'PLAN_CANCELED' } })
}

/** Does what the state of a plan asks for: looks up, fires, places, cancels, ends. */
function advance(turn: Turn, id: string): void {
  for (const { n } of turn.plan(id)?.legs ?? []) retry(turn, id, n)
  fireDue(turn, id)
  for (const { n } of turn.plan(id)?.legs ?? []) pursue(turn, id, n)
  const movedAt = turn.state.moved.get(id)
  const plan = turn.plan(id)
  if (plan === undefined || plan.status === 'ended') return
  if (plan.legs.every(isOver)) end(turn, plan)
  else if (movedAt !== undefined && turn.at >= movedAt + SAVE_TRAIL_MS) turn.change(plan)
}

function retry(turn: Turn, id: string, n: number): void {
  const key = legId({ id }, { n })
  const call = turn.state.calls.get(key)
  if (call !== undefined && 'retryAt' in call && turn.at >= call.retryAt) turn.set('calls', key, undefined)
}

function pursue(turn: Turn, id: string, n: number): void {
  const plan = turn.plan(id)
  const leg = plan?.legs[n]
  if (plan === undefined || leg === undefined || isOver(leg) || turn.state.calls.has(legId(plan, leg))) return
  const { act, phase } = leg
  const symbol = plan.spec.symbol ?? ''
  const clientOrderId = legId(plan, leg)
  const isStored = phase.kind === 'fired' && (turn.state.saved.get(id) ?? 0) >= phase.revision
  if (act.kind === 'cancel-all') {
    if (phase.kind === 'fired' && isStored) turn.call(plan, leg, { type: 'cancel-all', symbol: act.symbol })
    else if (phase.kind === 'waiting' && !turn.isChecked(plan, leg)) turn.setChecked(clientOrderId, true)
    return
  }
  if (!turn.isChecked(plan, leg)) {
    // A restored ledger does not know what was sent just before this start.
    const from = turn.state.startedAt + RETRY_MS
    if (phase.kind !== 'placed' && turn.at < from) return turn.set('calls', clientOrderId, { retryAt: from })
    return turn.call(plan, leg, { type: 'look-up', symbol, clientOrderId })
  }
  if (phase.kind === 'placed' && plan.status === 'canceling')
    return turn.call(plan, leg, { type: 'cancel', symbol, orderId: phase.orderId })
  if (
    !isStored ||
    plan.status !== 'armed' ||
    act.quantity === undefined ||
    waitingOf(plan, turn.state, turn.at) !== undefined
  )
    return
  const { side, type, price, quantity } = act
  turn.call(plan, leg, { type: 'place', order: { symbol, side, type, price, quantity, clientOrderId } })
}

/** Plans that have ended and are kept, at most; the oldest are dropped. */
export const MAX_ENDED = 200

function end(turn: Turn, plan: Plan): void {
  const why: Reason =
    plan.status === 'canceling' && plan.why !== undefined
      ? plan.why
      : { code: hasFired(plan) ? 'PLAN_DONE' : 'PLAN_NOT_FIRED', params: {} }
  turn.change({ ...plan, status: 'ended', why }, plan.status === 'canceling' ? undefined : why)
  const ended = [...turn.state.plans.values()].filter(({ status }) => status === 'ended')
  for (const { id } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) turn.setPlan(id, undefined)
}
