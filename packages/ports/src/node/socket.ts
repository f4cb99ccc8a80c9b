/** WebSocket over `ws`, loaded when first wanted: bounded messages, frames a turn and closing, no compression. */

import type { Agent } from 'node:http'
import type { WebSocket } from 'ws'
import type { OpenSocket, Socket, SocketHandlers } from '../network.ts'
import type { NodeAgents } from './fetch.ts'
import { FrameTurns } from './frame-turns.ts'

const OPEN_TIMEOUT_MS = 15_000
const CLOSE_TIMEOUT_MS = 3_000
/** MEXC's largest push seen is a few hundred KiB (5,000 levels); anything near this is hostile. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024

/** WebSocket over connections of the process; see `createNodeSocket`. */
export const nodeOpenSocket: OpenSocket = (url, handlers) => openSocket(url, handlers)

/** WebSocket over the connections of `agents`, such as through a proxy. */
export const createNodeSocket =
  (agents: NodeAgents): OpenSocket =>
  (url, handlers) =>
    openSocket(url, handlers, url.startsWith('wss:') ? agents.https : agents.http)

/** Programs that only call REST never pay for `ws`, which is half of what importing the SDK would cost. */
function openSocket(url: string, handlers: SocketHandlers, agent?: Agent): Socket {
  let socket: Socket | undefined
  let given = false
  const fails = (reason: string): void => handlers.closed(1006, reason)
  import('ws').then(
    (library) => {
      if (given) return fails('Closed before it was opened.')
      const opened = connect(library.WebSocket, url, agent)
      if (opened === undefined) return fails('Not an address of a WebSocket server.')
      socket = follow(opened, handlers)
    },
    () => fails('The package ws is missing.'),
  )
  return {
    send: (text) => socket?.send(text),
    close(code, reason) {
      given = true
      socket?.close(code, reason)
    },
    get bufferedBytes() {
      return socket?.bufferedBytes ?? 0
    },
  }
}

/** `undefined` for a URL that cannot be one: the error is not passed on, as it repeats the URL and its listen key. */
function connect(Client: typeof WebSocket, url: string, agent: Agent | undefined): WebSocket | undefined {
  try {
    return new Client(url, {
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: OPEN_TIMEOUT_MS,
      agent,
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
  // A Buffer is a Uint8Array, and `ws` never writes into one that it has given away: no copy is needed.
  const turns = new FrameTurns(socket)
  socket.on('message', (data: Buffer, binary) =>
    turns.add(() => handlers.message(binary ? data : data.toString('utf8'))),
  )
  socket.on('error', (error) => {
    trouble = error.message
  })
  socket.on('close', (code, reason) => {
    clearTimeout(killer)
    turns.add(() => handlers.closed(code, reason.toString('utf8') || trouble))
  })
  return {
    send(text) {
      if (socket.readyState === socket.OPEN) socket.send(text)
    },
    close(code = 1000, reason = '') {
      if (socket.readyState === socket.CLOSED) return
      if (killer !== undefined) return
      socket.close(code, reason)
      killer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
    },
    get bufferedBytes() {
      return socket.bufferedAmount
    },
  }
}
