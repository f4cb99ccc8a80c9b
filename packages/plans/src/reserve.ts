/** Reservations: what the waiting orders of plans need, and what the balance leaves for one of them. */

import {
  type AssetAmount,
  type Quantity,
  as,
  compare,
  isNegative,
  min,
  multiply,
  subtract,
  sum,
  zero,
} from '@spotdeck/exact'
import type { Leg, Plan } from './plan.ts'
import type { PlansState } from './state.ts'
import { triggerOf } from './trigger.ts'

/** An amount of an asset that a plan needs. */
type Need = { readonly asset: string; readonly amount: AssetAmount }

type Known = Pick<PlansState, 'plans' | 'free' | 'prices'>

/** Sums what the orders of a plan need that the exchange does not have yet; of the legs with `oneOf`, one counts. */
export function needOf(plan: Plan, state: Pick<Known, 'prices'>): Need | undefined {
  const { market, legs } = plan
  const pending = legs.filter(({ phase }) => phase.kind === 'waiting' || phase.kind === 'fired')
  const counted = pending.filter((leg) => leg.oneOf !== true || pending.find(({ oneOf }) => oneOf === true) === leg)
  const first = pending[0]?.act
  if (market === undefined || plan.status === 'ended' || first?.kind !== 'order') return undefined
  const { side } = first
  const same = counted.filter(({ act }) => act.kind === 'order' && act.side === side)
  const amount = sum(same.map((leg) => amountOf(leg, plan, state)))
  return { asset: side === 'SELL' ? market.baseAsset : market.quoteAsset, amount }
}

/** A purchase at the market needs its quantity at the trigger, or at the last price. */
function amountOf({ act, when }: Leg, { spec }: Plan, { prices }: Pick<Known, 'prices'>): AssetAmount {
  if (act.kind !== 'order' || act.quantity === undefined) return zero()
  if (act.side === 'SELL') return as<'asset'>(act.quantity)
  const trigger = when.kind === 'price' ? triggerOf(when) : undefined
  const price = act.price ?? trigger ?? prices.get(spec.symbol ?? '')?.last
  return price === undefined ? zero() : multiply<'asset'>(price, act.quantity)
}

/** Amount that is free of an asset after all plans that were created before `plan`. */
export function leftFor(plan: Pick<Plan, 'id'>, asset: string, state: Known): AssetAmount {
  let left = state.free.get(asset) ?? zero<'asset'>()
  for (const other of state.plans.values()) {
    if (other.id === plan.id) break
    const need = needOf(other, state)
    if (need?.asset === asset) left = subtract(left, need.amount)
  }
  return isNegative(left) ? zero() : left
}

/** Amount that a plan lacks; `undefined` when the balance covers it. The exits of a bracket take what there is. */
export function shortageOf(plan: Plan, state: Known): Need | undefined {
  const need = needOf(plan, state)
  if (need === undefined || isExit(plan)) return undefined
  const left = leftFor(plan, need.asset, state)
  return compare(left, need.amount) >= 0 ? undefined : { asset: need.asset, amount: subtract(need.amount, left) }
}

/** Quantity that a leg may place: less than planned only for a bracket, whose fee may be taken from what it bought. */
export function quantityFor(leg: Leg, plan: Plan, state: Known): Quantity | undefined {
  const { act } = leg
  if (act.kind !== 'order' || act.quantity === undefined || plan.market === undefined) return undefined
  if (!isExit(plan) || act.side === 'BUY') return act.quantity
  return min(act.quantity, as<'base'>(leftFor(plan, plan.market.baseAsset, state)))
}

const isExit = ({ spec, legs }: Plan): boolean => spec.kind === 'bracket' && legs[0]?.phase.kind === 'done'
