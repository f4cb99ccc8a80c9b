/** Canceling every open order, of one symbol or of the account, with the outcome of each. */

import { defined } from '@spotdeck/ports'
import { cancelOpenOrders, type OrderAnswer, openOrders, plainSymbol, queryOrder } from '@spotdeck/wire'
import { MexcError } from '../errors/mexc-error.ts'
import { UnknownOrder } from '../errors/order-errors.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { within } from '../rest/within.ts'
import { bySymbol } from './by-symbol.ts'
import { cancelOrder, type CancelOptions } from './cancel-order.ts'
import type { OrderWorld } from './place-order.ts'
import { endOf } from './wait-until-filled.ts'

/** Outcome for one order that was open. */
export type CancelOutcome = Pick<OrderAnswer, 'symbol' | 'orderId'> & {
  readonly clientOrderId?: string | undefined
  /** `FILLED`: before the cancel reached it. `UNKNOWN`: nobody can say yet, `error` says why. */
  readonly outcome: 'CANCELED' | 'FILLED' | 'UNKNOWN'
  readonly error?: MexcError | undefined
}

type Canceling = CancelOptions & { readonly world: OrderWorld }

/**
 * Cancels what is open: one call per symbol, then one per order that the answer did not name, since answers get lost.
 * Orders that are placed meanwhile may be canceled too. MEXC: its list of open orders lacks one that is a second old:
 * name the symbol, and such an order is canceled as well.
 * @throws {MexcError} the open orders could not be read, or none was listed and the call for the symbol failed
 */
export function cancelAll(
  rest: RestClient,
  named: string | undefined,
  options: Canceling,
): Promise<readonly CancelOutcome[]> {
  const { world } = options
  return within((signal) => cancelEvery(rest, named, { world, signal }), { ...options, ...world })
}

async function cancelEvery(
  rest: RestClient,
  named: string | undefined,
  { world, signal }: Canceling,
): Promise<readonly CancelOutcome[]> {
  const symbol = named && plainSymbol(named)
  const open = await rest.call(openOrders, defined({ symbol }), { priority: 'cancel', signal })
  const groups = new Map(bySymbol(open))
  if (symbol !== undefined && groups.size === 0) groups.set(symbol, [])
  const outcomes = await Promise.all(
    [...groups].map(([name, orders]) => cancelSymbol(rest, { name, orders }, { world, signal })),
  )
  return outcomes.flat()
}

async function cancelSymbol(
  rest: RestClient,
  { name, orders }: { readonly name: string; readonly orders: readonly OrderAnswer[] },
  { world, signal }: Canceling,
): Promise<readonly CancelOutcome[]> {
  const canceling = rest.call(cancelOpenOrders, { symbol: name }, { priority: 'cancel', signal })
  const rows = await (orders.length === 0 ? canceling : canceling.catch(leftOpen))
  const canceled = new Map(rows.map((row) => [row.orderId, row.origClientOrderId ?? row.clientOrderId]))
  const left = orders.filter(({ orderId }) => !canceled.has(orderId))
  const named = [...canceled].map(([orderId, clientOrderId]) =>
    outcomeFor({ symbol: name, orderId, clientOrderId: clientOrderId ?? null }, 'CANCELED'),
  )
  return [...named, ...(await Promise.all(left.map((order) => cancelOne(rest, order, { world, signal }))))]
}

/** Whatever became of the call for all, each order is then canceled by itself. */
function leftOpen(error: unknown): readonly never[] {
  if (error instanceof MexcError) return []
  throw error
}

async function cancelOne(rest: RestClient, order: OrderAnswer, { world, signal }: Canceling): Promise<CancelOutcome> {
  const { symbol, orderId } = order
  try {
    await cancelOrder(rest, { symbol, orderId }, world, { signal })
    return outcomeFor(order, 'CANCELED')
  } catch (error) {
    if (!(error instanceof MexcError)) throw error
    if (!(error instanceof UnknownOrder)) return outcomeFor(order, 'UNKNOWN', error)
    const seen = await rest.call(queryOrder, { symbol, orderId }, { priority: 'cancel', signal }).catch(() => undefined)
    const end = seen && endOf(seen)
    return end === undefined || end.outcome === 'OPEN'
      ? outcomeFor(order, 'UNKNOWN', error)
      : outcomeFor(order, end.outcome)
  }
}

function outcomeFor(
  { symbol, orderId, clientOrderId }: Pick<OrderAnswer, 'symbol' | 'orderId' | 'clientOrderId'>,
  outcome: CancelOutcome['outcome'],
  error?: MexcError,
): CancelOutcome {
  const named = clientOrderId === null || clientOrderId === '' ? undefined : clientOrderId
  return { symbol, orderId, clientOrderId: named, outcome, error }
}
