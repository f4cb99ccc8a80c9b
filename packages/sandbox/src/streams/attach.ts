/** The stream front on a real HTTP server: the thinnest layer over `ws`. */

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { Connection, StreamFront } from './front.ts'
import { type Run, bytesOf, openRuns } from './framing.ts'
import type { Peer } from './session.ts'

/** The largest message a client may send. MEXC's own limit is not known; 30 channels make about 2.3 KiB. */
const MAX_MESSAGE_BYTES = 64 * 1024
/** A client this far behind is closed: it can reconnect and start from a snapshot. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024
/** Largest size of one write, in bytes: pushes of one batch are joined up to about this size. */
const MAX_WRITE_BYTES = 64 * 1024
/** A peer that does not answer the closing handshake is dropped after this. */
const CLOSE_TIMEOUT_MS = 2_000

/** The code that says at the other end that no close frame came; none can carry it. */
const DROPPED = 1006

/**
 * Serves the front at `path` of a server. Upgrades of other paths are left to other listeners, and answered 404 where
 * there is none. MEXC: the listen key stands in the URL's query, so the URL must never be logged.
 */
export function attachStreams(server: Server, front: StreamFront, path = '/ws') {
  const options = {
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    closeTimeout: CLOSE_TIMEOUT_MS,
  }
  const sockets = new WebSocketServer(options)
  const outbox = openOutbox()
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname !== path) {
      if (server.listenerCount('upgrade') === 1) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    const address = addressOf(request)
    const bannedForMs = front.bannedForMs(address)
    if (bannedForMs > 0) return refuseBanned(socket, bannedForMs)
    const listenKey = url.searchParams.get('listenKey') ?? undefined
    sockets.handleUpgrade(request, socket, head, (client) =>
      serve(client, front.connect({ ...peerOf(client, socket, outbox), address }, listenKey)),
    )
  }
  server.on('upgrade', onUpgrade)
  return {
    /** Stops taking connections and drops those that are open. Idempotent. */
    close(): void {
      server.off('upgrade', onUpgrade)
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}

function addressOf({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

/** MEXC: 418 says that the address is banned, Retry-After for how many seconds. */
function refuseBanned(socket: Duplex, bannedForMs: number): void {
  const wait = `Retry-After: ${Math.ceil(bannedForMs / 1_000)}`
  socket.end(`HTTP/1.1 418 I'm a teapot\r\n${wait}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function serve(client: WebSocket, connection: Connection): void {
  client.on('message', (data: Buffer) => connection.receive(data.toString('utf8')))
  client.on('close', () => connection.gone())
  client.on('error', () => client.terminate())
}

function openOutbox() {
  let waiting: (() => void)[] = []
  const drain = (): void => {
    const now = waiting
    waiting = []
    for (const flush of now) flush()
  }
  return {
    extend: openRuns(),
    /** Calls `flush` once, when what is being pushed now has been pushed. */
    due(flush: () => void): void {
      if (waiting.length === 0) queueMicrotask(drain)
      waiting.push(flush)
    },
  }
}

/** Returns the peer of a client. Pushes of one batch leave in one write; peers with the same pushes share the bytes. */
function peerOf(client: WebSocket, socket: Duplex, outbox: ReturnType<typeof openOutbox>): Peer {
  let run: Run | undefined
  const flush = (): void => {
    if (run !== undefined && client.readyState === WebSocket.OPEN) socket.write(bytesOf(run))
    run = undefined
  }
  /** Returns whether the client is connected and reads fast enough; closes it when it does not. */
  const listens = (): boolean => {
    if (client.readyState !== WebSocket.OPEN) return false
    if (socket.writableLength <= MAX_UNSENT_BYTES) return true
    client.terminate()
    return false
  }
  return {
    sendText(text) {
      flush()
      if (listens()) client.send(text)
    },
    sendBinary(bytes) {
      if (!listens()) return
      if (run === undefined) outbox.due(flush)
      run = outbox.extend(run, bytes)
      if (run.length > MAX_WRITE_BYTES) flush()
    },
    close(code) {
      flush()
      if (code === DROPPED) client.terminate()
      else client.close(code)
    },
    ping() {
      if (client.readyState === WebSocket.OPEN) client.ping()
    },
  }
}
