/** Orders on behalf of a caller: sent once, and where the answer was lost, looked up by client id before anything is said. */

import type { RestClient } from '@spotdeck/mexc'
import type { Timers } from '@spotdeck/ports'
import { type PlaceOrderQuery, cancelOrder, placeOrder, queryOrder } from '@spotdeck/wire'
import type { NewOrder, OrderOutcome } from '../desk.ts'
import { codeOf, exchangeCodeOf } from '../ingest/errors.ts'
import { pause } from '../ingest/pause.ts'

/** How often, and how far apart, an order without an answer is looked for before the caller is told `unknown`. */
const LOOKS = 5
const LOOK_MS = 1_000

export type Trader = { readonly rest: RestClient; readonly timers: Timers }

export async function place({ rest, timers }: Trader, order: NewOrder): Promise<OrderOutcome> {
  const { clientOrderId } = order
  try {
    const placed = await rest.call(placeOrder, queryOf(order), { priority: 'order' })
    return { outcome: 'placed', orderId: placed.orderId, clientOrderId }
  } catch (error) {
    if (codeOf(error) !== 'ORDER_OUTCOME_UNKNOWN') return refusal(error)
  }
  for (let look = 0; look < LOOKS; look++) {
    await pause(timers, LOOK_MS)
    const found = await rest.call(queryOrder, { symbol: order.symbol, origClientOrderId: clientOrderId }).catch(() => undefined) // prettier-ignore
    if (found !== undefined) return { outcome: 'placed', orderId: found.orderId, clientOrderId }
  }
  return { outcome: 'unknown', clientOrderId }
}

/** `placed` means here that the exchange took the cancel; the order's end comes as an event. */
export async function cancel({ rest }: Trader, symbol: string, orderId: string): Promise<OrderOutcome> {
  try {
    const answer = await rest.call(cancelOrder, { symbol, orderId }, { priority: 'cancel' })
    return { outcome: 'placed', orderId: answer.orderId, clientOrderId: answer.clientOrderId ?? '' }
  } catch (error) {
    if (codeOf(error) === 'ORDER_OUTCOME_UNKNOWN') return { outcome: 'unknown', clientOrderId: '' }
    return refusal(error)
  }
}

/** A refusal is an answer; anything else is thrown on. */
function refusal(error: unknown): OrderOutcome {
  const exchangeCode = exchangeCodeOf(error)
  const code = codeOf(error)
  if (exchangeCode === undefined && code === 'INTERNAL') throw error
  return {
    outcome: 'rejected',
    exchangeCode: exchangeCode ?? code,
    detail: error instanceof Error ? error.message : '',
  }
}

function queryOf(order: NewOrder): PlaceOrderQuery {
  const { symbol, side, type, price, quantity, quoteQuantity, clientOrderId } = order
  return {
    symbol,
    side,
    type,
    newClientOrderId: clientOrderId,
    ...(price === undefined ? {} : { price }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(quoteQuantity === undefined ? {} : { quoteOrderQty: quoteQuantity }),
  }
}
