/**
 * Everything that can go wrong between a caller and MEXC, as a small class tree. Each error has a stable `code`, what
 * the exchange said, and the next step; none ever holds a secret, a signature or a listen key.
 */

import { ADVISED } from '@spotdeck/exact'

/** Facts that every error may carry. */
export type MexcErrorDetails = {
  /** MEXC's own code, where it gave one. */
  readonly exchangeCode?: number
  /** MEXC's own text, with everything secret taken out. */
  readonly exchangeMessage?: string
  /** Name of the endpoint of the call. */
  readonly endpoint?: string | undefined
  readonly httpStatus?: number
  readonly cause?: unknown
}

/**
 * Base class of every error of the SDK: a stable `code`, and the next step in `advice`. `WireError` and `ExactError`
 * are instances too.
 */
export abstract class MexcError extends Error {
  /** Stable, in capitals: what programs compare. */
  abstract readonly code: string
  /** The next step, for a person. */
  readonly advice: string
  readonly exchangeCode?: number
  readonly exchangeMessage?: string
  readonly endpoint?: string
  readonly httpStatus?: number

  /** Tells errors of the SDK from others: those of the packages below count too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === MexcError && value instanceof Error && ADVISED in value) return true
    return Function.prototype[Symbol.hasInstance].call(this, value)
  }

  constructor(what: string, advice: string, details: MexcErrorDetails = {}) {
    super(sentence(what, advice, details), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.advice = advice
    if (details.exchangeCode !== undefined) this.exchangeCode = details.exchangeCode
    if (details.exchangeMessage !== undefined) this.exchangeMessage = details.exchangeMessage
    if (details.endpoint !== undefined) this.endpoint = details.endpoint
    if (details.httpStatus !== undefined) this.httpStatus = details.httpStatus
  }
}

function sentence(what: string, advice: string, details: MexcErrorDetails): string {
  const said = details.exchangeMessage === undefined ? '' : ` MEXC said: ${JSON.stringify(details.exchangeMessage)}`
  const code = details.exchangeCode === undefined ? '' : ` (code ${details.exchangeCode})`
  const where = details.endpoint === undefined ? '' : `${details.endpoint}: `
  return `${where}${what}${said}${code}${said || code ? '.' : ''} ${advice}`
}

/** No complete answer, and nothing that could have had an effect was asked for, or it never left this machine. */
export class NetworkError extends MexcError {
  readonly code: 'NETWORK_REFUSED' | 'NETWORK_TIMEOUT' | 'NETWORK_BROKEN'
  constructor(code: NetworkError['code'], details: MexcErrorDetails) {
    const what = {
      NETWORK_REFUSED: 'Could not connect.',
      NETWORK_TIMEOUT: 'No answer in time.',
      NETWORK_BROKEN: 'The connection broke before the answer was complete.',
    }[code]
    super(what, 'Check the network and the host, then try again.', details)
    this.code = code
  }
}

/** The caller's own AbortSignal ended the call. */
export class CallAborted extends MexcError {
  readonly code = 'ABORTED'
  constructor(details: MexcErrorDetails) {
    super('The call was aborted by its caller.', 'Call again when it is wanted.', details)
  }
}

/** The client was closed before the call was answered. It was not carried out, or was a read. */
export class ClientClosed extends MexcError {
  readonly code = 'CLIENT_CLOSED'
  constructor(details: MexcErrorDetails = {}) {
    super('This client is closed.', 'Make a new one.', details)
  }
}

/**
 * Too many calls: refused by MEXC (`RATE_LIMITED`, `IP_BANNED`) or rejected by this client's own queue, before anything was
 * sent (`QUEUE_FULL`, `QUEUE_TIMEOUT`). The call was not carried out.
 */
export class RateLimitError extends MexcError {
  readonly code: 'RATE_LIMITED' | 'IP_BANNED' | 'QUEUE_FULL' | 'QUEUE_TIMEOUT'
  /** ms until calls go out again, where it is known. */
  readonly retryAfterMs?: number
  constructor(code: RateLimitError['code'], details: MexcErrorDetails & { readonly retryAfterMs?: number } = {}) {
    const what = {
      RATE_LIMITED: 'MEXC refuses more calls for a while.',
      IP_BANNED: 'MEXC has banned this address for a while.',
      QUEUE_FULL: 'Too many calls are waiting to be sent.',
      QUEUE_TIMEOUT: 'The call could not be sent within the limits in time.',
    }[code]
    const wait = details.retryAfterMs === undefined ? 'a while' : `${Math.ceil(details.retryAfterMs / 1_000)} s`
    super(what, `Wait ${wait} and send fewer calls.`, details)
    this.code = code
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs
  }
}

/** Time for which nothing is sent after MEXC's firewall refused a call, in ms: it lets an address in again after about 90 s. */
export const FIREWALL_PAUSE_MS = 90_000

/** 403 by MEXC's firewall, an HTML page as a rule: the address or its region is refused, or it asked too fast. */
export class FirewallBlocked extends MexcError {
  readonly code = 'FIREWALL_BLOCKED'
  constructor(details: MexcErrorDetails) {
    super("MEXC's firewall refused this address.", 'Stop for some minutes, then check IP address and region.', details)
  }
}

/** Key, secret or signature are not accepted: trying again cannot help. */
export class AuthError extends MexcError {
  readonly code = 'AUTH_REFUSED'
  constructor(details: MexcErrorDetails) {
    super(
      'MEXC does not accept this API key or signature.',
      'Check API key and secret, and whether the key expired.',
      details,
    )
  }
}

/** The key is right but may not do this, or not from this address. */
export class PermissionError extends MexcError {
  readonly code: 'PERMISSION_MISSING' | 'IP_NOT_ALLOWED'
  constructor(code: PermissionError['code'], details: MexcErrorDetails) {
    const [what, advice] =
      code === 'IP_NOT_ALLOWED'
        ? ["This address is not on the API key's list.", "Add it to the key's addresses on MEXC."]
        : ['The API key may not do this.', 'Give the key this permission on MEXC.']
    super(what, advice, details)
    this.code = code
  }
}

/** The time of the request was refused even after asking the exchange's clock again. */
export class ClockError extends MexcError {
  readonly code = 'CLOCK_REFUSED'
  constructor(details: MexcErrorDetails) {
    super(
      'MEXC refuses the time of this request.',
      'Set this machine to network time, or allow a larger recvWindow.',
      details,
    )
  }
}

/** A parameter is missing, malformed or out of range: nothing was done. */
export class InvalidRequest extends MexcError {
  readonly code = 'INVALID_REQUEST'
  constructor(details: MexcErrorDetails & { readonly problem?: string }) {
    super(
      details.problem ?? 'MEXC refuses the parameters.',
      'Correct the parameters; sending the same again cannot help.',
      details,
    )
  }
}

/** A plain-text URL to a host that is not this machine: keys and orders would travel readable. */
export class InsecureHost extends MexcError {
  readonly code = 'INSECURE_HOST'
  constructor(host: string, scheme: string) {
    super(`Refuses ${scheme} to ${host}.`, `Use ${scheme}s, or a host on this machine.`)
  }
}

/** MEXC is failing or under maintenance; nothing was asked for that could have had an effect. */
export class ExchangeDown extends MexcError {
  readonly code = 'EXCHANGE_DOWN'
  constructor(details: MexcErrorDetails) {
    super('MEXC cannot answer right now.', 'Try again later.', details)
  }
}

/**
 * A call that must not be repeated blindly (a withdrawal, a transfer, a new sub-account) got no clear answer: it may have been
 * carried out. Orders have their own kind, `OrderOutcomeUnknown`.
 */
export class OutcomeUnknown extends MexcError {
  readonly code: 'OUTCOME_UNKNOWN' | 'ORDER_OUTCOME_UNKNOWN' = 'OUTCOME_UNKNOWN'
  constructor(details: MexcErrorDetails & { readonly what?: string; readonly advice?: string }) {
    const advice = details.advice ?? 'Look at the matching history on the exchange before sending it again.'
    super(details.what ?? 'No clear answer: the exchange may have done it.', advice, details)
  }
}

/** An answer that is no JSON, or lacks what it must have. */
export class UnreadableAnswer extends MexcError {
  readonly code = 'UNREADABLE_ANSWER'
  /** Name of the field that the answer lacks, where it is an object that callers depend on. */
  readonly lacks?: string
  constructor(details: MexcErrorDetails & { readonly problem?: string; readonly lacks?: string | undefined }) {
    super(
      details.problem ?? 'The answer is not JSON.',
      'Check that the host is MEXC; if it is, report the change.',
      details,
    )
    if (details.lacks !== undefined) this.lacks = details.lacks
  }
}

/** A refusal that belongs to no kind above. */
export class ExchangeRefusal extends MexcError {
  readonly code = 'EXCHANGE_REFUSED'
  constructor(details: MexcErrorDetails) {
    super('MEXC refused the call.', 'Read its code and text.', details)
  }
}
