/** The retry policy: reject or try again after a failed attempt. Pure, so that every row of it can be tested. */

import { backoffMs, type Random } from '@spotdeck/ports'
import type { AnyEndpoint } from '@spotdeck/wire'
import { ClockError, ExchangeDown, type MexcError, NetworkError, RateLimitError } from '../errors/mexc-error.ts'

/** Counters of one call's attempts. */
export type Attempts = {
  /** Failed attempts of this call so far, this one included. */
  readonly failed: number
  readonly clockWasAsked: boolean
  readonly retry: AnyEndpoint['retry']
  /** ms until the call as a whole must be over. */
  readonly leftMs: number
}

/** Decision after a failed attempt. */
export type NextStep =
  | { readonly kind: 'give up' }
  /** Ask the exchange's clock, then try once more: MEXC refuses a late request before doing anything. */
  | { readonly kind: 'ask the clock' }
  | { readonly kind: 'again'; readonly waitMs: number }

const MAX_ATTEMPTS = 4
const BASE_MS = 300
const CAP_MS = 5_000

/** Decides from the error and the endpoint's retry class whether a call is sent again, and when. */
export function nextStep(error: MexcError, attempts: Attempts, random: Random): NextStep {
  if (error instanceof ClockError) return attempts.clockWasAsked ? { kind: 'give up' } : { kind: 'ask the clock' }
  if (attempts.failed >= MAX_ATTEMPTS) return { kind: 'give up' }
  // A refusal may come from something in between that answers late, after the work: what must not happen twice is not repeated.
  if (attempts.retry === 'never') return { kind: 'give up' }
  // The limiter holds the call back for as long as MEXC asked for; here only whether that is worth waiting for.
  if (error instanceof RateLimitError && error.httpStatus !== undefined && error.retryAfterMs !== undefined) {
    return error.retryAfterMs < attempts.leftMs ? { kind: 'again', waitMs: 0 } : { kind: 'give up' }
  }
  if (!(error instanceof NetworkError || error instanceof ExchangeDown)) return { kind: 'give up' }
  const waitMs = backoffMs(attempts.failed - 1, random, { baseMs: BASE_MS, capMs: CAP_MS })
  return waitMs < attempts.leftMs ? { kind: 'again', waitMs } : { kind: 'give up' }
}
