/** The WebSocket adapter: carries text between `ws` and the rules, and notices readers that are no longer there. */

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Timer, Timers } from '@spotdeck/ports'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import type { EdgeRequest } from '../answer/answer.ts'
import { badRequest, problemAnswer } from '../answer/problem.ts'
import type { EncodedFrame } from '../answer/transport.ts'
import type { ClosingWords, EdgeHandler } from '../handler.ts'
import type { WebSocketTransport } from '../stream/websocket.ts'
import { writeRawResponse } from './bare-answer.ts'
import type { ConnectionGate } from './connection-gate.ts'
import type { CallerOf } from './proxies.ts'
import { writeFrame } from './raw-frames.ts'
import { flatHeaders, requestLine } from './server.ts'

/** The server's WebSockets. */
export interface Sockets {
  /** Waits for the closing handshakes, and ends what does not answer. */
  close(): Promise<void>
}

/** The largest message of a reader: a subscription with 500 assets is some kilobytes. */
const MAX_MESSAGE_BYTES = 64 * 1024
const CLOSE_MS = 2_000
const PING_EVERY_MS = 20_000
const UNSUPPORTED_DATA = 1003

/** Parts of the WebSocket server. */
export type SocketsOptions = {
  readonly server: Server
  readonly rules: EdgeHandler
  readonly timers: Timers
  readonly callerOf: CallerOf
  /** Headers of every answer: a refused upgrade is one too. */
  readonly common: Readonly<Record<string, string>>
  readonly gate: ConnectionGate
}

type Upgrading = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer }

/** Accepts WebSocket upgrades on an HTTP server. */
export function acceptSockets({ server, rules, timers, callerOf, common, gate }: SocketsOptions): Sockets {
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES })
  wss.on('wsClientError', ({ message }: Error, socket: Duplex) => {
    writeRawResponse(socket, common, problemAnswer(badRequest('handshake', message)))
  })
  const accept = (asked: EdgeRequest, { request, socket, head }: Upgrading): void => {
    const upgrade = rules.upgrade(asked)
    if (upgrade.kind === 'refused') {
      const isPage = request.headers.origin !== undefined
      if (upgrade.closing === undefined || !isPage) return writeRawResponse(socket, common, upgrade.answer)
      const { closing } = upgrade
      return wss.handleUpgrade(request, socket, head, (ws) => turnAway(ws, socket, timers, closing))
    }
    gate.signedIn(request.socket, upgrade.caller)
    wss.handleUpgrade(request, socket, head, (ws) => {
      const sink = new SocketSink(ws, socket, timers)
      const { connection, gone } = upgrade.connect(sink)
      const stopPings = keepAlive(ws, timers)
      ws.on('message', (data: RawData, isBinary) => {
        if (!isBinary) return connection.receive(asText(data))
        // Nothing more is owed to it: what is published while it closes goes to others.
        gone()
        sink.close(UNSUPPORTED_DATA, 'TEXT_ONLY')
      })
      ws.on('error', () => ws.terminate())
      ws.on('close', () => {
        stopPings()
        gone()
      })
    })
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const asked = {
      ...requestLine(request.method ?? 'GET', request.url ?? '/'),
      ...callerOf(request.socket.remoteAddress ?? '', flatHeaders(request)),
    }
    const prepared = rules.prepare(asked)
    if (prepared === undefined) accept(asked, { request, socket, head })
    else void prepared.then(() => socket.destroyed || accept(asked, { request, socket, head }))
  })
  return {
    async close() {
      const open = [...wss.clients]
      await Promise.all(open.map((ws) => closed(ws, timers)))
      wss.close()
    },
  }
}

/** Tells a page why it is not served, by a message and a close code. */
function turnAway(ws: WebSocket, socket: Duplex, timers: Timers, { text, code, reason }: ClosingWords): void {
  ws.on('error', () => ws.terminate())
  const sink = new SocketSink(ws, socket, timers)
  sink.send(text)
  sink.close(code, reason)
}

class SocketSink implements WebSocketTransport {
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #timers: Timers

  constructor(ws: WebSocket, socket: Duplex, timers: Timers) {
    this.#ws = ws
    this.#socket = socket
    this.#timers = timers
  }

  send(text: string): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(text)
  }

  share(piece: EncodedFrame): boolean {
    return writeFrame(this.#ws, this.#socket, piece)
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason)
    const killer = this.#timers.after(CLOSE_MS, () => this.#ws.terminate())
    this.#ws.on('close', () => killer.cancel())
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength
  }
}

/** A reader of whom nothing was heard is asked; one that has not answered when the next question is due is gone. */
function keepAlive(ws: WebSocket, timers: Timers): () => void {
  let heard = false
  let asked = false
  let timer: Timer
  ws.on('pong', () => (heard = true))
  const arm = (): Timer =>
    timers.after(PING_EVERY_MS, () => {
      if (asked && !heard) return ws.terminate()
      asked = !heard
      heard = false
      if (asked) ws.ping()
      timer = arm()
    })
  timer = arm()
  return () => timer.cancel()
}

function asText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8')
}

function closed(ws: WebSocket, timers: Timers): Promise<void> {
  if (ws.readyState === WebSocket.CLOSED) return Promise.resolve()
  return new Promise((resolve) => {
    const killer = timers.after(CLOSE_MS, () => ws.terminate())
    ws.on('close', () => {
      killer.cancel()
      resolve()
    })
  })
}
