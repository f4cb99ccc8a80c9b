/** Canceling an order: harmless to repeat, so a lost answer is looked up and the order's own state decides. */

import { cancelOrder as cancelOrderCall, type OrderAnswer, queryOrder } from '@spotdeck/wire'
import { OrderOutcomeUnknown } from '../errors/order-errors.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { type OrderWorld, pause } from './place-order.ts'

export type OrderReference = { readonly symbol: string } & (
  { readonly orderId: string } | { readonly clientOrderId: string }
)

export type CanceledOrder = { readonly orderId: string }

const OPEN = new Set(['NEW', 'PARTIALLY_FILLED'])
const LOOKS_AT_MS = [250, 1_000, 2_500, 5_000]

/**
 * @throws {UnknownOrder} the exchange knows no such open order: it is filled or canceled already
 * @throws {OrderOutcomeUnknown} nobody can say yet whether it was canceled
 * @throws {MexcError} it was not sent
 */
export async function cancelOrder(rest: RestClient, order: OrderReference, world: OrderWorld): Promise<CanceledOrder> {
  const { symbol } = order
  const id = 'orderId' in order ? { orderId: order.orderId } : { origClientOrderId: order.clientOrderId }
  try {
    const { orderId } = await rest.call(cancelOrderCall, { symbol, ...id }, { priority: 'cancel' })
    return { orderId }
  } catch (error) {
    if (!(error instanceof OrderOutcomeUnknown)) throw error
    return awaitEnd(() => rest.call(queryOrder, { symbol, ...id }, { priority: 'order' }), error, world)
  }
}

async function awaitEnd(
  look: () => Promise<OrderAnswer>,
  lostWith: OrderOutcomeUnknown,
  world: OrderWorld,
): Promise<CanceledOrder> {
  const lostAt = world.clock.now()
  for (const at of LOOKS_AT_MS) {
    await pause(world, lostAt + at - world.clock.now())
    const state = await look().catch(() => undefined)
    if (state !== undefined && !OPEN.has(state.status)) return { orderId: state.orderId }
  }
  throw new OrderOutcomeUnknown(lostWith.clientOrderId, { cause: lostWith })
}
