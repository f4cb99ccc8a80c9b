/** Codes of what happens to plans. Free of zod: a browser pays nothing for them. */

/** Why a plan waits, is paused or has ended, and its events. A `problem` code may stand in the same places. */
export type PlanCode =
  | 'PLAN_ACCOUNT_NOT_LIVE'
  | 'PLAN_CANCELED'
  | 'PLAN_CHANGED'
  | 'PLAN_CREATED'
  | 'PLAN_DONE'
  | 'PLAN_EXPIRED'
  | 'PLAN_GAP'
  | 'PLAN_LOOKING_UP'
  | 'PLAN_MISSED'
  | 'PLAN_NOT_FIRED'
  | 'PLAN_ORDERS_CANCELED'
  | 'PLAN_ORDER_FILLED'
  | 'PLAN_ORDER_OVER'
  | 'PLAN_OTHER_LEG'
  | 'PLAN_OUTCOME_UNKNOWN'
  | 'PLAN_PART_FILLED'
  | 'PLAN_PLACED'
  | 'PLAN_RESUMED'
  | 'PLAN_STALE_PRICE'
  | 'PLAN_TRIGGERED'
