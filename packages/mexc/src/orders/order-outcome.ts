/** The outcome of an order as a union, for callers that handle all three cases in one `switch`. */

import { MexcError } from '../errors/mexc-error.ts'
import { OrderOutcomeUnknown } from '../errors/order-errors.ts'
import type { PlacedOrder } from './place-order.ts'

/** The outcome of placing an order: placed, rejected, or unknown. */
export type OrderOutcome =
  | { readonly outcome: 'PLACED'; readonly order: PlacedOrder }
  /** It is not on the exchange and will not be. `error` says why, and `error.advice` what to do. */
  | { readonly outcome: 'REJECTED'; readonly error: MexcError }
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
    if (error instanceof OrderOutcomeUnknown) return { outcome: 'UNKNOWN', error }
    if (error instanceof MexcError) return { outcome: 'REJECTED', error }
    throw error
  }
}
