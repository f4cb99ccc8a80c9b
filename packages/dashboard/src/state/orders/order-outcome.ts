/** Outcome of an order that was sent: certainly not placed, or to be looked up until it is known. */

import type { OrderData } from '@spotdeck/api'
import { ApiError } from '../../live/api-client.ts'

/** Pauses between look-ups: doubled from the first to the cap. */
const FIRST_MS = 1_000
const CAP_MS = 8_000
/** An order that a live account does not have so long after its answer was lost does not exist and cannot arrive. */
export const ABSENT_AFTER_MS = 30_000

/** Problems of 5xx that are answered before anything is sent. */
const BEFORE_SENDING: ReadonlySet<string> = new Set(['NOT_READY'])

/** True if the order may have been placed although the call failed: the answer was lost, or leaves it open. */
export function mayBePlaced(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true
  if (error.code === 'GATEWAY_UNREADABLE') return true
  const isRefused = error.status >= 400 && error.status < 500
  return !isRefused && !BEFORE_SENDING.has(error.code)
}

/** Returns the pause before the next look-up, after `looks` of them. */
export function lookDelayMs(looks: number): number {
  return Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(looks, 10))
}

/** Result of one look-up. */
export type Look = { readonly kind: 'placed'; readonly orderId: string } | { readonly kind: 'absent' | 'open' }

/** Facts of one look-up: the orders that are known, how sure they are, and how long ago the answer was lost. */
export type LookFacts = {
  readonly clientOrderId: string | undefined
  readonly orders: readonly OrderData[]
  readonly isLive: boolean
  readonly sinceMs: number
}

/** Judges one look-up: absence counts only in a live account, and only once nothing can be under way any more. */
export function judgeLook({ clientOrderId, orders, isLive, sinceMs }: LookFacts): Look {
  if (clientOrderId === undefined) return { kind: 'open' }
  const found = orders.find((order) => order.clientOrderId === clientOrderId)
  if (found !== undefined) return { kind: 'placed', orderId: found.orderId }
  return { kind: isLive && sinceMs >= ABSENT_AFTER_MS ? 'absent' : 'open' }
}
