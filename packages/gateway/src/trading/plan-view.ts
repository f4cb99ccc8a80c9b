/** Plans in the API's terms. */

import type { PlanData } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { type Leg, type Plan, type PlansState, legId, triggerOf, waitingOf } from '@spotdeck/plans'

/** A plan as it is served, with what holds it back at `at`. */
export function toPlanData(plan: Plan, state: PlansState, at: number): PlanData {
  const { id, status, why, spec, legs, createdAt, history } = plan
  const price = state.prices.get(spec.symbol ?? '')
  return {
    id,
    status,
    spec,
    legs: legs.map((leg) => legData(plan, leg)),
    createdAt,
    history: history.map((moment) => ({ ...moment, params: { ...moment.params } })),
    ...defined({ why, waiting: waitingOf(plan, state, at), price: price?.last, priceAt: price?.currentAt }),
  }
}

function legData(plan: Plan, leg: Leg): PlanData['legs'][number] {
  const { n, when, act, phase } = leg
  return {
    n,
    clientOrderId: legId(plan, leg),
    phase: phase.kind,
    ...defined({
      code: phase.kind === 'off' ? phase.code : undefined,
      ...(act.kind === 'order' ? { side: act.side, type: act.type, price: act.price, quantity: act.quantity } : {}),
      trigger: when.kind === 'price' ? triggerOf(when) : undefined,
      orderId: 'orderId' in phase ? phase.orderId : undefined,
      executed: 'executed' in phase ? phase.executed : undefined,
    }),
  }
}
