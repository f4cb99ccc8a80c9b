/** Waits for the end of an order, bounded, over REST; a push of the account's view shortens the wait. */

import { isOrderStatus, isTerminal, type OrderAnswer, queryOrder } from '@spotdeck/wire'
import { ExchangeDown, InvalidRequest, NetworkError, RateLimitError, UnreadableAnswer } from '../errors/mexc-error.ts'
import { UnknownOrder } from '../errors/order-errors.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { orderQuery, type OrderReference } from './cancel-order.ts'
import { type OrderWorld, pause } from './place-order.ts'

/** The end of an order, or its state when the time was over. */
export type OrderEnd =
  | { readonly outcome: 'FILLED'; readonly order: OrderAnswer }
  /** Canceled, or canceled after a part was filled: see `order.executedQty`. */
  | { readonly outcome: 'CANCELED'; readonly order: OrderAnswer }
  /** Still open, as it was read last; absent when MEXC did not answer. */
  | { readonly outcome: 'OPEN'; readonly order?: OrderAnswer | undefined }

/** Options of `waitUntilFilled`. */
export type WaitForOrderOptions = {
  readonly world: OrderWorld
  /** Longest wait in ms; 60,000 by default. */
  readonly withinMs?: number | undefined
  /** Ends the waiting with `CallAborted`. */
  readonly signal?: AbortSignal | undefined
  /** Calls back when a push about this order arrived; answers the way to stop. */
  readonly changed?: ((wake: () => void) => () => void) | undefined
}

const DEFAULT_WITHIN_MS = 60_000
/** Pauses between two queries, in ms: short at first, since most orders fill at once. A push ends a longer one. */
const FIRST_PAUSE_MS = 250
const LAST_PAUSE_MS = 2_000
/** MEXC: a fresh order may be unknown to queries for about a second. */
const SEEN_WITHIN_MS = 3_000
const TEMPORARY = [NetworkError, ExchangeDown, RateLimitError, UnreadableAnswer]

/**
 * Waits until the order is filled or canceled, `withinMs` at most. Failures of the network or of MEXC only delay it.
 * @throws {UnknownOrder} MEXC does not know the order 3 s after the first query, and never did
 * @throws {MexcError} what waiting cannot help: credentials, permissions, a closed client, the caller's signal
 */
export async function waitUntilFilled(
  rest: RestClient,
  order: OrderReference,
  options: WaitForOrderOptions,
): Promise<OrderEnd> {
  const { withinMs = DEFAULT_WITHIN_MS, signal, world } = options
  if (!(withinMs > 0 && withinMs < Infinity)) throw new InvalidRequest({ problem: 'withinMs is above 0 and finite.' })
  const query = orderQuery(order)
  const startedAt = world.clock.now()
  let last: OrderAnswer | undefined
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LAST_PAUSE_MS, pauseMs * 1.5)) {
    const leftMs = startedAt + withinMs - world.clock.now()
    if (leftMs <= 0) return { outcome: 'OPEN', order: last }
    try {
      last = await rest.call(queryOrder, query, { signal, timeoutMs: Math.min(leftMs, 5_000), withinMs: leftMs })
      const end = endOf(last)
      if (end !== undefined) return end
    } catch (error) {
      // One that was seen exists: a server that lags does not know it.
      const mayExist = last !== undefined || world.clock.now() - startedAt < SEEN_WITHIN_MS
      if (!(mayExist && error instanceof UnknownOrder) && !TEMPORARY.some((kind) => error instanceof kind)) throw error
    }
    await pauseUntilChanged(Math.min(pauseMs, startedAt + withinMs - world.clock.now()), options)
  }
}

/** The end that an answer shows; undefined for an order that is open. */
export function endOf(order: OrderAnswer): OrderEnd | undefined {
  if (!isOrderStatus(order.status) || !isTerminal(order.status)) return undefined
  return { outcome: order.status === 'FILLED' ? 'FILLED' : 'CANCELED', order }
}

async function pauseUntilChanged(ms: number, { world, signal, changed }: WaitForOrderOptions): Promise<void> {
  if (changed === undefined) return pause(world, ms, signal)
  const woken = new AbortController()
  const wake = (): void => woken.abort()
  const stop = changed(wake)
  signal?.addEventListener('abort', wake)
  try {
    await pause(world, Math.min(ms, FIRST_PAUSE_MS), signal)
    await pause(world, ms - FIRST_PAUSE_MS, woken.signal)
  } finally {
    stop()
    signal?.removeEventListener('abort', wake)
  }
}
