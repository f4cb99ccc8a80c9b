/**
 * Places and cancels orders for a caller: the SDK sends each once and looks up lost answers; here its results become
 * outcomes.
 */

import {
  MexcError,
  OrderOutcomeUnknown,
  type OrderWorld,
  type PlaceOptions,
  type RestClient,
  cancelOrder,
  placeOrder,
} from '@spotdeck/mexc'
import type { OrderTerms } from '@spotdeck/wire'
import type { CancelOutcome, NewOrder, OrderOutcome } from '@spotdeck/edge'

/** REST client and order world of one account. */
export type Sender = { readonly rest: RestClient; readonly world: OrderWorld }

/**
 * Places an order. `mayHaveBeenSent`: the id comes from the caller's key, so a repeat, also after a restart, must find
 * the first order.
 * @throws errors that are neither of the exchange nor of the SDK: a defect
 */
export async function place(
  { rest, world }: Sender,
  order: NewOrder,
  mayHaveBeenSent: NonNullable<PlaceOptions['mayHaveBeenSent']>,
): Promise<OrderOutcome> {
  const { symbol, side, clientOrderId } = order
  try {
    const wanted = { symbol, side, clientOrderId, ...termsOf(order) }
    const { orderId } = await placeOrder(rest, wanted, world, { mayHaveBeenSent })
    return { outcome: 'placed', orderId, clientOrderId }
  } catch (error) {
    return outcomeOf(error, clientOrderId)
  }
}

/** Sizes in the SDK's terms; one that is missing is empty, which the SDK refuses to send. */
function termsOf({ type, price = '', quantity = '', quoteQuantity }: NewOrder): OrderTerms {
  if (type !== 'MARKET') return { type, price, quantity }
  return quoteQuantity === undefined ? { type, quantity } : { type, quoteOrderQty: quoteQuantity }
}

/** Cancels an order. @throws errors that are neither of the exchange nor of the SDK: a defect */
export async function cancel({ rest, world }: Sender, symbol: string, orderId: string): Promise<CancelOutcome> {
  try {
    const canceled = await cancelOrder(rest, { symbol, orderId }, world)
    return { outcome: 'canceled', orderId: canceled.orderId }
  } catch (error) {
    return outcomeOf(error, '')
  }
}

function outcomeOf(error: unknown, clientOrderId: string): OrderOutcome & CancelOutcome {
  if (error instanceof OrderOutcomeUnknown) return { outcome: 'unknown', clientOrderId }
  if (!(error instanceof MexcError)) throw error
  const { exchangeCode, exchangeMessage, code, message } = error
  return { outcome: 'rejected', exchangeCode: exchangeCode ?? code, detail: exchangeMessage ?? message }
}
