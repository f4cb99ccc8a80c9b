/** Signed REST as its callers see it: one `call` for every endpoint of the table. */

import type { Endpoint, RowOrRows } from '@spotdeck/wire'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import type { Credentials, MexcWorld } from '../world.ts'
import type { Limiter } from './limiter.ts'
import type { Priority } from './priority.ts'

export type RestOptions = {
  /** Such as https://api.mexc.com; plain http only to a loopback host, unless `allowPlain`. */
  readonly baseUrl: string
  /** True where plain http may lead to another machine: keys and orders then travel readable. */
  readonly allowPlain?: boolean
  readonly credentials?: Credentials
  readonly world: MexcWorld
  /** ms; 5,000 by default, at most 60,000 */
  readonly recvWindow?: number
  /** How long one attempt may take; 10,000 ms by default. */
  readonly timeoutMs?: number
  /** One for all accounts behind the same address, so that they share its limits; each client has its own by default. */
  readonly limiter?: Limiter
  /** Counts what is unknown in answers; each client has its own by default. */
  readonly drift?: DriftMonitor
}

export type CallOptions = {
  readonly signal?: AbortSignal
  /** How long one attempt may take, in ms. */
  readonly timeoutMs?: number
  /** How long the call may take until its last attempt leaves, waits and attempts included, in ms; by priority where it is absent. */
  readonly withinMs?: number
  /** By the endpoint where it is absent: DELETE order is a cancel, POST order an order. */
  readonly priority?: Priority
}

/** A ticker's query for one symbol, which is answered by its row. */
export type OneSymbol = { readonly symbol: string }
/** A ticker's query that names none, which is answered by a list. */
export type EverySymbol = { readonly symbol?: undefined }

/** Every call of the endpoint table, within the limits, signed where it must be; see `createRestClient`. */
export interface RestClient {
  /** How old a signed call may be when it arrives, in ms: what is lost for longer can no longer be accepted. */
  readonly recvWindow: number
  /**
   * Checks the query, waits for the limits, signs, sends, retries what the endpoint allows, and reads the answer.
   * @throws {MexcError} with MEXC's code where it gave one; `OutcomeUnknown` (for orders `OrderOutcomeUnknown`) when the answer
   * to a call that must not be repeated was lost
   */
  call<Row>(endpoint: RowOrRows<Row>, query: OneSymbol, options?: CallOptions): Promise<Row>
  call<Row>(endpoint: RowOrRows<Row>, query: EverySymbol, options?: CallOptions): Promise<readonly Row[]>
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer>
  /** Exchange time by the learnt offset, ms since the epoch. */
  exchangeNow(): number
  /** Asks the exchange's clock again; done by itself at the first signed call and after 700003. */
  syncClock(): Promise<void>
}
