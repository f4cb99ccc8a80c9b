/** The outcome of an order as a union, for callers that handle all three cases in one `switch`. */

import { type AnyMexcError, isMexcError } from '../errors/any-error.ts'
import type { OrderOutcomeUnknown } from '../errors/order-errors.ts'
import type { PlacedOrder } from './place-order.ts'

/** Why an order is not on the exchange; `switch (error.code)` narrows it to its class. */
export type OrderRejection = Exclude<AnyMexcError, OrderOutcomeUnknown>

/** The outcome of placing an order: placed, rejected, or unknown. */
export type OrderOutcome =
  | { readonly outcome: 'PLACED'; readonly order: PlacedOrder }
  /** It is not on the exchange and will not be. `error` says why, and `error.advice` what to do. */
  | { readonly outcome: 'REJECTED'; readonly error: OrderRejection }
  /** Nobody can say yet. `error.advice` says what to do; never send it again before looking. */
  | { readonly outcome: 'UNKNOWN'; readonly error: OrderOutcomeUnknown }

/**
 * Waits for `placeOrder` and says which of the three it was.
 * @throws what is no `MexcError`: a mistake in a program, not an answer of the exchange
 */
export async function orderOutcome(placing: Promise<PlacedOrder>): Promise<OrderOutcome> {
  try {
    return { outcome: 'PLACED', order: await placing }
  } catch (error) {
    return failedOutcome(error)
  }
}

/**
 * The outcome that an error tells.
 * @throws what is no `MexcError`
 */
export function failedOutcome(error: unknown): Exclude<OrderOutcome, { readonly outcome: 'PLACED' }> {
  if (!isMexcError(error)) throw error
  return error.code === 'ORDER_OUTCOME_UNKNOWN' ? { outcome: 'UNKNOWN', error } : { outcome: 'REJECTED', error }
}
