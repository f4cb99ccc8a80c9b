/**
 * Placing many orders in batches: each element is checked, named, and looked up by its name when the answer is lost.
 */

import {
  ACCOUNT_LIMITS,
  type BatchPlacedOrder,
  type BatchRefusedOrder,
  plainSymbol,
  placeOrders as placeOrdersCall,
  refusalIn,
} from '@spotdeck/wire'
import { InvalidRequest, MexcError } from '../errors/mexc-error.ts'
import { OrderOutcomeUnknown } from '../errors/order-errors.ts'
import { isOutcomeOpen, refusalError } from '../errors/refusal.ts'
import { redact, shorten } from '../rest/redact.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { within } from '../rest/within.ts'
import { bySymbol } from './by-symbol.ts'
import { newClientOrderId, requireUsableClientOrderId } from './client-order-id.ts'
import { failedOutcome, type OrderOutcome, orderOutcome } from './order-outcome.ts'
import { isLimited, lookUp, type NewOrder, type OrderWorld, type PlaceOptions } from './place-order.ts'
import { rulesFor, sendable } from './sendable.ts'

/** Outcome of one order of a batch; `clientOrderId` is the caller's, or the one that was made. */
export type BatchOutcome = OrderOutcome & { readonly clientOrderId: string }

/** Options of `placeOrders`. With `rules`, an element that breaks them is rejected before anything is sent. */
export type PlaceOrdersOptions = Pick<PlaceOptions, 'rules' | 'signal' | 'round' | 'withinMs'> & {
  readonly world: OrderWorld
}

type NamedOrder = NewOrder & { readonly clientOrderId: string }

/**
 * Places orders, 20 of one symbol a call, and answers each one's outcome in the order of `orders`. Nothing is sent
 * twice: an element whose answer is lost is looked up by its client id.
 * @throws {InvalidRequest} for client ids that MEXC would not accept, or that are given twice: nothing was sent
 */
export function placeOrders(
  rest: RestClient,
  orders: readonly NewOrder[],
  options: PlaceOrdersOptions,
): Promise<readonly BatchOutcome[]> {
  const { world } = options
  return within((signal) => placeAll(rest, orders, { ...options, signal }), { ...options, ...world })
}

async function placeAll(
  rest: RestClient,
  orders: readonly NewOrder[],
  { rules, signal, world, round = false }: PlaceOrdersOptions,
): Promise<readonly BatchOutcome[]> {
  const named = nameAll(orders, world)
  const symbols = named.map(({ symbol }) => symbol)
  const known = rules && (await rulesFor(rules, symbols, { timers: world.timers, signal }))
  const outcomes = new Map<string, OrderOutcome>()
  const sent = named.flatMap((order): readonly NamedOrder[] => {
    try {
      return [sendable(order, known, round)]
    } catch (error) {
      outcomes.set(order.clientOrderId, failedOutcome(error))
      return []
    }
  })
  for (const batch of batchesOf(sent)) {
    const answered = await placeBatch(rest, batch, { world, signal })
    for (const [index, { clientOrderId }] of batch.entries()) {
      const outcome = answered[index]
      if (outcome !== undefined) outcomes.set(clientOrderId, outcome)
    }
  }
  return named.flatMap(({ clientOrderId }) => {
    const outcome = outcomes.get(clientOrderId)
    return outcome === undefined ? [] : [{ ...outcome, clientOrderId }]
  })
}

function nameAll(orders: readonly NewOrder[], world: OrderWorld): readonly NamedOrder[] {
  const named = orders.map((order) => ({
    ...order,
    symbol: plainSymbol(order.symbol),
    clientOrderId: order.clientOrderId ?? newClientOrderId(world.random),
  }))
  const ids = new Set<string>()
  for (const { clientOrderId } of named) {
    requireUsableClientOrderId(clientOrderId)
    if (ids.has(clientOrderId)) throw new InvalidRequest({ problem: `Two orders have the client id ${clientOrderId}.` })
    ids.add(clientOrderId)
  }
  return named
}

/** MEXC: a batch has orders of one symbol. */
function batchesOf(orders: readonly NamedOrder[]): readonly (readonly NamedOrder[])[] {
  const batches: NamedOrder[][] = []
  for (const group of bySymbol(orders).values()) {
    for (let start = 0; start < group.length; start += ACCOUNT_LIMITS.batchOrders) {
      batches.push(group.slice(start, start + ACCOUNT_LIMITS.batchOrders))
    }
  }
  return batches
}

type Sending = { readonly world: OrderWorld; readonly signal?: AbortSignal | undefined }

async function placeBatch(
  rest: RestClient,
  batch: readonly NamedOrder[],
  sending: Sending,
): Promise<readonly OrderOutcome[]> {
  const { signal } = sending
  try {
    const batchOrders = batch.map(({ clientOrderId, ...fields }) => ({ ...fields, newClientOrderId: clientOrderId }))
    const rows = await rest.call(placeOrdersCall, { batchOrders }, { priority: 'order', signal })
    const answered = batch.map((order, index) => rowOf({ rows, batch }, order, index))
    const elements = batch.map((order, index) => outcomeOf(rest, order, { row: answered[index], ...sending }))
    return await Promise.all(elements)
  } catch (error) {
    if (!(error instanceof MexcError)) throw error
    const mayStand = error instanceof OrderOutcomeUnknown || isLimited(error)
    if (!mayStand) return batch.map(() => failedOutcome(error))
    return Promise.all(batch.map((order) => outcomeOf(rest, order, { error, ...sending })))
  }
}

type Row = Partial<BatchPlacedOrder & BatchRefusedOrder> | null

/** MEXC: one row for each order, in the order of the request; a row that may be another order's is not believed. */
function rowOf(
  { rows, batch }: { readonly rows: readonly Row[]; readonly batch: readonly NamedOrder[] },
  { clientOrderId }: NamedOrder,
  index: number,
): Row | undefined {
  const own = rows.find((row) => row?.newClientOrderId === clientOrderId)
  if (own !== undefined || rows.length !== batch.length) return own
  const row = rows[index]
  const name = row?.newClientOrderId ?? ''
  return name === '' ? row : undefined
}

/** Outcome of one element: what its row says clearly, else what a look-up says. */
async function outcomeOf(
  rest: RestClient,
  { symbol, clientOrderId }: NamedOrder,
  { row, error, world, signal }: Sending & { readonly row?: Row | undefined; readonly error?: MexcError },
): Promise<OrderOutcome> {
  const { orderId = '' } = row ?? {}
  if (typeof orderId === 'string' && orderId !== '') return { outcome: 'PLACED', order: { orderId, clientOrderId } }
  const refused = row ? refusalOf(row) : undefined
  if (refused !== undefined && !refused.mayStand) return failedOutcome(refused.error)
  const cause = refused?.error ?? error
  const lostWith = new OrderOutcomeUnknown(clientOrderId, { endpoint: placeOrdersCall.name, cause })
  return orderOutcome(lookUp(rest, { symbol, clientOrderId, lostWith, signal }, world))
}

/** The refusal of a row; `mayStand` where MEXC failed on it, so that the order may have been placed. */
function refusalOf(row: object): { readonly error: MexcError; readonly mayStand: boolean } | undefined {
  const refusal = refusalIn(row)
  if (refusal === undefined) return undefined
  const error = refusalError({ ...refusal, message: shorten(redact(refusal.message, [])) }, placeOrdersCall, 200)
  return { error, mayStand: isOutcomeOpen(refusal.code) || isLimited(error) }
}
