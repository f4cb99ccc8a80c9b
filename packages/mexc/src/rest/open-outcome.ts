/** The error for a call that may have been carried out although nobody says so. */

import { type AnyEndpoint, ORDER_POOL } from '@spotdeck/wire'
import { type MexcErrorDetails, OutcomeUnknown } from '../errors/mexc-error.ts'
import { OrderOutcomeUnknown } from '../errors/order-errors.ts'

/** Placing and canceling: what draws on the budget of orders. */
export function isAboutOrders(endpoint: AnyEndpoint): boolean {
  return endpoint.extraLimits?.some(({ pool }) => pool === ORDER_POOL.pool) === true
}

/** `clientOrderId` where the call named one. */
export function openOutcome(
  endpoint: AnyEndpoint,
  clientOrderId: string | undefined,
  details: MexcErrorDetails,
): OutcomeUnknown {
  return isAboutOrders(endpoint) ? new OrderOutcomeUnknown(clientOrderId, details) : new OutcomeUnknown(details)
}
