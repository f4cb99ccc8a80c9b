/** Firing: which waiting legs are due, and what holds a plan back. */

import { type Price, compare, stepDown, zero } from '@spotdeck/exact'
import { type Leg, type Plan, type PriceCondition, executedOf, isOver, isTradable, legId, withLeg } from './plan.ts'
import { quantityFor, shortageOf } from './reserve.ts'
import type { Reason } from './spec.ts'
import type { PlansState } from './state.ts'
import { follow, isBeyond, isFresh, isGap, priceIn, triggerOf } from './trigger.ts'
import type { Turn } from './turn.ts'

/** Why nothing of an armed plan may fire now; `undefined` when it may. Canceling needs neither prices nor balances. */
export function waitingOf(plan: Plan, state: PlansState, at: number): Reason | undefined {
  if (plan.status !== 'armed') return undefined
  const pending = plan.legs.filter((leg) => !isOver(leg))
  if (pending.some((leg) => leg.phase.kind === 'fired' && hasRetry(plan, leg, state)))
    return wait('PLAN_OUTCOME_UNKNOWN')
  if (pending.every(({ act }) => act.kind === 'cancel-all')) return undefined
  if (!state.isLive) return wait('PLAN_ACCOUNT_NOT_LIVE')
  if (pending.some((leg) => !state.checked.has(legId(plan, leg)))) return wait('PLAN_LOOKING_UP')
  const { symbol = '' } = plan.spec
  const price = state.prices.get(symbol)
  const isBlind = pending.some(({ when, act, phase }) => {
    if (when.kind !== 'price' || act.kind !== 'order' || phase.kind !== 'waiting') return false
    return !isFresh(price, at) || priceIn(price, when.source, act.side) === undefined
  })
  if (isBlind) return wait('PLAN_STALE_PRICE', { symbol })
  const short = shortageOf(plan, state)
  return short && wait('PLAN_NOT_COVERED', { asset: short.asset, missing: short.amount })
}

const wait = (code: string, params: Reason['params'] = {}): Reason => ({ code, params })

function hasRetry(plan: Plan, leg: Leg, { calls }: PlansState): boolean {
  const call = calls.get(legId(plan, leg))
  return call !== undefined && 'retryAt' in call
}

/** Fires the legs of a plan that time or another leg made due. */
export function fireDue(turn: Turn, id: string): void {
  for (const { n } of turn.plan(id)?.legs ?? []) {
    const plan = turn.plan(id)
    const leg = plan?.legs[n]
    if (plan?.status !== 'armed' || leg?.phase.kind !== 'waiting') continue
    if (isMissed(leg, turn.at)) {
      // Asked for first: a restored ledger may have lost that it was placed.
      if (!turn.isChecked(plan, leg)) continue
      turn.changeLeg(
        plan,
        { ...leg, phase: { kind: 'off', code: 'PLAN_MISSED' } },
        { code: 'PLAN_MISSED', params: { leg: n } },
      )
    } else if (isDue(leg, plan, turn) && waitingOf(plan, turn.state, turn.at) === undefined) fire(turn, plan, { leg })
  }
}

const isMissed = ({ when }: Leg, at: number): boolean =>
  when.kind === 'at' && when.until !== undefined && at >= when.until

function isDue({ when }: Leg, plan: Plan, { at, state }: Turn): boolean {
  switch (when.kind) {
    case 'now':
      return true
    case 'at':
      return at >= when.time
    case 'filled':
      return plan.legs[when.leg]?.phase.kind === 'done'
    case 'silent':
      return at - Math.max(state.heartbeatAt, plan.createdAt) >= when.ms
    case 'price':
      return false
  }
}

/** Takes a price: trails follow it, prints beyond a trigger are counted, and what has enough of them fires. */
export function firePriced(turn: Turn, id: string): void {
  const plan = turn.plan(id)
  const price = turn.state.prices.get(plan?.spec.symbol ?? '')
  if (plan?.status !== 'armed' || !isFresh(price, turn.at)) return
  for (const { n } of plan.legs) {
    const now = turn.plan(id)
    const leg = now?.legs[n]
    if (now?.status !== 'armed' || leg?.phase.kind !== 'waiting' || leg.when.kind !== 'price') continue
    if (leg.when.after !== undefined && now.legs[leg.when.after]?.phase.kind !== 'done') continue
    const value = leg.act.kind === 'order' ? priceIn(price, leg.when.source, leg.act.side) : undefined
    if (value === undefined) continue
    const when = follow(leg.when, value)
    const followed = when === leg.when ? leg : { ...leg, when }
    if (followed !== leg) moveTrail(turn, now, followed)
    count(turn, turn.plan(id) ?? now, { leg: followed, when, value, printedAt: price.printedAt })
  }
}

/** A trail that moved is stored with the next change, or after a while: not with every price. */
function moveTrail(turn: Turn, plan: Plan, leg: Leg): void {
  turn.setPlan(plan.id, withLeg(plan, leg))
  if (!turn.state.moved.has(plan.id)) turn.set('moved', plan.id, turn.at)
}

type Counted = {
  readonly leg: Leg
  readonly when: PriceCondition
  readonly value: Price
  readonly printedAt: number
}

function count(turn: Turn, plan: Plan, { leg, when, value, printedAt }: Counted): void {
  const key = legId(plan, leg)
  // Nothing is counted while the plan is held back: afterwards all confirmations are needed again.
  if (!isBeyond(when, value) || waitingOf(plan, turn.state, turn.at) !== undefined)
    return turn.set('confirmed', key, undefined)
  const before = turn.state.confirmed.get(key)
  if (before?.printedAt === printedAt) return
  const confirmed = { count: (before?.count ?? 0) + 1, printedAt }
  turn.set('confirmed', key, confirmed)
  if (confirmed.count < when.confirmations) return
  turn.set('confirmed', key, undefined)
  const params = { price: value, trigger: triggerOf(when) ?? '' }
  if (plan.spec.onGap === 'ask' && isGap(when, value)) return pause(turn, plan, { code: 'PLAN_GAP', params })
  fire(turn, plan, { leg, params })
}

/** A leg to fire, and the prices that made it due. */
type Firing = { readonly leg: Leg; readonly params?: Reason['params'] }

/** Decides a leg: it is stored first, and then placed. The others of its group end. */
export function fire(turn: Turn, plan: Plan, { leg, params = {} }: Firing): void {
  const { market } = plan
  let { act } = leg
  if (act.kind === 'order' && market !== undefined) {
    const quantity = stepDown(quantityFor(leg, plan, turn.state) ?? zero<'base'>(), market.lotSize)
    if (!isTradable(quantity, market)) return pause(turn, plan, tooSmall(quantity, market.minQuantity))
    act = { ...act, quantity }
  }
  const phase = { kind: 'fired', at: turn.at, revision: turn.nextRevision(plan) } as const
  const fired = endGroup(withLeg(plan, { ...leg, act, phase }), leg)
  turn.change(fired, { code: 'PLAN_TRIGGERED', params: { leg: leg.n, ...params } })
}

const tooSmall = (quantity: string, minQuantity: string): Reason => ({
  code: 'PLAN_QUANTITY_TOO_SMALL',
  params: { quantity, minQuantity },
})

/** The other waiting legs of a group end when one of it fires. */
export function endGroup(plan: Plan, { n, oneOf }: Leg): Plan {
  if (oneOf !== true) return plan
  const legs = plan.legs.map((leg) =>
    leg.oneOf === true && leg.n !== n && leg.phase.kind === 'waiting'
      ? { ...leg, phase: { kind: 'off', code: 'PLAN_OTHER_LEG' } as const }
      : leg,
  )
  return { ...plan, legs }
}

/** Pauses a plan until its owner resumes or cancels it. */
export function pause(turn: Turn, plan: Plan, why: Reason): void {
  turn.change({ ...plan, status: 'paused', why }, why)
}

/** Gives what waits for an order that is over its quantity, or ends it where nothing is left to protect. */
export function armAfter(turn: Turn, id: string, over: Leg): void {
  const plan = turn.plan(id)
  const { act } = over
  if (plan?.market === undefined || act.kind !== 'order' || plan.status === 'canceling') return
  const executed = executedOf(over)
  const isPart = act.quantity !== undefined && compare(executed, act.quantity) < 0
  const quantity = stepDown(executed, plan.market.lotSize)
  const isNothing = executed === '0'
  const legs = plan.legs.map((leg): Leg => {
    const { when, phase } = leg
    if (phase.kind !== 'waiting') return leg
    if (when.kind === 'filled' && when.leg === over.n && isPart) return off(leg)
    if (when.kind !== 'price' || when.after !== over.n) return leg
    return isNothing ? off(leg) : { ...leg, act: { ...leg.act, quantity } as Leg['act'] }
  })
  if (legs.every((leg, n) => leg === plan.legs[n])) return
  const armed = {
    ...plan,
    legs:
      plan.spec.kind === 'iceberg' && isPart
        ? legs.map((leg) => (leg.phase.kind === 'waiting' ? off(leg) : leg))
        : legs,
  }
  turn.change(armed, isPart ? { code: 'PLAN_PART_FILLED', params: { leg: over.n, executed } } : undefined)
  const waits = armed.legs.some(({ when, phase }) => when.kind === 'price' && phase.kind === 'waiting')
  if (waits && !isTradable(quantity, plan.market))
    pause(turn, turn.plan(id) ?? armed, tooSmall(quantity, plan.market.minQuantity))
}

const off = (leg: Leg): Leg => ({ ...leg, phase: { kind: 'off', code: 'PLAN_PART_FILLED' } })
