/** Classifies a failed attempt of the private stream: its code, and when another attempt can help. */

import { MINUTE_MS } from '@spotdeck/ports'
import {
  AuthError,
  FIREWALL_PAUSE_MS,
  FirewallBlocked,
  MexcError,
  ExchangeDown,
  NetworkError,
  OutcomeUnknown,
  PermissionError,
  RateLimitError,
} from '../errors/mexc-error.ts'
import { KeyQuotaReached } from './listen-keys.ts'
import type { StreamTrouble } from './user-stream.ts'

/** A failed attempt, with its code and the earliest time of the next one. */
export type Failure = {
  readonly code: StreamTrouble['code']
  readonly detail: string
  /** Minimal wait before the next attempt, in ms, whatever the backoff is. */
  readonly notBeforeMs?: number
  /** The refusal of the key or secret: a person has to mend it. */
  readonly refusal?: AuthError
}

/** A person has to change something on MEXC first. */
const BY_HAND_MS = 5 * MINUTE_MS
const QUOTA_MS = 2 * MINUTE_MS

/** Classifies an error of a listen key call or a socket. */
export function failureOf(error: unknown): Failure {
  if (error instanceof KeyQuotaReached) return { code: 'KEY_QUOTA', detail: error.message, notBeforeMs: QUOTA_MS }
  if (!(error instanceof MexcError)) return { code: 'EXCHANGE_UNREACHABLE', detail: 'an unexpected error' }
  const detail = error.exchangeMessage ?? error.message
  if (error instanceof AuthError) return { code: 'AUTH_REFUSED', detail, notBeforeMs: BY_HAND_MS, refusal: error }
  if (error instanceof PermissionError) return { code: 'AUTH_REFUSED', detail, notBeforeMs: BY_HAND_MS }
  if (error instanceof FirewallBlocked) return { code: 'EXCHANGE_UNREACHABLE', detail, notBeforeMs: FIREWALL_PAUSE_MS }
  if (error instanceof RateLimitError) {
    return { code: 'EXCHANGE_UNREACHABLE', detail, notBeforeMs: error.retryAfterMs ?? 0 }
  }
  const unreachable = [NetworkError, ExchangeDown, OutcomeUnknown].some((kind) => error instanceof kind)
  return { code: unreachable ? 'EXCHANGE_UNREACHABLE' : 'LISTEN_KEY_REFUSED', detail }
}
