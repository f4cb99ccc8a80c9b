/**
 * Bytes written to a socket beneath `ws` and `node:http`, so that what many subscribers share is encoded once. It holds what this
 * assumes of the two libraries; `raw-frames.test.ts` pins it:
 * - frames of a server carry no mask, and without compression `ws` writes each of its own at once and whole;
 * - `node:http` writes each of its chunks at once and whole;
 * - after a close frame, and after the last chunk, nothing may follow.
 */

import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { EncodedFrame } from '../answer/transport.ts'

/** The version of `ws` that was read and tested. */
export const TESTED_WS_VERSION = '8.23.0'

/** The first byte of a frame that is a whole text message. */
const FINAL_TEXT = 0x81

/** Writes the piece as one text message. Returns true when next to nothing waits to leave; false also once the socket closes. */
export function writeFrame(ws: Pick<WebSocket, 'readyState'>, socket: Duplex, piece: EncodedFrame): boolean {
  if (ws.readyState !== WebSocket.OPEN || !socket.writable) return false
  return socket.write((piece.bytes ??= textFrame(piece.text)))
}

/**
 * Writes the piece as one chunk. Returns true if almost nothing is buffered; false also after the response has ended.
 */
export function writeChunk(response: ServerResponse, piece: EncodedFrame): boolean {
  if (response.destroyed || response.writableEnded) return false
  // A reader that speaks HTTP/1.0 has no chunks and is written to as usual.
  if (!response.chunkedEncoding || response.socket === null) return response.write(piece.text)
  return response.socket.write((piece.bytes ??= chunkOf(piece.text)))
}

/** One whole text frame of a server (RFC 6455, 5.2). */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headBytes + length)
  frame[0] = FINAL_TEXT
  frame[1] = headBytes === 2 ? length : headBytes === 4 ? 126 : 127
  if (headBytes === 4) frame.writeUInt16BE(length, 2)
  if (headBytes === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.write(text, headBytes, 'utf8')
  return frame
}

/** One chunk of a response (RFC 9112, 7.1). */
export function chunkOf(text: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`, 'utf8')
}
