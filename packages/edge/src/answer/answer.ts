/** HTTP requests and responses as plain values, so that a call needs no server. */

import type { OpenStream, SseTransport } from './transport.ts'

/** An HTTP request without its connection. */
export type EdgeRequest = {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Without `?`. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body?: string
  /** The body of a large upload, piece by piece, instead of `body`: `uploadBy` admitted and counted the request. */
  readonly pieces?: readonly Uint8Array[]
  readonly ip: string
  /** Makes a signal that aborts when the connection ends; absent where the request cannot be left. */
  readonly left?: () => AbortSignal
}

/** An HTTP response: a text, a streamed text, or an event stream. */
export type EdgeAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | AsyncIterable<string> | ((sink: SseTransport) => OpenStream)
}

/** A JSON response. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): EdgeAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}
