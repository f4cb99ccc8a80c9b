/** Plans: orders that the gateway keeps, because the exchange's API lacks them. They work only while Spotdeck runs. */

import { z } from 'zod'
import { decimalText, message, side, symbolName, timeMs, writtenDecimal } from './scalars.ts'

/** Kinds of plans. */
export const planKinds = [
  'stop',
  'take-profit',
  'oco',
  'bracket',
  'trailing',
  'ladder',
  'twap',
  'iceberg',
  'cancel-at',
  'cancel-after',
] as const
/** Prices that a trigger may compare: the last one, the side of the book that the order takes, or its middle. */
export const planSources = ['last', 'best', 'mid'] as const

const trigger = z.strictObject({
  source: z.enum(planSources),
  price: writtenDecimal.optional(),
  trail: z.union([z.strictObject({ amount: writtenDecimal }), z.strictObject({ rate: writtenDecimal })]).optional(),
  confirmations: z.number().int().min(1).max(100).optional(),
})
const order = z.strictObject({ type: z.enum(['MARKET', 'LIMIT']), price: writtenDecimal.optional() })

const changeable = {
  quantity: writtenDecimal.optional(),
  trigger: trigger.optional(),
  order: order.optional(),
  target: z.strictObject({ price: writtenDecimal, order }).optional(),
  entry: order.optional(),
  split: z
    .strictObject({
      count: z.number().int().min(2).max(50),
      priceTo: writtenDecimal.optional(),
      intervalMs: z.number().int().optional(),
    })
    .optional(),
  cancel: z.strictObject({ at: timeMs.optional(), silentMs: z.number().int().optional() }).optional(),
  onGap: z.enum(['fire', 'ask']).optional(),
  expiresAt: timeMs.optional(),
}

/** POST accounts/{id}/plans: a new plan. Which fields it takes depends on its kind. */
export const newPlan = z.strictObject({
  kind: z.enum(planKinds),
  symbol: symbolName.optional(),
  side: side.optional(),
  ...changeable,
})

/** PATCH plans/{planId}: fields of a plan that has not fired, or `resume` for one that is paused. */
export const planChange = z.strictObject({ ...changeable, resume: z.literal(true).optional() })

const planLeg = z.object({
  n: z.number().int(),
  /** Id under which the exchange has its order. */
  clientOrderId: z.string(),
  phase: z.enum(['waiting', 'fired', 'placed', 'done', 'off']),
  /** Why it never placed anything. */
  code: z.string().optional(),
  side: side.optional(),
  type: z.string().optional(),
  price: decimalText.optional(),
  quantity: decimalText.optional(),
  /** Price at which it fires now. */
  trigger: decimalText.optional(),
  orderId: z.string().optional(),
  executed: decimalText.optional(),
})

/** One plan with its orders and its history. */
export const planData = z.object({
  id: z.string(),
  status: z.enum(['armed', 'paused', 'canceling', 'ended']),
  /** Why it is paused or has ended. */
  why: message.optional(),
  /** Reason that holds an armed plan back now, such as a stale price: nothing fires meanwhile. */
  waiting: message.optional(),
  spec: newPlan.extend({ symbol: z.string().optional() }),
  legs: z.array(planLeg),
  /** Last price of its symbol that is known here, and the time up to which it is current. */
  price: decimalText.optional(),
  priceAt: timeMs.optional(),
  createdAt: timeMs,
  /** Its events, oldest first. */
  history: z.array(z.object({ at: timeMs, ...message.shape })),
})
/** GET accounts/{id}/plans: newest first. `heartbeatAt`: last heartbeat of the owner, for `cancel-after`. */
export const planList = z.object({ items: z.array(planData), heartbeatAt: timeMs })

/** Body of a new plan. */
export type NewPlanRequest = z.infer<typeof newPlan>
/** Body of a change. */
export type PlanChange = z.infer<typeof planChange>
/** One plan. */
export type PlanData = z.infer<typeof planData>
/** Plans of an account. */
export type PlanList = z.infer<typeof planList>
