/** The interface of signed REST: one `call` for every endpoint of the table. */

import type { Endpoint, RowOrRows } from '@spotdeck/wire'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import type { Credentials, MexcWorld } from '../world.ts'
import type { Reachability } from '../socket/reachability.ts'
import type { ExchangeClock } from './exchange-clock.ts'
import type { Limiter } from './limiter.ts'
import type { LimitRules } from './limits.ts'
import type { Priority } from './priority.ts'

/** Options of `createRestClient`. */
export type RestOptions = {
  /** Such as https://api.mexc.com; plain http only to a loopback host, unless `allowPlain`. */
  readonly baseUrl: string
  /** True where plain http may lead to another machine: keys and orders then travel readable. */
  readonly allowPlain?: boolean | undefined
  readonly credentials?: Credentials | undefined
  readonly world: MexcWorld
  /** ms; 5,000 by default, at most 60,000 */
  readonly recvWindow?: number | undefined
  /** Deadline of one attempt in ms; 10,000 by default, and that of `readTimeoutMs` for reads. */
  readonly timeoutMs?: number | undefined
  /** Deadline of one attempt at a read in ms; `timeoutMs` by default, and 5,000 where that is not given either. */
  readonly readTimeoutMs?: number | undefined
  /** One for all accounts behind the same address, so that they share its limits; by default each has its own. */
  readonly limiter?: Limiter | undefined
  /** Sent with every call, such as `source` for a broker's tag; the client's own come after them. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Limits that the exchange has; the strictest reading of MEXC's by default. */
  readonly limits?: LimitRules | undefined
  /** The clock of another client of this host, so that it is asked once for all of them; its own by default. */
  readonly clock?: ExchangeClock | undefined
  /** Shared with the streams, so that an answer over REST ends their wait for a connection; its own by default. */
  readonly reachability?: Reachability | undefined
  /** Counts what is unknown in answers; each client has its own by default. */
  readonly drift?: DriftMonitor | undefined
}

/** An entry of a list that lacks a field which callers depend on. */
export type UnreadableRow = {
  /** Position in the exchange's list, from 0. */
  readonly index: number
  /** Name of the first field that is missing or of another kind. */
  readonly lacks: string
  /** The entry as it came. */
  readonly row: unknown
}

/** Options of one call. */
export type CallOptions = {
  readonly signal?: AbortSignal | undefined
  /** Deadline of one attempt in ms. */
  readonly timeoutMs?: number
  /**
   * Deadline of the whole call with its waits and attempts, in ms. An order whose answer is lost by then ends in
   * `OrderOutcomeUnknown`. By default the last attempt leaves within a time that depends on the priority, and
   * `timeoutMs` limits it.
   */
  readonly withinMs?: number
  /** Called when an attempt leaves, after its wait for the limits: what its answer tells is of this moment or later. */
  readonly leaves?: (() => void) | undefined
  /** By the endpoint where it is absent: DELETE order is a cancel, POST order an order. */
  readonly priority?: Priority
  /**
   * Called for each entry of a list that cannot be read; such entries are left out, and counted as drift. If it
   * throws, the call rejects with its error. Without it, the call rejects with `UnreadableAnswer`: a list is whole, or
   * there is none.
   */
  unreadableRow?(row: UnreadableRow): void
}

/** A ticker's query for one symbol, which is answered by its row. */
export type OneSymbol = { readonly symbol: string }
/** A ticker's query that names none, which is answered by a list. */
export type EverySymbol = { readonly symbol?: undefined }

/** Every call of the endpoint table, within the limits, signed where it must be; see `createRestClient`. */
export interface RestClient {
  /** Maximum age of a signed call when it arrives, in ms: the exchange refuses an older one. */
  readonly recvWindow: number
  /** Tells the account's stream when the exchange answers again. */
  readonly reachability?: Reachability | undefined
  /** The exchange's time, for other clients of the same host. */
  readonly clock?: ExchangeClock | undefined
  /**
   * Checks the query, waits for the limits, signs, sends, retries what the endpoint allows, and reads the answer.
   * @throws {MexcError} with MEXC's code where it gave one; `OutcomeUnknown` (for orders `OrderOutcomeUnknown`) when
   * the answer to a call that must not be repeated was lost
   */
  call<Row>(endpoint: RowOrRows<Row>, query: OneSymbol, options?: CallOptions): Promise<Row>
  call<Row>(endpoint: RowOrRows<Row>, query: EverySymbol, options?: CallOptions): Promise<readonly Row[]>
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer>
  /** Exchange time by the learnt offset, ms since the epoch. */
  exchangeNow(): number
  /** Asks the exchange's clock, as the first signed call and 700003 do. `leaves`: called once the question has left. */
  syncClock(leaves?: () => void): Promise<void>
}
