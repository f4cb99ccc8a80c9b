/**
 * `@spotdeck/mexc/node`: the SDK with the real ports of Node.js as the default, and the exports that programs use with the client.
 * Everything else is in `@spotdeck/mexc`.
 *
 * @example With MexcClient of this entry:
 * ```ts
 * import { bookTicker, channels } from '@spotdeck/wire'
 *
 * const client = new MexcClient({ preset: 'sandbox' }) // of `spotdeck sandbox`; `{ credentials }` for MEXC itself
 * console.log(await client.call(bookTicker, { symbol: 'MXUSDT' }))
 * for await (const push of client.read(channels.aggreDeals('MXUSDT'))) {
 *   console.log(push.body.value.deals)
 *   break
 * }
 * await client.close()
 * ```
 */

import { MexcClient as AnyWorldClient, type MexcClientOptions } from '../client.ts'
import type { MexcWorld } from '../world.ts'
import { nodeWorld } from './node-world.ts'

export { nodeWorld } from './node-world.ts'
export { parseInWorker } from './parse-in-worker.ts'
export { createLimiter, type Limiter } from '../rest/limiter.ts'
export { tracedBy } from '../hooks/open-telemetry.ts'
export { type OrderOutcome, orderOutcome } from '../orders/order-outcome.ts'
export { checkOrder, type OrderProblem } from '../market-rules/check-order.ts'
export { leastQuantity, roundPrice, roundQuantity } from '../market-rules/round-order.ts'
export { cumulativeDepth, type Sweep, sweep } from '../order-book/readings.ts'
export {
  AuthError,
  CallAborted,
  ClientClosed,
  ClockError,
  ExchangeDown,
  ExchangeRefusal,
  FirewallBlocked,
  InsecureHost,
  InvalidRequest,
  MexcError,
  NetworkError,
  OutcomeUnknown,
  PermissionError,
  RateLimitError,
  UnreadableAnswer,
} from '../errors/mexc-error.ts'
export {
  InsufficientBalance,
  OrderNeverArrived,
  OrderOutcomeUnknown,
  OrderRejected,
  SymbolNotTradableViaApi,
  UnknownOrder,
} from '../errors/order-errors.ts'
export { ChannelRefused } from '../errors/stream-errors.ts'
export { type AnyMexcError, isMexcError, type MexcErrorCode } from '../errors/any-error.ts'

/** `new MexcClient({ preset: 'sandbox' })`, `new MexcClient({ credentials })`, `new MexcClient()`. */
export class MexcClient extends AnyWorldClient {
  constructor(options: MexcClientOptions & { readonly world?: MexcWorld } = {}) {
    super({ ...options, world: options.world ?? nodeWorld() })
  }
}
