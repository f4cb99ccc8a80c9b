/**
 * What is said of how an account is followed: each new word is stored as an event, while the number of the try, when the next
 * one is, and that nothing can be stored at all, are told beside the log.
 */

import type { EventDraft, Status, StreamState } from '@spotdeck/ledger'
import type { Log } from '@spotdeck/ports'
import { codeOf, describeError } from './errors.ts'
import type { Writer } from './writer.ts'

export type StatusParams = Status['params']

export class StatusReporter {
  readonly #writer: Writer
  readonly #log: Log
  #attempt = 0
  #nextTryAt: number | undefined

  constructor(writer: Writer, log: Log) {
    this.#writer = writer
    this.#log = log
  }

  /** The status as it stands: the last stored word with the try it is at, or that the ledger cannot be written. */
  get current(): Status {
    const { writing, state } = this.#writer
    if (writing !== undefined) {
      const { since, attempt, code } = writing
      return { state: 'degraded', code: 'STORE_FAILED', params: { attempt, cause: code }, since }
    }
    return { ...state.status, params: { ...state.status.params, ...this.#try() } }
  }

  /** Something was tried and failed; `retryInMs` is absent where it is not tried again by itself. */
  failed(retryInMs: number | undefined): void {
    this.#attempt += 1
    this.#nextTryAt = retryInMs === undefined ? undefined : this.#writer.now() + retryInMs
  }

  /** What was tried has come about. */
  succeeded(): void {
    this.#attempt = 0
    this.#nextTryAt = undefined
  }

  /** Stores a status unless it is said already; tells of the try it is at. */
  async say(state: StreamState, code: string, params: StatusParams = {}): Promise<void> {
    await this.#writer
      .serial(async () => {
        const { status, n } = this.#writer.state
        if (status.state === state && status.code === code && n > 0) return
        await this.#writer.write([this.event(state, code, { ...params, ...this.#try() })])
      })
      .catch((error: unknown) => this.#log.error(describeError(error), 'A status could not be stored.'))
  }

  /** For a commit that says more than a status. */
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

/** The status code of a reading, by what caused it. */
export function readingCode(cause: string): string {
  if (cause === 'UNDECODABLE') return 'UNDECODABLE_PUSH'
  return cause === 'UNREADABLE_PUSH' ? 'PROTOCOL_DRIFT' : 'RECONCILING'
}

/** The status code of a reading that failed. */
export function unreachableCode(error: unknown): string {
  return codeOf(error) === 'AUTH_REFUSED' ? 'AUTH_REFUSED' : 'EXCHANGE_UNREACHABLE'
}
