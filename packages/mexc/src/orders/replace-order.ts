/**
 * Replacing an order: MEXC spot cannot amend one, so it is canceled first, and the new one is placed only if that was
 * in time.
 */

import { compare, decimal, subtract, tryDecimal, zero } from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import { isOrderSide, isOrderType, isStpMode, type OrderAnswer, queryOrder } from '@spotdeck/wire'
import { InvalidRequest } from '../errors/mexc-error.ts'
import { OrderOutcomeUnknown, UnknownOrder } from '../errors/order-errors.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { within } from '../rest/within.ts'
import { cancelOrder, orderQuery, type OrderReference } from './cancel-order.ts'
import { requireUsableClientOrderId } from './client-order-id.ts'
import { orderOutcome, type OrderRejection } from './order-outcome.ts'
import {
  type LimitOrder,
  type OrderWorld,
  pause,
  type PlacedOrder,
  placeOrder,
  type PlaceOptions,
} from './place-order.ts'
import { rulesFor, sendable } from './sendable.ts'
import { endOf } from './wait-until-filled.ts'

/** Changes to an open order; what is absent stays. */
export type OrderChange = {
  /** Plain decimal text. */
  readonly price?: string
  /** The whole quantity in base, what is executed already included: the new order has the rest. */
  readonly quantity?: string
  /** Client id of the new order; made when absent. */
  readonly clientOrderId?: string
}

/** Outcome of `replaceOrder`. At no time are both orders open. */
export type ReplaceOutcome =
  | { readonly outcome: 'REPLACED'; readonly canceled: OrderAnswer; readonly order: PlacedOrder }
  /** The old order was filled or canceled before: nothing was placed. */
  | { readonly outcome: 'ENDED'; readonly ended: OrderAnswer }
  /**
   * The old order is canceled and there is no new one: nothing was left to order, or `error` says why it was rejected.
   */
  | { readonly outcome: 'CANCELED'; readonly canceled: OrderAnswer; readonly error?: OrderRejection | undefined }
  /** Nobody can say yet: of the cancel, where `canceled` is absent (nothing was placed); else of the new order. */
  | { readonly outcome: 'UNKNOWN'; readonly canceled?: OrderAnswer | undefined; readonly error: OrderOutcomeUnknown }

/** Options of `replaceOrder`; with `rules`, a change that breaks them leaves the old order as it is. */
export type ReplaceOptions = Pick<PlaceOptions, 'rules' | 'signal' | 'round' | 'withinMs'> & {
  readonly world: OrderWorld
}

/** Times of the queries for what the canceled order executed, in ms after the cancel: queries lag behind. */
const LOOKS_AT_MS = [0, 500, 1_500, 3_000, 6_000]

/**
 * Cancels an order and places another in its stead, for what the first had not executed.
 * @throws {OrderRejected} the change breaks the rules of the symbol: the old order stands
 * @throws {InvalidRequest} the change is unusable, or names the old order's client id: the old order stands
 * @throws {UnknownOrder} MEXC knows no such order
 * @throws {MexcError} the cancel was not sent: the old order stands
 */
export function replaceOrder(rest: RestClient, replacing: Replacing, options: ReplaceOptions): Promise<ReplaceOutcome> {
  const { world } = options
  return within((signal) => replace(rest, replacing, { ...options, signal, withinMs: undefined }), {
    ...options,
    ...world,
  })
}

type Replacing = { readonly order: OrderReference; readonly change: OrderChange }

async function replace(
  rest: RestClient,
  { order, change }: Replacing,
  options: ReplaceOptions,
): Promise<ReplaceOutcome> {
  const { rules, signal, world, round } = options
  const before = await readOrder(rest, order, signal)
  if (endOf(before) !== undefined) return { outcome: 'ENDED', ended: before }
  requireUsable(change, before)
  const known = rules && (await rulesFor(rules, [before.symbol], { timers: world.timers, signal }))
  const wanted = sendable(changed(before, change), known, round)
  const reference = { symbol: before.symbol, orderId: before.orderId }
  try {
    await cancelOrder(rest, reference, world, { signal })
  } catch (error) {
    if (error instanceof OrderOutcomeUnknown) return { outcome: 'UNKNOWN', error }
    // Filled or canceled by somebody else, or so fresh that its end is not visible yet: the look below says which.
    if (!(error instanceof UnknownOrder)) throw error
    const ended = await readEnd(rest, reference, { world, signal })
    return ended === undefined ? { outcome: 'UNKNOWN', error: unknown(before, error) } : { outcome: 'ENDED', ended }
  }
  const canceled = await readEnd(rest, reference, { world, signal })
  if (canceled === undefined) return { outcome: 'UNKNOWN', error: unknown(before) }
  if (canceled.status === 'FILLED') return { outcome: 'ENDED', ended: canceled }
  return placeRest(rest, { canceled, wanted }, options)
}

async function placeRest(
  rest: RestClient,
  { canceled, wanted }: { readonly canceled: OrderAnswer; readonly wanted: LimitOrder },
  options: ReplaceOptions,
): Promise<ReplaceOutcome> {
  const left = subtract(decimal<'base'>(wanted.quantity), decimal<'base'>(canceled.executedQty))
  if (compare(left, zero()) <= 0) return { outcome: 'CANCELED', canceled }
  const result = await orderOutcome(placeOrder(rest, { ...wanted, quantity: left }, options.world, options))
  switch (result.outcome) {
    case 'PLACED':
      return { outcome: 'REPLACED', canceled, order: result.order }
    case 'REJECTED':
      return { outcome: 'CANCELED', canceled, error: result.error }
    default:
      return { outcome: 'UNKNOWN', canceled, error: result.error }
  }
}

/** @throws {InvalidRequest} for what would show only when the old order is gone */
function requireUsable({ price, quantity, clientOrderId }: OrderChange, before: OrderAnswer): void {
  for (const text of [price, quantity]) {
    if (text === undefined || tryDecimal(text) !== undefined) continue
    throw new InvalidRequest({ problem: 'Price and quantity are plain decimal text such as "0.0001".' })
  }
  if (clientOrderId === undefined) return
  requireUsableClientOrderId(clientOrderId)
  // A lost answer is looked up by this name: it would find the old order.
  if (clientOrderId !== before.clientOrderId) return
  throw new InvalidRequest({ problem: 'The old order has this client id: name the new one otherwise.' })
}

/** The order as it should be. */
function changed(before: OrderAnswer, { price, quantity, clientOrderId }: OrderChange): LimitOrder {
  const { symbol, side, type, stpMode } = before
  if (!isOrderSide(side) || !isOrderType(type) || type === 'MARKET') {
    throw new InvalidRequest({ problem: `An order of type ${type} cannot be placed over the API.` })
  }
  const size = { price: price ?? before.price, quantity: quantity ?? before.origQty }
  return {
    symbol,
    side,
    type,
    ...size,
    ...defined({ clientOrderId, stpMode: isStpMode(stpMode) ? stpMode : undefined }),
  }
}

function readOrder(rest: RestClient, order: OrderReference, signal: AbortSignal | undefined): Promise<OrderAnswer> {
  return rest.call(queryOrder, orderQuery(order), { priority: 'order', signal })
}

/** The order once a query shows its end; undefined when none does within some seconds. */
async function readEnd(
  rest: RestClient,
  order: OrderReference,
  { world, signal }: { readonly world: OrderWorld; readonly signal?: AbortSignal | undefined },
): Promise<OrderAnswer | undefined> {
  const from = world.clock.now()
  for (const at of LOOKS_AT_MS) {
    await pause(world, from + at - world.clock.now(), signal)
    if (signal?.aborted === true) return undefined
    const seen = await readOrder(rest, order, signal).catch(() => undefined)
    if (seen !== undefined && endOf(seen) !== undefined) return seen
  }
  return undefined
}

const unknown = ({ clientOrderId }: OrderAnswer, cause?: unknown): OrderOutcomeUnknown =>
  new OrderOutcomeUnknown(clientOrderId ?? undefined, { cause })
