/** Plan as it is stored: its legs, each one order or one canceling, and how far each has come. */

import { type Price, type Quantity, compare, decimal } from '@spotdeck/exact'
import type { PlanMarket, PlanSpec, PriceSource, Reason, Side, Trail } from './spec.ts'

/** Condition of a leg. A `price` leg with `after` is armed when that leg's order is over. */
export type When =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly time: number; readonly until?: number }
  | PriceCondition
  | { readonly kind: 'filled'; readonly leg: number }
  | { readonly kind: 'silent'; readonly ms: number }

/** Fires when the price reaches `price` from the other side. `extreme`: best price so far, for a trail. */
export type PriceCondition = {
  readonly kind: 'price'
  readonly source: PriceSource
  readonly way: 'up' | 'down'
  readonly price?: Price | undefined
  readonly trail?: Trail | undefined
  readonly extreme?: Price | undefined
  readonly confirmations: number
  readonly after?: number | undefined
}

/** Work of a leg. An order without a quantity gets that of the order that it protects. */
export type Act =
  | {
      readonly kind: 'order'
      readonly side: Side
      readonly type: 'MARKET' | 'LIMIT'
      readonly price?: Price | undefined
      readonly quantity?: Quantity | undefined
    }
  | { readonly kind: 'cancel-all'; readonly symbol?: string | undefined }

/**
 * Progress of a leg. `fired`: decided, and durable as of `revision`; only then is anything sent. `placed`: the exchange
 * has the order. `off`: it never placed anything, and says why.
 */
export type LegPhase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'fired'; readonly at: number; readonly revision: number }
  | { readonly kind: 'placed'; readonly orderId: string; readonly executed: Quantity }
  | { readonly kind: 'done'; readonly executed: Quantity; readonly orderId?: string | undefined }
  | { readonly kind: 'off'; readonly code: string }

/** One order or one canceling of a plan. Of the legs with `oneOf`, one fires and the others end. */
export type Leg = {
  readonly n: number
  readonly when: When
  readonly act: Act
  readonly oneOf?: true | undefined
  readonly phase: LegPhase
}

/** Moment of a plan: an event and its time. */
export type PlanMoment = Reason & { readonly at: number }

/** A plan. `why`: the reason why it is paused or has ended. */
export type Plan = {
  readonly id: string
  readonly spec: PlanSpec
  readonly market?: PlanMarket | undefined
  readonly createdAt: number
  readonly status: 'armed' | 'paused' | 'canceling' | 'ended'
  readonly why?: Reason | undefined
  readonly legs: readonly Leg[]
  /** Newest last; the oldest are dropped beyond 100. */
  readonly history: readonly PlanMoment[]
  /** Rises with each stored change. */
  readonly revision: number
}

const MAX_MOMENTS = 100

/**
 * Client order id of a leg: the same after a restart, a take-over or a restored ledger.
 * MEXC: at most 32 of `[A-Za-z0-9_-]`; a plan's id has at most 28.
 */
export const legId = ({ id }: Pick<Plan, 'id'>, { n }: Pick<Leg, 'n'>): string => `${id}-${n}`

/** True if nothing of the leg is to come. */
export const isOver = ({ phase }: Leg): boolean => phase.kind === 'done' || phase.kind === 'off'

/** The plan with one more moment. */
export function withMoment(plan: Plan, moment: PlanMoment): Plan {
  return { ...plan, history: [...plan.history, moment].slice(-MAX_MOMENTS) }
}

/** The plan with another leg in the place of the one with the same number. */
export function withLeg(plan: Plan, leg: Leg): Plan {
  return { ...plan, legs: plan.legs.map((one) => (one.n === leg.n ? leg : one)) }
}

/** True if an order of the plan was decided, placed or done. */
export const hasFired = ({ legs }: Plan): boolean =>
  legs.some(({ phase }) => phase.kind !== 'waiting' && phase.kind !== 'off')

/** The quantity that a leg executed. */
export const executedOf = ({ phase }: Leg): Quantity =>
  phase.kind === 'placed' || phase.kind === 'done' ? phase.executed : decimal<'base'>('0')

/** True if the quantity is one that the market accepts. */
export const isTradable = (quantity: Quantity, { minQuantity }: PlanMarket): boolean =>
  quantity !== '0' && compare(quantity, minQuantity) >= 0
