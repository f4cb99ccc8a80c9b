/** Body of an upload, read piece by piece: neither one large copy nor one large text stops the event loop. */

import type { Readable } from 'node:stream'
import { CodedError } from '@spotdeck/ports'

/** Bytes of one piece. Each has its own memory, so that another thread can take it over. */
const PIECE_BYTES = 1024 * 1024

/** The body is larger than the route accepts. */
export class BodyTooLarge extends CodedError<'BODY_TOO_LARGE'> {
  readonly statusCode = 413
  constructor(limitBytes: number) {
    super('BODY_TOO_LARGE', `The body is larger than ${limitBytes} bytes: send a smaller file.`)
  }
}

/** Size of a body: the route's limit, and what the request states; 0 where it states nothing. */
export type BodySize = { readonly limitBytes: number; readonly statedBytes: number }

/**
 * Reads a body into pieces. What is beyond the limit is not read: the answer ends the request.
 * @throws {BodyTooLarge}
 */
export function readPieces(body: Readable, { limitBytes, statedBytes }: BodySize): Promise<readonly Uint8Array[]> {
  const pieces = new Pieces()
  return new Promise((resolve, reject) => {
    if (statedBytes > limitBytes) return reject(new BodyTooLarge(limitBytes))
    const take = (chunk: Uint8Array): void => {
      pieces.add(chunk)
      if (pieces.bytes <= limitBytes) return
      body.off('data', take)
      reject(new BodyTooLarge(limitBytes))
    }
    body.on('data', take)
    body.once('end', () => resolve(pieces.all()))
    body.once('error', reject)
    body.once('close', () => reject(new Error('The connection ended before the body: send the request again.')))
  })
}

/** Collects chunks into pieces of equal size. */
class Pieces {
  bytes = 0
  readonly #full: Uint8Array[] = []
  #piece = new Uint8Array(0)
  #used = 0

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length
    for (let at = 0; at < chunk.length;) {
      if (this.#used === this.#piece.length) this.#next()
      const part = chunk.subarray(at, at + this.#piece.length - this.#used)
      this.#piece.set(part, this.#used)
      this.#used += part.length
      at += part.length
    }
  }

  all(): readonly Uint8Array[] {
    return this.#used === 0 ? this.#full : [...this.#full, this.#piece.subarray(0, this.#used)]
  }

  #next(): void {
    if (this.#used > 0) this.#full.push(this.#piece)
    this.#piece = new Uint8Array(PIECE_BYTES)
    this.#used = 0
  }
}
