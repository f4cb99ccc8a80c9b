/** Admission of a plan, new or changed: its sense, its market, its price, and what the balance covers. */

import { compare, decimal, isOnGrid } from '@spotdeck/exact'
import { legsOf } from './legs.ts'
import { type Leg, type Plan, hasFired, isTradable } from './plan.ts'
import { shortageOf } from './reserve.ts'
import { type PlanMarket, type PlanSpec, type Refusal, specProblem } from './spec.ts'
import type { PlansState } from './state.ts'
import { isBeyond, isFresh, priceIn } from './trigger.ts'

/** Plans of an account that have not ended, at most. */
export const MAX_PLANS = 500

/** A plan to create; `market` is absent for canceling plans alone. */
export type NewPlan = { readonly id: string; readonly spec: PlanSpec; readonly market?: PlanMarket | undefined }

/** The plan as it begins. @param spec one that `specProblem` accepts */
export function planOf({ id, spec, market }: NewPlan, at: number): Plan {
  const legs = legsOf(spec, market, at)
  return { id, spec, market, createdAt: at, status: 'armed', legs, history: [], revision: 0 }
}

/** Why a plan cannot be created now; `undefined` when it can. */
export function createProblem(state: PlansState, wanted: NewPlan, at: number): Refusal | undefined {
  const active = [...state.plans.values()].filter(({ status }) => status !== 'ended')
  if (active.length >= MAX_PLANS) return { code: 'PLAN_LIMIT', params: { limit: MAX_PLANS } }
  return problemOf(state, wanted, at)
}

/** Why a plan cannot be changed to `spec` now; `undefined` when it can. Kind, symbol and side stay. */
export function changeProblem(state: PlansState, { id, spec }: NewPlan, at: number): Refusal | undefined {
  const plan = state.plans.get(id)
  if (plan === undefined || plan.status === 'ended' || plan.status === 'canceling' || hasFired(plan))
    return { code: 'PLAN_NOT_CHANGEABLE', params: {} }
  const fixed = (['kind', 'symbol', 'side'] as const).find((field) => spec[field] !== plan.spec[field])
  if (fixed !== undefined) return { code: 'PLAN_INVALID', params: { field: fixed } }
  return problemOf(state, { id, spec, market: plan.market }, at)
}

function problemOf(state: PlansState, wanted: NewPlan, at: number): Refusal | undefined {
  const { spec, market } = wanted
  const broken = specProblem(spec)
  if (broken !== undefined) return broken
  if (spec.expiresAt !== undefined && !(spec.expiresAt > at))
    return { code: 'PLAN_INVALID', params: { field: 'expiresAt' } }
  if (spec.kind === 'cancel-at' && !((spec.cancel?.at ?? 0) > at))
    return { code: 'PLAN_INVALID', params: { field: 'cancel' } }
  if (market === undefined)
    return spec.quantity === undefined ? undefined : { code: 'PLAN_INVALID', params: { field: 'symbol' } }
  const plan = planOf(wanted, at)
  const others = new Map([...state.plans].filter(([id]) => id !== wanted.id))
  return (
    plan.legs.map((leg) => gridProblem(leg, market)).find((problem) => problem !== undefined) ??
    sideProblem(plan, state, at) ??
    coverProblem(plan, { ...state, plans: others.set(plan.id, plan) })
  )
}

function gridProblem({ act, when }: Leg, market: PlanMarket): Refusal | undefined {
  if (act.kind !== 'order') return undefined
  const { quantity, price } = act
  const { lotSize, tickSize, minQuantity } = market
  if (quantity !== undefined && !isTradable(quantity, market))
    return { code: 'PLAN_QUANTITY_TOO_SMALL', params: { quantity, minQuantity } }
  if (quantity !== undefined && !isOnGrid(quantity, lotSize))
    return { code: 'PLAN_INVALID', params: { field: 'quantity' } }
  const trigger = when.kind === 'price' ? when.price : undefined
  const isOff = [price, trigger].some((one) => one !== undefined && !isOnGrid(one, tickSize))
  return isOff ? { code: 'PLAN_INVALID', params: { field: 'price' } } : undefined
}

/** A trigger that the price has reached already is on the wrong side; without a fresh price nobody can say. */
function sideProblem(plan: Plan, state: PlansState, at: number): Refusal | undefined {
  const { symbol = '', kind, trigger, target } = plan.spec
  const price = state.prices.get(symbol)
  for (const { when, act } of plan.legs) {
    if (when.kind !== 'price' || act.kind !== 'order') continue
    const now = isFresh(price, at) ? priceIn(price, when.source, act.side) : undefined
    if (now === undefined) return { code: 'PLAN_PRICE_UNKNOWN', params: { symbol } }
    if (when.after === undefined && isBeyond(when, now))
      return { code: 'PLAN_WRONG_SIDE', params: { price: now, trigger: when.price ?? '' } }
  }
  if (kind !== 'bracket' || trigger?.price === undefined || target === undefined) return undefined
  const isApart = compare(decimal(trigger.price), decimal(target.price)) === (plan.spec.side === 'BUY' ? -1 : 1)
  return isApart ? undefined : { code: 'PLAN_WRONG_SIDE', params: { price: target.price, trigger: trigger.price } }
}

function coverProblem(plan: Plan, state: PlansState): Refusal | undefined {
  const short = shortageOf(plan, state)
  return short && { code: 'PLAN_NOT_COVERED', params: { asset: short.asset, missing: short.amount } }
}
