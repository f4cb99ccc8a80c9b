/** REST that ends with its owner: closing rejects what waits or is on its way, and nothing leaves afterwards. */

import type { Endpoint, RowOrRows } from '@spotdeck/wire'
import { CallAborted, ClientClosed } from '../errors/mexc-error.ts'
import type { Reachability } from '../socket/reachability.ts'
import type { CallOptions, EverySymbol, OneSymbol, RestClient } from './rest-client.ts'

/** A REST client whose pending calls are rejected with `ClientClosed` when it closes. */
export class ClosableRest implements RestClient {
  readonly #rest: RestClient
  readonly #signed: (() => void) | undefined
  readonly #explain: (error: unknown, query: unknown) => Promise<unknown>
  readonly #open = new Set<AbortController>()
  #closed = false

  /** `signed` is called at each signed call; `explain` makes more of the error of a call. */
  constructor(
    rest: RestClient,
    signed?: () => void,
    explain: (error: unknown, query: unknown) => Promise<unknown> = (error) => Promise.resolve(error),
  ) {
    this.#rest = rest
    this.#signed = signed
    this.#explain = explain
  }

  get recvWindow(): number {
    return this.#rest.recvWindow
  }

  get reachability(): Reachability | undefined {
    return this.#rest.reachability
  }

  exchangeNow(): number {
    return this.#rest.exchangeNow()
  }

  syncClock(leaves?: () => void): Promise<void> {
    return this.#rest.syncClock(leaves)
  }

  call<Row>(endpoint: RowOrRows<Row>, query: OneSymbol, options?: CallOptions): Promise<Row>
  call<Row>(endpoint: RowOrRows<Row>, query: EverySymbol, options?: CallOptions): Promise<readonly Row[]>
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer>
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options: CallOptions = {}): Promise<Answer> {
    if (endpoint.security === 'signed') this.#signed?.()
    const call = (signal: AbortSignal): Promise<Answer> => this.#rest.call(endpoint, query, { ...options, signal })
    return this.untilClosed(options.signal, call, endpoint.name).catch(async (error: unknown) => {
      throw await this.#explain(error, query)
    })
  }

  /**
   * Runs work of several calls and waits, with a signal that ends it with its caller's or when this closes.
   * @throws {ClientClosed} for work that ended because this closed, save where its outcome is open: that error stands
   */
  async untilClosed<T>(
    caller: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
    endpoint?: string,
  ): Promise<T> {
    if (this.#closed) throw new ClientClosed({ endpoint })
    const ends = new AbortController()
    const onAbort = (): void => ends.abort()
    if (caller?.aborted === true) ends.abort()
    caller?.addEventListener('abort', onAbort)
    this.#open.add(ends)
    try {
      return await work(ends.signal)
    } catch (error) {
      const byUs = this.#closed && caller?.aborted !== true
      throw byUs && error instanceof CallAborted ? new ClientClosed({ endpoint, cause: error }) : error
    } finally {
      this.#open.delete(ends)
      caller?.removeEventListener('abort', onAbort)
    }
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true
    for (const ends of this.#open) ends.abort()
  }
}
