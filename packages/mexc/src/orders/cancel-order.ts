/** Canceling an order: harmless to repeat, so a lost answer is looked up and the cancel sent again while it is open. */

import {
  cancelOrder as cancelOrderCall,
  isOrderStatus,
  isTerminal,
  queryOrder,
  type QueryOrderQuery,
} from '@spotdeck/wire'
import { OrderOutcomeUnknown, UnknownOrder } from '../errors/order-errors.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { within } from '../rest/within.ts'
import { LOOK_WITHIN_MS, type OrderWorld, pause } from './place-order.ts'

/** An order by its symbol and one of its two ids. */
export type OrderReference = { readonly symbol: string } & (
  | { readonly orderId: string }
  | { readonly clientOrderId: string }
)

/** The query that names an order. */
export function orderQuery(order: OrderReference): QueryOrderQuery {
  const { symbol } = order
  return 'orderId' in order ? { symbol, orderId: order.orderId } : { symbol, origClientOrderId: order.clientOrderId }
}

/** The id of an order that is canceled. */
export type CanceledOrder = { readonly orderId: string }

/** Times of the queries for the order after the answer was lost, in ms after the loss. */
const LOOKS_AT_MS = [250, 1_000, 2_500, 5_000]
/** One attempt at a time: what became of it decides whether there is another. */
const sendCancel = { ...cancelOrderCall, retry: 'never' } as const

/** Options of `cancelOrder`. */
export type CancelOptions = {
  /** Ends the waiting. Before the cancel has left: it is not sent. Afterwards: `OrderOutcomeUnknown`, at once. */
  readonly signal?: AbortSignal | undefined
  /** Longest time of the whole call in ms, looking up included; then it ends as by `signal`. */
  readonly withinMs?: number | undefined
}

/**
 * @throws {UnknownOrder} the exchange knows no such open order: it is filled or canceled already
 * @throws {OrderOutcomeUnknown} nobody can say yet whether it was canceled
 * @throws {MexcError} it was not sent
 */
export function cancelOrder(
  rest: RestClient,
  order: OrderReference,
  world: OrderWorld,
  options: CancelOptions = {},
): Promise<CanceledOrder> {
  return within((signal) => cancel(rest, order, { world, signal }), { ...options, ...world })
}

async function cancel(
  rest: RestClient,
  order: OrderReference,
  { world, signal }: CancelOptions & { readonly world: OrderWorld },
): Promise<CanceledOrder> {
  const query = orderQuery(order)
  const send = async (): Promise<CanceledOrder | OrderOutcomeUnknown> => {
    try {
      const { orderId } = await rest.call(sendCancel, query, { priority: 'cancel', signal })
      return { orderId }
    } catch (error) {
      if (error instanceof OrderOutcomeUnknown) return error
      throw error
    }
  }
  const look = (): Promise<Seen> =>
    rest.call(queryOrder, query, { priority: 'cancel', timeoutMs: LOOK_WITHIN_MS, signal })
  const first = await send()
  if (!(first instanceof OrderOutcomeUnknown)) return first
  const end = await untilEnded(send, look, { world, signal })
  if (end !== undefined) return end
  const named = 'clientOrderId' in order ? order.clientOrderId : undefined
  throw new OrderOutcomeUnknown(named, { endpoint: cancelOrderCall.name, cause: first })
}

type Seen = { readonly orderId: string; readonly status: string }

async function untilEnded(
  send: () => Promise<CanceledOrder | OrderOutcomeUnknown>,
  look: () => Promise<Seen>,
  { world, signal }: { readonly world: OrderWorld; readonly signal?: AbortSignal | undefined },
): Promise<CanceledOrder | undefined> {
  const lostAt = world.clock.now()
  for (const at of LOOKS_AT_MS) {
    await pause(world, lostAt + at - world.clock.now(), signal)
    if (signal?.aborted === true) return undefined
    const seen = await look().catch(() => undefined)
    if (seen === undefined) continue
    if (isOrderStatus(seen.status) && isTerminal(seen.status)) return canceled(seen)
    // Still open: the cancel was lost, or has not arrived yet. One that finds the order gone is looked up again.
    const again = await send().catch(() => undefined)
    if (again !== undefined && !(again instanceof OrderOutcomeUnknown)) return again
  }
  return undefined
}

function canceled({ orderId, status }: Seen): CanceledOrder {
  if (status === 'FILLED') throw new UnknownOrder({ endpoint: cancelOrderCall.name })
  return { orderId }
}
