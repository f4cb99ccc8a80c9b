/** The HTTP side of the sandbox: a thin carrier of calls to the rules. Bodies stay raw text, whatever their type says. */

import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Clock, Timers } from '@spotdeck/ports'
import { SandboxStartError } from '../start-error.ts'
import type { Outcome, RestRequest } from './call/request.ts'
import type { TlsKeys } from './tls.ts'

/** Batches of 20 orders take about 5 kB; anything near this is a mistake. */
const MAX_BODY_BYTES = 256 * 1024
/** A reset discards what the client has not read: the part of an answer before it has this time. */
const RESET_AFTER_MS = 20
const CLOSED = JSON.stringify({ code: 503, msg: 'service not available, please try again' })
const UNREADABLE = JSON.stringify({ code: 33333, msg: 'param is error' })

/** Timers of delays, and the clock of the `date` header: the exchange's own. */
type Machine = { readonly timers: Timers; readonly clock: Clock }

/** Handles one request. */
export type Handle = (request: RestRequest) => Outcome | Promise<Outcome>

/** The HTTP server that delivers requests and their outcomes. */
interface HttpTransport {
  readonly server: Server
  readonly port: number
  /** Until this is called every call is answered 503. */
  serve(handle: Handle, machine: Machine): void
  close(): Promise<void>
}

/** Address of a server; on TLS with a certificate. */
type ListenAddress = { readonly host: string; readonly port: number; readonly tls?: TlsKeys | undefined }

/** @throws {SandboxStartError} `SANDBOX_PORT_IN_USE`, `SANDBOX_PORT_REFUSED` */
export async function listen({ host, port, tls }: ListenAddress): Promise<HttpTransport> {
  let serving: ({ readonly handle: Handle } & Machine) | undefined
  const answer = (request: IncomingMessage, reply: ServerResponse, body: string): void => {
    if (serving === undefined) return write(reply, 503, CLOSED)
    const { handle, timers, clock } = serving
    reply.setHeader('date', new Date(clock.now()).toUTCString())
    const outcome = handle(requestOf(request, body))
    if (!(outcome instanceof Promise)) return deliver(outcome, reply, timers)
    outcome.then(
      (made) => deliver(made, reply, timers),
      () => write(reply, 503, CLOSED),
    )
  }
  const receive = (request: IncomingMessage, reply: ServerResponse): void =>
    readBody(request, reply, (body) => answer(request, reply, body))
  const server = tls === undefined ? createServer(receive) : createTlsServer(tls, receive)
  server.on('clientError', (_error, socket) => refuseBytes(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, host, port)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return {
    server,
    port: typeof address === 'object' && address !== null ? address.port : port,
    serve: (handle, machine) => void (serving = { handle, ...machine }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Reads the body as text and passes it on; answers 413 to one that is too large. */
function readBody(request: IncomingMessage, reply: ServerResponse, done: (body: string) => void): void {
  const parts: Buffer[] = []
  let size = 0
  request.on('data', (part: Buffer) => {
    size += part.length
    if (size <= MAX_BODY_BYTES) parts.push(part)
  })
  request.on('end', () => {
    if (size > MAX_BODY_BYTES) write(reply, 413, UNREADABLE)
    else done(parts.length === 0 ? '' : Buffer.concat(parts).toString('utf8'))
  })
}

function write(reply: ServerResponse, status: number, body: string): void {
  reply.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

/** Answers bytes that are not an HTTP request like a request that cannot be parsed. */
function refuseBytes(socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${UNREADABLE.length}`
  socket.end(`${head}\r\nconnection: close\r\n\r\n${UNREADABLE}`)
}

/** Sends an outcome: now, later, never, or as a connection that breaks. */
function deliver(outcome: Outcome, reply: ServerResponse, timers: Timers): void {
  if (outcome.kind === 'silence') return
  if (outcome.kind === 'break') return breakOff(outcome, reply, timers)
  const { answer, delayMs } = outcome
  const send = (): void => {
    reply.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
    reply.end(answer.body)
  }
  if (delayMs > 0) timers.after(delayMs, send)
  else send()
}

/** Resets the connection, after a part of the answer where there is one. */
function breakOff({ partial }: Extract<Outcome, { kind: 'break' }>, reply: ServerResponse, timers: Timers): void {
  const { socket } = reply
  if (partial === undefined) return reset(socket)
  const body = Buffer.from(partial.answer.body)
  reply.writeHead(partial.answer.status, { ...partial.answer.headers, 'content-length': body.length })
  reply.write(body.subarray(0, Math.min(partial.bytes, body.length - 1)))
  timers.after(RESET_AFTER_MS, () => reset(socket))
}

/** A TLS socket has no reset of its own: it ends without a farewell. */
function reset(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket?.resetAndDestroy()
}

function requestOf(request: IncomingMessage, body: string): RestRequest {
  const target = request.url ?? '/'
  const mark = target.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: headersOf(request),
    body,
    ip: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  }
}

function headersOf(request: IncomingMessage): Readonly<Record<string, string | undefined>> {
  const headers: Record<string, string | undefined> = {}
  const given = request.headers
  for (const name in given) {
    const value = given[name]
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

function portError(error: NodeJS.ErrnoException, host: string, port: number): SandboxStartError {
  if (error.code === 'EADDRINUSE') {
    return new SandboxStartError(
      'SANDBOX_PORT_IN_USE',
      `Port ${port} on ${host} is taken: stop what runs there or choose another port with --port (--sandbox-port under \`spotdeck up\`).`,
      { cause: error },
    )
  }
  return new SandboxStartError(
    'SANDBOX_PORT_REFUSED',
    `Cannot listen on ${host}:${port} (${error.code ?? 'unknown'}): choose an address of this machine and a free port above 1023.`,
    { cause: error },
  )
}
