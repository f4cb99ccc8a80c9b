/** The network as it is passed in: one HTTP call and one WebSocket. */

export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
  /** Largest body that is read, in bytes: more ends the call with `HTTP_TOO_LARGE`. */
  readonly maxBytes?: number | undefined
  /** The whole call, connection and body included, ends with `HTTP_TIMEOUT` after this many milliseconds. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** Status, headers and body of an HTTP answer. */
export type HttpAnswer = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Resolves for every HTTP status; rejects with a `NetworkFault` when there was no complete answer. */
export type Fetch = (request: HttpRequest) => Promise<HttpAnswer>

/** No complete answer. `HTTP_REFUSED`: the request never left; `HTTP_TOO_LARGE`: the rest was not read; otherwise the other side may have done the work. */
export class NetworkFault extends Error {
  override readonly name = 'NetworkFault'
  readonly code: 'HTTP_REFUSED' | 'HTTP_TIMEOUT' | 'HTTP_BROKEN' | 'HTTP_TOO_LARGE' | 'HTTP_ABORTED'
  constructor(code: NetworkFault['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Events of a socket. */
export interface SocketHandlers {
  /** The handshake is done: text may be sent. */
  opened(): void
  /** One whole message: text as a string, binary as bytes. */
  message(data: string | Uint8Array): void
  /** Called exactly once, also when the socket never opened. `reason` is for people. */
  closed(code: number, reason: string): void
}

/** One WebSocket, from the side that opened it. */
export interface Socket {
  /** Queued until open is an error: call it between `opened` and `closed`. Afterwards it does nothing. */
  send(text: string): void
  /** Starts the closing handshake and gives up waiting for it after a bounded time. Idempotent. */
  close(code?: number, reason?: string): void
  /** Bytes handed to `send` that have not left yet. */
  readonly bufferedBytes: number
}

/** Opens a socket; trouble of any kind arrives as `closed`. No handler is called before it has returned. */
export type OpenSocket = (url: string, handlers: SocketHandlers) => Socket
