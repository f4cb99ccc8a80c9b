/** `@spotdeck/plans`: orders that the gateway keeps, as one pure machine per account. */

export { type NewPlan, MAX_PLANS, changeProblem, createProblem } from './admit.ts'
export { waitingOf } from './fire.ts'
export { type Act, type Leg, type LegPhase, type Plan, type PlanMoment, type When, hasFired, legId } from './plan.ts'
export { needOf } from './reserve.ts'
export {
  type OrderSpec,
  type PlanKind,
  type PlanMarket,
  type PlanSpec,
  type Reason,
  type Refusal,
  type TriggerSpec,
  MAX_LEGS,
  specProblem,
} from './spec.ts'
export {
  type Answer,
  type Effect,
  type Input,
  type PlannedOrder,
  type PlansState,
  type SymbolPrice,
  startOf,
} from './state.ts'
export { RETRY_MS, nextTick, step } from './step.ts'
export { MAX_PRICE_AGE_MS, triggerOf } from './trigger.ts'
