/** Classes of ccxt that this entry seldom or never throws: a caller's `instanceof` finds them. */

import {
  AuthenticationError,
  BaseError,
  ExchangeError,
  ExchangeNotAvailable,
  InvalidNonce,
  InvalidOrder,
  NetworkError,
  OperationFailed,
  PermissionDenied,
} from './errors.ts'

/** A `watch…` call ended, because the stream was left. */
export class UnsubscribeError extends BaseError {}
/** An argument is missing. */
export class ArgumentsRequired extends ExchangeError {}
/** No such address. */
export class InvalidAddress extends ExchangeError {}
/** The address is being made. */
export class AddressPending extends InvalidAddress {}
/** The account is suspended. */
export class AccountSuspended extends AuthenticationError {}
/** The account lacks a feature. */
export class AccountNotEnabled extends PermissionDenied {}
/** Calls ended, as the caller closed the exchange. */
export class ExchangeClosedByUser extends ExchangeError {}
/** Settings of a proxy contradict each other. */
export class InvalidProxySettings extends ExchangeError {}
/** The exchange will not do it. */
export class OperationRejected extends ExchangeError {}
/** It is so already. */
export class NoChange extends OperationRejected {}
/** The margin mode is so already. */
export class MarginModeAlreadySet extends NoChange {}
/** The market is closed. */
export class MarketClosed extends OperationRejected {}
/** The account needs its owner's hand. */
export class ManualInteractionNeeded extends OperationRejected {}
/** The exchange does not serve this place. */
export class RestrictedLocation extends OperationRejected {}
/** A contract is not there. */
export class ContractUnavailable extends InvalidOrder {}
/** The client order id is in use. */
export class DuplicateOrderId extends InvalidOrder {}
/** A post-only order would fill at once. */
export class OrderImmediatelyFillable extends InvalidOrder {}
/** A fill-or-kill order cannot fill. */
export class OrderNotFillable extends InvalidOrder {}
/** An order is not in the caller's cache. */
export class OrderNotCached extends InvalidOrder {}
/** The exchange takes the caller for an attack. */
export class DDoSProtection extends NetworkError {}
/** The exchange is under maintenance. */
export class OnMaintenance extends ExchangeNotAvailable {}
/** A book's checksum differs. */
export class ChecksumError extends InvalidNonce {}
/** The answer cannot be read. */
export class BadResponse extends OperationFailed {}
/** The answer is empty. */
export class NullResponse extends BadResponse {}
/** A cancel is under way. */
export class CancelPending extends OperationFailed {}
