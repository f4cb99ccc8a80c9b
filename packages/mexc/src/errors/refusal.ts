/** A refusal in MEXC's words -> the error a caller can act on. By number alone: the texts vary. */

import { type AnyEndpoint, errorOf, type Refusal } from '@spotdeck/wire'
import {
  AuthError,
  ClockError,
  ExchangeDown,
  ExchangeRefusal,
  FirewallBlocked,
  InvalidRequest,
  type MexcError,
  type MexcErrorDetails,
  PermissionError,
  RateLimitError,
} from './mexc-error.ts'
import {
  InsufficientBalance,
  OrderRejected,
  SymbolNotTradableViaApi,
  UnknownOrder,
  UnknownSymbol,
} from './order-errors.ts'

/** MEXC: a window of its limits, for a 429 that stands in the body alone. */
const UNSAID_PAUSE_MS = 10_000
const BAD_SYMBOL = /^bad symbol/i
const INVALID_SYMBOL = /symbol/i
const KEY_HEADER_MISSING = /api ?key/i

/** Makes the error of a refusal by its number. `httpStatus` is what the refusal came with; some come with 200. */
export function refusalError(refusal: Refusal, endpoint: Pick<AnyEndpoint, 'name'>, httpStatus: number): MexcError {
  const details: MexcErrorDetails = {
    endpoint: endpoint.name,
    httpStatus,
    exchangeMessage: refusal.message,
    ...(Number.isNaN(refusal.code) ? {} : { exchangeCode: refusal.code }),
  }
  switch (refusal.code) {
    case 401:
    case 602:
    case 10072:
    case 700001:
    case 700002:
      return new AuthError(details)
    case 400:
      return KEY_HEADER_MISSING.test(refusal.message) ? new AuthError(details) : new InvalidRequest(details)
    case 403:
      return new FirewallBlocked(details)
    case 429:
      return new RateLimitError('RATE_LIMITED', { ...details, retryAfterMs: UNSAID_PAUSE_MS })
    case 700006:
      return new PermissionError('IP_NOT_ALLOWED', details)
    case 700007:
      return new PermissionError('PERMISSION_MISSING', details)
    case 700003:
    case 10073:
      return new ClockError(details)
    case -2011:
    case -2013:
      return new UnknownOrder(details)
    case 30004:
    case 30005:
    case 10101:
      return new InsufficientBalance(details)
    // MEXC: -1121 is also sent for an interval that does not exist.
    case -1121:
      return INVALID_SYMBOL.test(refusal.message)
        ? new UnknownSymbol(undefined, [], details)
        : byClass(refusal.code, details)
    // MEXC: 10007 is also sent for a symbol that does not exist; its text says which.
    case 10007:
      return BAD_SYMBOL.test(refusal.message)
        ? new UnknownSymbol(undefined, [], details)
        : new SymbolNotTradableViaApi(details)
    case 30020:
    case 70011:
      return new SymbolNotTradableViaApi(details)
    default:
      return byClass(refusal.code, details)
  }
}

function byClass(code: number, details: MexcErrorDetails): MexcError {
  if ((code >= 30000 && code < 31000) || code === 2011) return new OrderRejected(details)
  const retry = errorOf(code)?.retry
  if (retry === 'unknown' || code === 11444) return new ExchangeDown(details)
  return retry === 'fix' ? new InvalidRequest(details) : new ExchangeRefusal(details)
}

/** True if MEXC failed while executing: the request may have been executed. */
export function isOutcomeOpen(code: number): boolean {
  return errorOf(code)?.retry === 'unknown'
}
