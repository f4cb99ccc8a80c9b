/** Errors by ccxt's names and hierarchy, so that `instanceof` of a bot goes on to hold; `cause` is the SDK's own. */

import { isMexcError } from '../errors/any-error.ts'
import type { AnyMexcError } from '../errors/any-error.ts'

/** Root of every error of this entry. */
export class BaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}
/** The exchange, or a check before sending, refused. */
export class ExchangeError extends BaseError {}
/** The key or secret is refused. */
export class AuthenticationError extends ExchangeError {}
/** The key lacks the permission, or this address is not in its list. */
export class PermissionDenied extends AuthenticationError {}
/** A parameter is missing or wrong. */
export class BadRequest extends ExchangeError {}
/** The exchange lists no such symbol, or closed it to the API. */
export class BadSymbol extends BadRequest {}
/** The free balance does not cover the order. */
export class InsufficientFunds extends ExchangeError {}
/** The order breaks a rule of its market. */
export class InvalidOrder extends ExchangeError {}
/** The exchange knows no such order. */
export class OrderNotFound extends InvalidOrder {}
/** The method is not there. */
export class NotSupported extends ExchangeError {}
/** An operation that may be tried again. */
export class OperationFailed extends BaseError {}
/** The network or the exchange failed. */
export class NetworkError extends OperationFailed {}
/** The exchange asked to wait. */
export class RateLimitExceeded extends NetworkError {}
/** The exchange is down or cannot be reached. */
export class ExchangeNotAvailable extends NetworkError {}
/** No answer in time: an order may be there or not, so look it up by its client order id. */
export class RequestTimeout extends NetworkError {}
/** The clock of this machine is off. */
export class InvalidNonce extends NetworkError {}

type ErrorClass = new (message: string, options?: ErrorOptions) => BaseError

const CLASSES: Partial<Readonly<Record<AnyMexcError['code'], ErrorClass>>> = {
  AUTH_REFUSED: AuthenticationError,
  PERMISSION_MISSING: PermissionDenied,
  IP_NOT_ALLOWED: PermissionDenied,
  INVALID_REQUEST: BadRequest,
  UNKNOWN_SYMBOL: BadSymbol,
  SYMBOL_NOT_TRADABLE_VIA_API: BadSymbol,
  INSUFFICIENT_BALANCE: InsufficientFunds,
  ORDER_REJECTED: InvalidOrder,
  ORDER_NEVER_ARRIVED: InvalidOrder,
  UNKNOWN_ORDER: OrderNotFound,
  RATE_LIMITED: RateLimitExceeded,
  IP_BANNED: RateLimitExceeded,
  FIREWALL_BLOCKED: RateLimitExceeded,
  QUEUE_FULL: RateLimitExceeded,
  QUEUE_TIMEOUT: RateLimitExceeded,
  EXCHANGE_DOWN: ExchangeNotAvailable,
  NETWORK_REFUSED: ExchangeNotAvailable,
  NETWORK_BROKEN: NetworkError,
  NETWORK_TIMEOUT: RequestTimeout,
  OUTCOME_UNKNOWN: RequestTimeout,
  ORDER_OUTCOME_UNKNOWN: RequestTimeout,
  CLOCK_REFUSED: InvalidNonce,
}

/** The error as ccxt names it; one that is no error of the SDK stays as it is. */
export function asCcxtError(error: unknown): Error {
  if (!isMexcError(error)) return error instanceof Error ? error : new BaseError(String(error))
  const Translated = CLASSES[error.code] ?? ExchangeError
  return new Translated(`mexc ${error.message}`, { cause: error })
}
