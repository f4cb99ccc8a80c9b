/** WebSocket of the browser. */

import type { OpenSocket } from '../network.ts'

/** Opens a browser's WebSocket. */
export const webOpenSocket: OpenSocket = (url, handlers) => {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => handlers.opened())
  socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) =>
    handlers.message(typeof event.data === 'string' ? event.data : new Uint8Array(event.data)),
  )
  socket.addEventListener('close', (event) => handlers.closed(event.code, event.reason))
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close(code = 1000, reason = '') {
      socket.close(code, reason)
    },
    get bufferedBytes() {
      return socket.bufferedAmount
    },
  }
}
