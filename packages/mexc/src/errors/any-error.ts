/** Every error of the SDK as one union, told apart by `code`. */

import type { ExactError } from '@spotdeck/exact'
import type { WireError } from '@spotdeck/wire'
import {
  type AuthError,
  type CallAborted,
  type ClientClosed,
  type ClockError,
  type ExchangeDown,
  type ExchangeRefusal,
  type FirewallBlocked,
  type InsecureHost,
  type InvalidRequest,
  MexcError,
  type NetworkError,
  type OutcomeUnknown,
  type PermissionError,
  type RateLimitError,
  type UnreadableAnswer,
} from './mexc-error.ts'
import type {
  InsufficientBalance,
  OrderNeverArrived,
  OrderOutcomeUnknown,
  OrderRejected,
  SymbolNotTradableViaApi,
  UnknownOrder,
  UnknownSymbol,
} from './order-errors.ts'
import type { ChannelRefused } from './stream-errors.ts'

/** Any error that the SDK throws or rejects with; `switch (error.code)` narrows it to its class. */
export type AnyMexcError =
  | AuthError
  | CallAborted
  | ChannelRefused
  | ClientClosed
  | ClockError
  | ExactError
  | ExchangeDown
  | ExchangeRefusal
  | FirewallBlocked
  | InsecureHost
  | InsufficientBalance
  | InvalidRequest
  | NetworkError
  | OrderNeverArrived
  | OrderOutcomeUnknown
  // The two base classes by their own codes alone: otherwise a subclass's code would not narrow to the subclass.
  | (OrderRejected & { readonly code: 'ORDER_REJECTED' })
  | (OutcomeUnknown & { readonly code: 'OUTCOME_UNKNOWN' })
  | PermissionError
  | RateLimitError
  | SymbolNotTradableViaApi
  | UnknownOrder
  | UnknownSymbol
  | UnreadableAnswer
  | WireError

/** The stable `code` of any error of the SDK, as docs/sdk-errors.md lists them. */
export type MexcErrorCode = AnyMexcError['code']

/** True if a caught value is an error of the SDK, so that `switch (error.code)` narrows it. */
export function isMexcError(error: unknown): error is AnyMexcError {
  return error instanceof MexcError
}
