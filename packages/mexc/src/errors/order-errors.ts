/** Errors of orders. All but `OrderOutcomeUnknown` mean: the order is not on the exchange. */

import { MexcError, type MexcErrorDetails, OutcomeUnknown } from './mexc-error.ts'

/** The exchange, or this client before sending, refused the order: it does not exist. */
export class OrderRejected extends MexcError {
  readonly code:
    | 'ORDER_REJECTED'
    | 'INSUFFICIENT_BALANCE'
    | 'UNKNOWN_SYMBOL'
    | 'SYMBOL_NOT_TRADABLE_VIA_API'
    | 'ORDER_NEVER_ARRIVED' = 'ORDER_REJECTED'
  constructor(details: MexcErrorDetails & { readonly what?: string; readonly advice?: string } = {}) {
    const advice = details.advice ?? 'Correct the order by the reason given before sending a new one.'
    super(details.what ?? 'The order was refused.', advice, details)
  }
}

/** The free balance does not cover the order; what open orders hold is not free. */
export class InsufficientBalance extends OrderRejected {
  override readonly code = 'INSUFFICIENT_BALANCE'
  constructor(details: MexcErrorDetails = {}) {
    super({ ...details, what: 'Not enough free balance.', advice: 'Lower the quantity or add funds.' })
  }
}

/** MEXC lists no such symbol: mistyped as a rule. */
export class UnknownSymbol extends OrderRejected {
  override readonly code = 'UNKNOWN_SYMBOL'
  readonly symbol?: string
  /** Listed symbols spelled almost alike, the nearest first; empty when there is none or they are not known. */
  readonly nearest: readonly string[]
  constructor(symbol?: string, nearest: readonly string[] = [], details: MexcErrorDetails = {}) {
    const meant = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : 'Look it up in exchangeInfo.'
    super({ ...details, what: `MEXC lists no symbol ${symbol ?? 'of this name'}.`, advice: meant })
    if (symbol !== undefined) this.symbol = symbol
    this.nearest = nearest
  }
}

/** MEXC keeps some listed pairs closed to API orders; holdings and open orders there stay untouched. */
export class SymbolNotTradableViaApi extends OrderRejected {
  override readonly code = 'SYMBOL_NOT_TRADABLE_VIA_API'
  readonly symbol?: string
  /** Pairs of the same base asset that take orders through the API; empty when there is none or they are not known. */
  readonly alternatives: readonly string[]
  constructor(
    details: MexcErrorDetails & { readonly symbol?: string; readonly alternatives?: readonly string[] } = {},
  ) {
    const { symbol, alternatives = [] } = details
    const which = symbol ?? 'This symbol'
    const instead =
      alternatives.length > 0
        ? `trade ${alternatives.join(' or ')} instead`
        : 'choose a pair from exchangeInfo with isSpotTradingAllowed'
    super({
      ...details,
      what: `${which} is closed to orders through the API.`,
      advice: `Trade it on the website or in the app, or ${instead}. Holdings and open orders there stay as they are.`,
    })
    if (symbol !== undefined) this.symbol = symbol
    this.alternatives = alternatives
  }
}

/**
 * The request never reached the exchange: it kept saying that it knows no such order until well after the time at which
 * the request would have become too old to be accepted.
 */
export class OrderNeverArrived extends OrderRejected {
  override readonly code = 'ORDER_NEVER_ARRIVED'
  readonly clientOrderId: string
  constructor(clientOrderId: string, details: MexcErrorDetails = {}) {
    super({
      ...details,
      what: `Order ${clientOrderId} never reached the exchange.`,
      advice: 'It may be sent as a new order.',
    })
    this.clientOrderId = clientOrderId
  }
}

/** The exchange knows no such order, or it is closed already. Just after placement it may not be visible yet. */
export class UnknownOrder extends MexcError {
  readonly code = 'UNKNOWN_ORDER'
  constructor(details: MexcErrorDetails = {}) {
    super('MEXC knows no such open order.', 'Look at its history: it may be filled or canceled.', details)
  }
}

/** The exchange may or may not have done it: 5xx or no answer. Never send it again before looking. */
export class OrderOutcomeUnknown extends OutcomeUnknown {
  override readonly code = 'ORDER_OUTCOME_UNKNOWN'
  /** Client order id of the order or the cancel; absent when it had none. */
  readonly clientOrderId?: string
  constructor(clientOrderId: string | undefined, details: MexcErrorDetails = {}) {
    const named = clientOrderId === undefined ? 'an order' : `order ${clientOrderId}`
    const advice =
      clientOrderId === undefined
        ? 'Look at the open orders and their history before sending it again.'
        : 'Query it by its client order id before sending it again.'
    super({ ...details, what: `No clear answer about ${named}.`, advice })
    if (clientOrderId !== undefined) this.clientOrderId = clientOrderId
  }
}
