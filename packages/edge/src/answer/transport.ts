/** Transports: what they carry to one subscriber, and how a server knows an open stream. */

/** One encoded frame. The first subscriber's transport sets `bytes`; the others send them unchanged. */
export type EncodedFrame = { readonly text: string; bytes?: Uint8Array }

/** Connection that sends encoded frames to one subscriber. */
export interface Transport {
  /** Sends a frame shared with other subscribers. True if almost nothing is queued. */
  share(piece: EncodedFrame): boolean
  /** Bytes written to the socket and not sent yet. */
  readonly bufferedBytes: number
}

/** Connection that carries the blocks of an event stream. */
export interface SseTransport extends Transport {
  write(text: string): void
  /** Ends after what was written has left, or after a bounded time. */
  end(): void
}

/** One open event stream, as the server that carries it knows it. */
export interface OpenStream {
  /** Begins to flow. */
  start(): void
  /** The connection is gone. Idempotent. */
  gone(): void
  /** Says that the gateway restarts, and ends. */
  restart(): void
  /** Ends since the caller may no longer read. */
  revoke(): void
}
