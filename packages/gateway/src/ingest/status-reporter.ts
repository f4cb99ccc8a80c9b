/**
 * Reports the account's status: each new code is stored as an event, while the number of the try, the time of the next
 * one, and a ledger that cannot be written are reported without an event.
 */

import type { EventDraft, Status, StreamState } from '@spotdeck/ledger'
import type { Log } from '@spotdeck/ports'
import { codeOf, describeError } from './errors.ts'
import type { Writer } from './writer.ts'

/** Parameters of a status code. */
export type StatusParams = Status['params']

/** Stores the account's status, and adds the retry in progress. */
export class StatusReporter {
  readonly #writer: Writer
  readonly #log: Log
  #attempt = 0
  #nextTryAt: number | undefined

  constructor(writer: Writer, log: Log) {
    this.#writer = writer
    this.#log = log
  }

  /** The last stored status with its retry, or the error that keeps the ledger from being written. */
  get current(): Status {
    const { writing, state } = this.#writer
    if (writing !== undefined) {
      const { since, attempt, code } = writing
      return { state: 'degraded', code: 'STORE_FAILED', params: { attempt, cause: code }, since }
    }
    return { ...state.status, params: { ...state.status.params, ...this.#try() } }
  }

  /** Records a failed try; `retryInMs` is absent where there is no automatic retry. */
  failed(retryInMs: number | undefined): void {
    this.#attempt += 1
    this.#nextTryAt = retryInMs === undefined ? undefined : this.#writer.now() + retryInMs
  }

  /** Records a success. */
  succeeded(): void {
    this.#attempt = 0
    this.#nextTryAt = undefined
  }

  /** Stores a status unless it is the stored one already; counts the try. */
  async say(state: StreamState, code: string, params: StatusParams = {}): Promise<void> {
    await this.#writer
      .serial(async () => {
        const { status, n } = this.#writer.state
        if (status.state === state && status.code === code && n > 0) return
        await this.#writer.write([this.event(state, code, { ...params, ...this.#try() })])
      })
      .catch((error: unknown) => this.#log.error(describeError(error), 'status not stored'))
  }

  /** Returns the status event, for a commit with more than a status. */
  event(state: StreamState, code: string, params: StatusParams = {}): EventDraft {
    const since = this.#writer.now()
    return { type: 'status.changed', status: { state, code, params, since }, time: since, source: 'stream' }
  }

  #try(): StatusParams {
    if (this.#attempt === 0) return {}
    const next = this.#nextTryAt
    return {
      attempt: this.#attempt,
      ...(next === undefined ? {} : { retryInMs: Math.max(0, next - this.#writer.now()) }),
    }
  }
}

/** Status code of a reconciliation, by its cause. */
export function readingCode(cause: string): string {
  if (cause === 'UNDECODABLE') return 'UNDECODABLE_PUSH'
  return cause === 'UNREADABLE_PUSH' ? 'PROTOCOL_DRIFT' : 'RECONCILING'
}

/** Status code of a failed reconciliation. */
export function unreachableCode(error: unknown): string {
  return codeOf(error) === 'AUTH_REFUSED' ? 'AUTH_REFUSED' : 'EXCHANGE_UNREACHABLE'
}
