/** Signed REST as its callers see it: one `call` for every endpoint of the table. */

import type { Endpoint } from '@spotdeck/wire'
import type { Credentials, MexcWorld } from '../world.ts'

export type RestOptions = {
  /** Such as https://api.mexc.com; plain http only to a loopback host. */
  readonly baseUrl: string
  readonly credentials?: Credentials
  readonly world: MexcWorld
  /** ms; 5,000 by default, at most 60,000 */
  readonly recvWindow?: number
  /** How long one attempt may take; 10,000 ms by default. */
  readonly timeoutMs?: number
}

export type CallOptions = {
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  /** Cancels go before orders, orders before reads; within one kind first come, first served. */
  readonly priority?: 'cancel' | 'order' | 'read'
}

export interface RestClient {
  /**
   * Checks the query, waits for the limits, signs, sends, retries what the endpoint allows, and reads the answer.
   * @throws {MexcError} with MEXC's code where it gave one; `OrderOutcomeUnknown` when an order's answer was lost
   */
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer>
  /** Exchange time by the learnt offset, ms since the epoch. */
  exchangeNow(): number
  /** Asks the exchange's clock again; done by itself at the first signed call and after 700003. */
  syncClock(): Promise<void>
}
