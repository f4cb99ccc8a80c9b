/** WebSocket over `ws`: bounded message size, no compression, bounded closing. */

import { WebSocket } from 'ws'
import type { OpenSocket, Socket, SocketHandlers } from '../network.ts'

const OPEN_TIMEOUT_MS = 15_000
const CLOSE_TIMEOUT_MS = 3_000
/** MEXC's largest push seen is a few hundred KiB (5,000 levels); anything near this is hostile. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024

export const nodeOpenSocket: OpenSocket = (url, handlers) => {
  const socket = connect(url)
  if (socket === undefined) {
    setImmediate(() => handlers.closed(1006, 'Not an address of a WebSocket server.'))
    return { send() {}, close() {}, bufferedBytes: 0 }
  }
  return follow(socket, handlers)
}

/** `undefined` for a URL that cannot be one: the error is not passed on, since it repeats the URL and its listen key. */
function connect(url: string): WebSocket | undefined {
  try {
    return new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: OPEN_TIMEOUT_MS,
    })
  } catch {
    return undefined
  }
}

function follow(socket: WebSocket, handlers: SocketHandlers): Socket {
  let trouble = ''
  let killer: NodeJS.Timeout | undefined
  socket.binaryType = 'nodebuffer'
  socket.on('open', () => handlers.opened())
  socket.on('message', (data: Buffer, binary) =>
    handlers.message(binary ? new Uint8Array(data) : data.toString('utf8')),
  )
  socket.on('error', (error) => {
    trouble = error.message
  })
  socket.on('close', (code, reason) => {
    clearTimeout(killer)
    handlers.closed(code, reason.toString('utf8') || trouble)
  })
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close(code = 1000, reason = '') {
      if (socket.readyState === WebSocket.CLOSED) return
      if (killer !== undefined) return
      socket.close(code, reason)
      killer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
    },
    get bufferedBytes() {
      return socket.bufferedAmount
    },
  }
}
